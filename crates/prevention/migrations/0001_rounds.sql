-- Up to which day the calendars were worked out for the spaces of each part of the
-- country. Class: technical. Of no space and of nobody; what came of it is told, and
-- kept nowhere.
CREATE TABLE prevention_round (
    part      INTEGER NOT NULL,   -- 0 to 63: as many buckets each
    looked_on TEXT    NOT NULL,   -- ISO 8601: the last day it was done for
    until     INTEGER NOT NULL,   -- ms: before then, somebody is at it
    PRIMARY KEY (part)
) STRICT, WITHOUT ROWID;
