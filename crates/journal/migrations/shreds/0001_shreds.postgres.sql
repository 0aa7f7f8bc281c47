-- A database of its own, in no backup older than 30 days: docs/erasure.md.

-- One secret per space that has a key. What was destroyed is vacuumed at once,
-- not when a fifth of the table was. Class: technical.
CREATE TABLE shred (
    bucket BIGINT NOT NULL,
    space  BYTEA  NOT NULL,
    secret BYTEA  NOT NULL,   -- 32 bytes; empty: destroyed, for ever
    PRIMARY KEY (bucket, space)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Who these shreds are, made once.
CREATE TABLE shreds (
    n  BIGINT NOT NULL PRIMARY KEY,   -- 1: there is one
    id BYTEA  NOT NULL
);
