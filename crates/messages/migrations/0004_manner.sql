-- What professionals say of how they answer, and the texts that they keep for writing.
-- Neither is of a patient: both are sealed under the register's keys, where they are
-- words.

-- How a professional answers. Class: personal. A row goes when they say nothing.
CREATE TABLE message_manner (
    party     BLOB NOT NULL PRIMARY KEY,   -- keyed hash of the professional
    days      INTEGER,                     -- they usually answer within so many; none said
    away_from TEXT,                        -- first day of an absence
    away_to   TEXT,                        -- last day of it
    said      BLOB                         -- a sentence for that time, sealed
) STRICT, WITHOUT ROWID;

-- A text that a professional keeps. Class: personal; seen by them alone. A row goes
-- when they take it away. There are so many places, and no more.
CREATE TABLE message_template (
    party BLOB    NOT NULL,   -- keyed hash of the professional
    place INTEGER NOT NULL,
    id    BLOB    NOT NULL,
    body  BLOB    NOT NULL,   -- title and text, sealed
    PRIMARY KEY (party, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_template_id ON message_template (party, id);
