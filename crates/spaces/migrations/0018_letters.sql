-- Letters with a no that were recorded: each is once, whatever its writer decides later.
-- Class: technical.
CREATE TABLE refusal_letter (
    bucket INTEGER NOT NULL,
    person BLOB    NOT NULL,
    letter BLOB    NOT NULL,   -- keyed hash of its reference and of the day on which it came
    at     INTEGER NOT NULL,   -- when it was recorded
    PRIMARY KEY (bucket, person, letter)
) STRICT, WITHOUT ROWID;
