-- Histories with proofs that leave a space: each proves that the public log
-- continues the one before it.

-- Entries of the public log at the history in the file. Class: technical.
ALTER TABLE export ADD COLUMN tree INTEGER NOT NULL DEFAULT 0;

-- The last history with proofs that left a space. Class: technical. Removed when
-- the space is erased.
CREATE TABLE export_tree (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    size   INTEGER NOT NULL,        -- entries of the public log
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
