-- Since when a child waits to be looked at: while the fund's file is read by another
-- process, only the one that reads it looks, once it has read the whole.
ALTER TABLE attached_moved ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
