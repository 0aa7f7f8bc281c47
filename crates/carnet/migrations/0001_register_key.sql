-- The root of the register's keys, wrapped by the key holder: one row, shared
-- by every process on this database. Class: technical.
CREATE TABLE register_key (
    id      INTEGER NOT NULL,
    wrapped BLOB    NOT NULL,
    PRIMARY KEY (id)
) STRICT;
