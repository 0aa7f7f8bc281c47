-- Getting back in, and changing how one is reached. No medical content.

-- Somebody forgot their username or password: one row per browser that asks,
-- whoever exists, for half an hour. Class: identity.
CREATE TABLE recovery (
    token_hash BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    state      INTEGER NOT NULL,   -- 0 asked 1 looked at 2 the code came back
    tries      INTEGER NOT NULL,
    sealed     BLOB    NOT NULL,   -- what was typed, as keyed hashes, and the code
    place      BLOB,               -- space and account, sealed, where a code was sent
    inside     BLOB,               -- keyed hash of the space
    proven_at  INTEGER,
    PRIMARY KEY (token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_asked ON recovery (at) WHERE state = 0;

-- A contact that a holder is about to change: one at a time. Class: identity.
CREATE TABLE contact_change (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    session BLOB    NOT NULL,      -- in which it was begun, and ends
    at      INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,      -- the contact and the code, bound to the space
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

-- What a contact was before it was changed: for three days what is sent goes
-- there too, and it can be put back. Class: identity.
CREATE TABLE contact_before (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    kind        INTEGER NOT NULL,  -- 0 e-mail 1 mobile
    sealed      BLOB,              -- none: there was none
    verified_at INTEGER NOT NULL,
    on_file     INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, kind)
) STRICT, WITHOUT ROWID;
