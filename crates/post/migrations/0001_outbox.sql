-- What leaves the house: one row for each notice, queued in the transaction of
-- what it tells. Class: technical; the body is identity, sealed, and gone as
-- soon as the notice has left or failed for good.
CREATE TABLE outbox (
    bucket    INTEGER NOT NULL,   -- of the person it is about, else of the id
    id        BLOB    NOT NULL,   -- keyed hash of person, kind, channel and occasion: twice the same is one row
    about     BLOB,               -- the person, opaque; null: nobody
    kind      TEXT    NOT NULL,   -- the caller's word, such as spaces-code
    channel   INTEGER NOT NULL,   -- 0 e-mail 1 SMS 2 letter
    queued_at INTEGER NOT NULL,
    until     INTEGER,            -- not sent after this instant
    state     INTEGER NOT NULL,   -- 0 waiting 1 delivered 2 failed 3 returned
    due       INTEGER NOT NULL,   -- waiting: when to try; being tried: when another process may
    tries     INTEGER NOT NULL,
    first_at  INTEGER,            -- the first try
    delayed_at INTEGER,           -- when the receiving side last told of a delay
    ended_at  INTEGER,            -- delivered, failed or returned
    taken_at  INTEGER,            -- failed or returned: when somebody took it over
    body      BLOB,               -- sealed, bound to this row; null once ended
    PRIMARY KEY (bucket, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (channel, due) WHERE state = 0;
CREATE INDEX outbox_failed ON outbox (kind, ended_at) WHERE state >= 2 AND taken_at IS NULL;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE state >= 1;
