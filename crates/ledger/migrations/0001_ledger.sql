-- Commitments that wait for their place in the tree: one row for whatever one
-- transaction wrote, 32 bytes for each line. No person in them. Class: technical.
CREATE TABLE ledger_due (
    bucket INTEGER NOT NULL,   -- of the first line: on its node, the hot path stays there
    id     BLOB    NOT NULL,   -- when, then chance
    body   BLOB    NOT NULL,
    PRIMARY KEY (bucket, id)
) STRICT;

-- The tree, 256 hashes in a row. Level 0 holds commitments, from whose hashes
-- the others are made. Public, but for the last of each level. Class: technical.
CREATE TABLE ledger_tile (
    level INTEGER NOT NULL,
    n     INTEGER NOT NULL,
    body  BLOB    NOT NULL,
    PRIMARY KEY (level, n)
) STRICT;

-- The head: what the tree is, and the last checkpoint that was given out.
CREATE TABLE ledger_head (
    one        INTEGER NOT NULL PRIMARY KEY,   -- 1: there is one
    epoch      INTEGER NOT NULL,   -- 1, and one more after each loss that was accepted
    size       INTEGER NOT NULL,
    root       BLOB    NOT NULL,
    published  INTEGER NOT NULL,   -- the size of the checkpoint; -1: none yet
    checkpoint TEXT    NOT NULL
) STRICT;

-- When which entries came: the places of a line are found by its time. One row
-- a minute at most, whatever comes.
CREATE TABLE ledger_mark (
    minute INTEGER NOT NULL PRIMARY KEY,   -- since 1970, on the clock of whoever kept the log
    first  INTEGER NOT NULL                -- the first entry that came in it
) STRICT;
