-- Spaces whose holders may have to be told that somebody added documents. Class:
-- internal. A row goes once it was looked at in its time, and when the space is erased.
CREATE TABLE document_news (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    due_at INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_news_due ON document_news (due_at, bucket, space);
