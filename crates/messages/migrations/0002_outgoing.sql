-- Messages of holders that leave for the mailboxes of those whom they answer, and
-- what became of them. Class: internal; what they say, and to whom, is in the journal
-- alone. A row goes when the space is erased.
CREATE TABLE message_outgoing (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    message  BLOB    NOT NULL,
    thread   BLOB    NOT NULL,
    state    INTEGER NOT NULL,   -- 0 waits, 1 left, 2 arrived, 3 read, 4 did not arrive
    noted_at INTEGER NOT NULL,   -- ms: when it was sent
    due_at   INTEGER,            -- ms: to be looked at then; none, once it left
    tries    INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_outgoing_due ON message_outgoing (due_at, bucket, space, message);
-- What comes back names the message alone.
CREATE INDEX message_outgoing_message ON message_outgoing (message);
