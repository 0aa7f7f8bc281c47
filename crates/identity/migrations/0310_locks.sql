-- Sessions of professionals that are locked: nothing is opened with them until
-- the same person proves who they are again. Class: identity.
ALTER TABLE session ADD COLUMN locked_at INTEGER; -- none while it is open
ALTER TABLE session ADD COLUMN locked_back BLOB;  -- the page to return to, sealed
ALTER TABLE session ADD COLUMN locked_lost INTEGER NOT NULL DEFAULT 0;  -- 1 when something was sent and not kept
ALTER TABLE session ADD COLUMN locked_tries INTEGER NOT NULL DEFAULT 0; -- proofs that failed
