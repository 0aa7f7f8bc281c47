-- A database of its own, in no backup older than 30 days: docs/erasure.md.

-- One secret per space that has a key. Class: technical.
CREATE TABLE shred (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    secret BLOB    NOT NULL,   -- 32 bytes; empty: destroyed, for ever
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

-- Who these shreds are, made once.
CREATE TABLE shreds (
    n  INTEGER NOT NULL PRIMARY KEY,   -- 1: there is one
    id BLOB    NOT NULL
) STRICT;
