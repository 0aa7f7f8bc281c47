-- Telling of the end of what is confided. Class: identity.
ALTER TABLE carer ADD COLUMN told INTEGER NOT NULL DEFAULT 0; -- announcements of its end that were made
CREATE INDEX carer_until ON carer (until, id);
-- Who helped somebody whose space is open no more, until they were told that it ended.
CREATE TABLE carer_untold (
    id      BLOB NOT NULL PRIMARY KEY, -- what addresses called it
    account BLOB NOT NULL              -- of who helped
) STRICT, WITHOUT ROWID;
