-- Help on site: who helped, where, and what was done with it.

-- One row per help. Class: identity; the volunteer's name is sealed.
CREATE TABLE help (
    help      BLOB    NOT NULL,   -- id
    place     TEXT    NOT NULL,
    volunteer BLOB    NOT NULL,   -- sealed
    until     INTEGER NOT NULL,   -- over at the latest
    ended_at  INTEGER,
    PRIMARY KEY (help)
) STRICT, WITHOUT ROWID;

-- What was done in it, without for whom: append-only. Class: technical.
CREATE TABLE help_act (
    help BLOB    NOT NULL,
    at   INTEGER NOT NULL,
    what INTEGER NOT NULL,        -- rules::life::Event
    PRIMARY KEY (help, at, what)
) STRICT, WITHOUT ROWID;

-- Which lines of a space's life came about with help: append-only. Class:
-- identity.
CREATE TABLE space_help (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    receipt TEXT    NOT NULL,     -- of the line
    help    BLOB    NOT NULL,
    PRIMARY KEY (bucket, space, receipt)
) STRICT, WITHOUT ROWID;
