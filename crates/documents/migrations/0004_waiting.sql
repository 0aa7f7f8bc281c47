-- When to look whether something that waits for a consultation is to be told of, or
-- stopped waiting. Class: internal; which document, and nothing of it. A row goes once
-- it was looked at in its time, and when the space is erased.
CREATE TABLE document_waiting (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    document BLOB    NOT NULL,
    moment   INTEGER NOT NULL,   -- 1 it waits, 2 its month is over, 3 its author let it go
    due_at   INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space, document, moment)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_waiting_due ON document_waiting (due_at, bucket, space);
