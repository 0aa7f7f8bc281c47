-- Whom a professional saw on a day: what the ceilings count. Class: technical;
-- no name, no document; swept after two days. Its own key distributes it.
CREATE TABLE seen_on_day (
    rpps  TEXT    NOT NULL,
    day   TEXT    NOT NULL,      -- civil date in Paris
    who   BLOB    NOT NULL,      -- a hash of the space and the day
    at    INTEGER NOT NULL,
    PRIMARY KEY (rpps, day, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_on_day_by_day ON seen_on_day (day);

-- The day of a professional: whoever counts holds this row, so that two who
-- count at once count one after the other. Class: technical; swept alike.
CREATE TABLE day_of (
    rpps  TEXT    NOT NULL,
    day   TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (rpps, day)
) STRICT, WITHOUT ROWID;

-- Ceilings that were reached. Class: technical; swept after a year.
CREATE TABLE ceiling_alarm (
    rpps  TEXT    NOT NULL,
    day   TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (rpps, day)
) STRICT, WITHOUT ROWID;
