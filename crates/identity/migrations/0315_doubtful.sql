-- Sign-ins from a device not seen before, after failures: their holders are still to be
-- told. A row goes once they were. Class: identity.
CREATE TABLE sign_in_doubtful (
    id       BLOB NOT NULL PRIMARY KEY,
    account  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    failures INTEGER NOT NULL       -- since the last right one
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_doubtful_by_time ON sign_in_doubtful (at);
