-- Whom an institution saw on a day, through its software and its professionals
-- together: what its ceiling counts. Class: technical; no name, no document; swept
-- after two days. Its own key distributes it.
CREATE TABLE seen_at_institution (
    finess  TEXT    NOT NULL,
    day     TEXT    NOT NULL,      -- civil date in Paris
    who     BLOB    NOT NULL,      -- a hash of the space and the day
    at      INTEGER NOT NULL,
    PRIMARY KEY (finess, day, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at_institution_by_day ON seen_at_institution (day);

-- How many that makes: whoever counts holds this row, so that two who count at
-- once count one after the other. Class: technical; swept alike.
CREATE TABLE day_of_institution (
    finess  TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    people  INTEGER NOT NULL,
    PRIMARY KEY (finess, day)
) STRICT, WITHOUT ROWID;

-- Ceilings of institutions that were reached. Class: technical; swept after a
-- year.
CREATE TABLE institution_alarm (
    finess  TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (finess, day)
) STRICT, WITHOUT ROWID;
