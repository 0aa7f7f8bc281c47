-- Whom to tell that a service added something. Class: personal. What there is to tell is
-- read in the journal, each time. A row goes once its holder was told, and when the
-- space is erased.
CREATE TABLE connections_news (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    since  INTEGER NOT NULL,   -- ms: what was added from then on
    due_at INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
CREATE INDEX connections_news_due_at ON connections_news (due_at, bucket, space);
