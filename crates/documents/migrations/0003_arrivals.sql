-- Files that come in pieces, over several requests, until they are whole. Neither a
-- name nor what they say of themselves is here; the bytes are sealed objects of the
-- vault, a piece each.

-- One row per file on its way. Class: technical. Kept a day at most: it goes once the
-- file is a document or is given up, and when the space is erased.
CREATE TABLE arrival (
    bucket     INTEGER NOT NULL,
    space      BLOB    NOT NULL,
    id         BLOB    NOT NULL,
    whose      BLOB    NOT NULL,   -- keyed hash of who began it, in this space
    place      INTEGER NOT NULL,   -- of those that one person has at once, from 0
    mark       BLOB    NOT NULL,   -- keyed hash of what tells the file again; empty: nothing does
    size       INTEGER NOT NULL,   -- bytes of the whole
    received   INTEGER NOT NULL,   -- of these, durable
    until      INTEGER NOT NULL,   -- ms: from then on it is forgotten
    busy_until INTEGER NOT NULL,   -- ms: so long somebody makes a document of it
    PRIMARY KEY (bucket, space, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX arrival_place ON arrival (bucket, space, whose, place);
CREATE INDEX arrival_until ON arrival (until);

-- Its pieces. Class: technical, but for the key, which opens health data. A row is
-- written before the first byte of its object, and goes with its file.
CREATE TABLE arrival_piece (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    arrival BLOB    NOT NULL,
    object  BLOB    NOT NULL,      -- of the vault
    begins  INTEGER NOT NULL,      -- the first of its bytes in the whole
    size    INTEGER NOT NULL,      -- bytes; 0 while it is written
    opener  BLOB,                  -- sealed: key and SHA-256 of the object; none while it is written
    PRIMARY KEY (bucket, space, arrival, object)
) STRICT, WITHOUT ROWID;
