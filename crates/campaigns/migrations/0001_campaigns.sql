-- Campaigns of notices, and openings by silence. No name, no number, no code.

-- One row per campaign. Class: technical.
CREATE TABLE campaign (
    id            INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    started_at    INTEGER NOT NULL,
    finished_at   INTEGER,
    wanted        INTEGER NOT NULL,   -- how many people at most
    state         INTEGER NOT NULL,   -- 0 running 1 done
    cursor_bucket INTEGER NOT NULL,   -- the last person looked at
    cursor_person BLOB    NOT NULL,
    batches       INTEGER NOT NULL,   -- dispatch files settled
    letters       INTEGER NOT NULL,   -- people told by post
    emails        INTEGER NOT NULL,   -- people told by e-mail
    for_people    INTEGER NOT NULL,   -- looked at by people instead
    PRIMARY KEY (id)
) STRICT;
CREATE UNIQUE INDEX campaign_name ON campaign (name);

-- Dispatch files whose letters are not printed yet, or whose e-mails are not
-- queued yet. Class: technical.
CREATE TABLE campaign_batch (
    campaign INTEGER NOT NULL,
    number   INTEGER NOT NULL,   -- from 1
    people   INTEGER NOT NULL,
    state    INTEGER NOT NULL,   -- 0 to be dispatched 1 dispatched
    PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;

-- Who runs campaigns now: one row, a lease. Class: technical.
CREATE TABLE campaign_lease (
    id     INTEGER NOT NULL,   -- always 1
    holder BLOB    NOT NULL,   -- random, of one process's run
    until  INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- Openings by silence, one row per run. Class: technical.
CREATE TABLE opening (
    at          INTEGER NOT NULL,   -- the instant it opens as of
    expected    INTEGER NOT NULL,   -- how many were due when it began
    next_bucket INTEGER NOT NULL,   -- buckets below it are done
    opened      INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (at)
) STRICT;

-- The latest instant that any process saw: a clock that leaps is noticed.
-- Class: technical.
CREATE TABLE clock_seen (
    id   INTEGER NOT NULL,   -- always 1
    seen INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- Openings that looked implausible, and the two persons who released them.
-- Class: technical.
CREATE TABLE opening_stop (
    at          INTEGER NOT NULL,   -- when it stopped
    why         INTEGER NOT NULL,   -- rules::plausible::Doubt
    due         INTEGER NOT NULL,   -- how many were due
    first_by    TEXT,               -- who released it first
    second_by   TEXT,               -- and then
    released_at INTEGER,
    used_at     INTEGER,            -- the run that went on
    PRIMARY KEY (at)
) STRICT;
