-- Whom a professional is about to see on a day: who has an appointment that they
-- made, and whom they opened. Class: personal; no name, no hour of an appointment.
-- It is a place to look and says nothing: what counts is read in the record, each
-- time. A row goes once its day is over, and when the space is erased.
CREATE TABLE day_patient (
    party     BLOB    NOT NULL,   -- keyed hash of the professional
    day       TEXT    NOT NULL,   -- civil date in Paris
    inside    BLOB    NOT NULL,   -- keyed hash of the space
    place     BLOB    NOT NULL,   -- the space, sealed under the register's keys
    opened_at INTEGER,            -- ms: when they opened the record first
    PRIMARY KEY (party, day, inside)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_patient_inside ON day_patient (inside);
CREATE INDEX day_patient_day ON day_patient (day);
