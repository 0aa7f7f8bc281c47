-- A message leaves for each of those who take part in its conversation and have a
-- mailbox: seat is their number in it, which names nobody. What left before went to
-- the first.
ALTER TABLE message_outgoing RENAME TO message_outgoing_before;
CREATE TABLE message_outgoing (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    message  BLOB    NOT NULL,
    seat     INTEGER NOT NULL,
    thread   BLOB    NOT NULL,
    state    INTEGER NOT NULL,   -- 0 waits, 1 left, 2 arrived, 3 read, 4 did not arrive
    noted_at INTEGER NOT NULL,   -- ms: when it was sent
    due_at   INTEGER,            -- ms: to be looked at then; none, once it left
    tries    INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, message, seat)
) STRICT, WITHOUT ROWID;
INSERT INTO message_outgoing
    (bucket, space, message, seat, thread, state, noted_at, due_at, tries)
    SELECT bucket, space, message, 0, thread, state, noted_at, due_at, tries
    FROM message_outgoing_before;
DROP TABLE message_outgoing_before;
CREATE INDEX message_outgoing_of ON message_outgoing (message, seat);
CREATE INDEX message_outgoing_waits ON message_outgoing (due_at, bucket, space, message, seat);
-- What is unread is counted for every page of a professional.
CREATE INDEX message_thread_unread ON message_thread (party, unread_at);
