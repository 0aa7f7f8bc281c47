-- Whether people who look for a professional by name or number may write to them first,
-- too, and not only patients whom they know: said by itself. Whoever let their patients
-- write before this said nothing of others.
ALTER TABLE message_reach ADD COLUMN sought INTEGER NOT NULL DEFAULT 0;   -- 1: they may
