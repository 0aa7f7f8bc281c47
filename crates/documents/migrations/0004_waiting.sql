-- When to look at documents that wait for a consultation: whether their patient is to
-- be told that something does, or that there is something to read. Class: internal;
-- which document, and nothing of it. A row goes once there is nothing more to tell,
-- and when the space is erased.
CREATE TABLE document_waiting (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    document BLOB    NOT NULL,
    due_at   INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_waiting_due ON document_waiting (due_at, bucket, space);
