-- When people are to be reminded of the services they connected. Class: personal. What
-- is connected is read in the journal, each time. A row goes once nothing is connected
-- any more, and when the space is erased.
CREATE TABLE connections_due (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    due_at INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
CREATE INDEX connections_due_at ON connections_due (due_at, bucket, space);
