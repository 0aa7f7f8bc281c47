-- Mailboxes of professionals and institutions in the health sector's own mail, as its
-- directory tells: public facts. Class: internal. A row goes when the directory tells
-- of its owner and no longer of the mailbox.
CREATE TABLE professional_mailbox (
    address  TEXT    NOT NULL PRIMARY KEY,   -- in lower case
    owner    TEXT    NOT NULL,               -- RPPS, or FINESS
    seen_run INTEGER NOT NULL                -- the import that last told of it
) STRICT, WITHOUT ROWID;
CREATE INDEX professional_mailbox_of ON professional_mailbox (owner, address);
