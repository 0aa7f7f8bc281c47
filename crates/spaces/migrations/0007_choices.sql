-- What holders chose to be told of, and how; where there is none, it is as at first.
-- Class: personal. Goes with the space.
CREATE TABLE notice_choice (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    topic    INTEGER NOT NULL,   -- 0 documents, 1 messages, 2 services
    by_email INTEGER NOT NULL,
    by_sms   INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, topic)
) STRICT, WITHOUT ROWID;
