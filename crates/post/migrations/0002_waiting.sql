-- The oldest of a kind that waits is asked for before each opening by silence, and must
-- be found whatever else waits.
CREATE INDEX outbox_waiting ON outbox (kind, queued_at) WHERE state = 0;
