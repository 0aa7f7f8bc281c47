-- Children whom the fund took from an adult: who answers for them because it said so is
-- looked at again once its file is read whole. Class: identity. A row goes then.
CREATE TABLE attached_moved (
    bucket INTEGER NOT NULL,
    child  BLOB    NOT NULL,   -- a person
    PRIMARY KEY (bucket, child)
) STRICT, WITHOUT ROWID;
