-- Administrators read what was done by telephone, the newest first.
CREATE INDEX op_act_at ON op_act (at, call, what, receipt);
