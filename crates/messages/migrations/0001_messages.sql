-- What of conversations must be found without opening journals: whose inbox has
-- which, whom to tell of a new message, what is not sent yet, and which
-- professionals let patients write first. None holds a subject, a text or a name;
-- what counts is read in the journal, each time.

-- Conversations of a professional. Class: personal. A row goes when nothing of its
-- conversation is left to show, and when the space is erased.
CREATE TABLE message_thread (
    party     BLOB    NOT NULL,   -- keyed hash of the professional
    thread    BLOB    NOT NULL,
    at        INTEGER NOT NULL,   -- ms: of the last message
    unread_at INTEGER,            -- ms: something is unread from then on
    place     BLOB    NOT NULL,   -- the space, sealed under the register's keys
    inside    BLOB    NOT NULL,   -- keyed hash of the space
    PRIMARY KEY (party, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_thread_at ON message_thread (party, at, thread);
CREATE INDEX message_thread_inside ON message_thread (inside);

-- Conversations whose holder may have to be told of a message. Class: personal. A
-- row goes once it was looked at in its time, and when the space is erased.
CREATE TABLE message_due (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    thread BLOB    NOT NULL,
    due_at INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_due_at ON message_due (due_at, bucket, space, thread);

-- What somebody has not sent yet. Class: medical; the body is sealed under the key
-- of the space, and erased with it. A row goes when its author sends or discards it.
CREATE TABLE message_draft (
    whose  BLOB    NOT NULL PRIMARY KEY,   -- keyed hash of author, space and conversation
    body   BLOB    NOT NULL,
    at     INTEGER NOT NULL,               -- ms: when it was kept
    inside BLOB    NOT NULL                -- keyed hash of the space
) STRICT, WITHOUT ROWID;
CREATE INDEX message_draft_inside ON message_draft (inside);

-- Professionals to whom patients whom they know may write first. Class: internal. A
-- row goes when they choose otherwise.
CREATE TABLE message_reach (
    party BLOB    NOT NULL PRIMARY KEY,   -- keyed hash of the professional
    since INTEGER NOT NULL                -- ms
) STRICT, WITHOUT ROWID;
