-- What holders say of a line of their access history: that they do not know who
-- wrote it; and what came of it. Neither a title nor any content of a record.

-- One row per line reported. Class: personal; who, and all words, are sealed
-- under a key of the register. Removed when the space is erased.
CREATE TABLE report (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    line        TEXT    NOT NULL,   -- l12: a read, c7: changes made at once
    number      TEXT    NOT NULL,   -- random, to quote
    at          INTEGER NOT NULL,   -- ms, of the report
    content     BLOB    NOT NULL,   -- sealed: who did what when; why it is reported
    state       INTEGER NOT NULL,   -- 0 received, 1 being examined, 2 answered
    taken_at    INTEGER,
    taken_by    BLOB,               -- an administrator's account
    answered_at INTEGER,
    answered_by BLOB,               -- an administrator's account
    answer      BLOB,               -- sealed: what came of it
    looked_at   INTEGER NOT NULL,   -- when it was last asked whether the space is there
    PRIMARY KEY (bucket, space, line)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX report_number ON report (number);
CREATE INDEX report_queue ON report (state, at);
CREATE INDEX report_looked ON report (looked_at);
CREATE INDEX report_answered ON report (answered_at) WHERE state = 2;

-- Who took a report, and so came to know whose it is: append-only, kept when the
-- report goes. Class: technical.
CREATE TABLE report_taken (
    number     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    by_account BLOB    NOT NULL,
    PRIMARY KEY (number, at, by_account)
) STRICT, WITHOUT ROWID;
