-- With which calendars each part of the country was worked out last, and what they said:
-- so that what calendars of another year alone make due is news. Class: public, data of
-- the project as a release carried it; of nobody.
CREATE TABLE prevention_calendar (
    n     INTEGER NOT NULL PRIMARY KEY,   -- from 1, in the order in which they came
    files TEXT    NOT NULL                -- the tables, one after the other
) STRICT;
-- Those of the last time; and the last of which all had begun by then. 0: nobody knows.
ALTER TABLE prevention_round ADD COLUMN calendar INTEGER NOT NULL DEFAULT 0;
ALTER TABLE prevention_round ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
