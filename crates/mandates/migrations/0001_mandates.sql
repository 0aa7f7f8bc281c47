-- Invitations to answer for a child too: one at a time for a space. A row goes when it
-- was used, when another takes its place, or when its time is over. Class: identity.
CREATE TABLE mandate_invitation (
    bucket     INTEGER NOT NULL,           -- of the space
    space      BLOB    NOT NULL,           -- of the child
    inviter    BLOB    NOT NULL,           -- the account of who invites
    code_hash  BLOB    NOT NULL,           -- keyed
    traits     BLOB    NOT NULL,           -- keyed hash: names and birth date of who is invited
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mandate_invitation_code ON mandate_invitation (code_hash);
CREATE INDEX mandate_invitation_expires ON mandate_invitation (expires_at);

-- Codes that were none, by account: ten in a day, and no more. Class: technical.
CREATE TABLE mandate_brake (
    account BLOB    NOT NULL PRIMARY KEY,
    since   INTEGER NOT NULL,              -- the count begins then
    n       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mandate_brake_since ON mandate_brake (since);
