-- One row per space: its key, wrapped by the key holder, and whether it may be
-- opened. Destroying key_wrapped erases the space. Class: technical.
CREATE TABLE book (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    key_wrapped BLOB    NOT NULL,
    standing    INTEGER NOT NULL,   -- 0 shut, 1 open
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

-- The journal: changes, gap-free from 1, sealed and chained. Class: health.
-- Rows lie in the order they came (three times the rate of rows clustered by
-- space, measured); the key is an index beside them.
CREATE TABLE journal (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    body   BLOB    NOT NULL,
    PRIMARY KEY (bucket, space, seq)
) STRICT;

-- The journal's first `version` rows in one sealed body. Class: health.
CREATE TABLE snapshot (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

-- The access log: reads, gap-free from 1, sealed and chained; never folded.
-- Class: health.
CREATE TABLE access (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    n      INTEGER NOT NULL,
    body   BLOB    NOT NULL,
    PRIMARY KEY (bucket, space, n)
) STRICT;
