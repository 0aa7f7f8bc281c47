-- What was done at once to spaces of one bucket, as of one instant: the public log holds
-- one commitment for all of it, the root of a tree over the spaces that have this told_at
-- or silent_at, and of those told over those too whose told_at is one that the chain of
-- moved_to leads to. Of what was done before this was kept, nothing. Class: technical.
CREATE TABLE at_once (
    bucket    INTEGER NOT NULL,
    what      INTEGER NOT NULL,   -- rules::life::Event: 0 announced, 2 opened by silence
    at        INTEGER NOT NULL,   -- as space.told_at or space.silent_at, ms
    spaces    INTEGER NOT NULL,   -- how many; 0 where there is no one tree over all of them
    queued_at INTEGER NOT NULL,   -- when the commitment was, ms
    entry     BLOB    NOT NULL,   -- the commitment
    moved_to  INTEGER,            -- to which told_at those went who had not decided, ms
    PRIMARY KEY (bucket, what, at)
) STRICT, WITHOUT ROWID;

-- Who is still in such a tree though their space no longer says so: silence may have
-- opened it again after a no that was taken back; who was told and whom no notice could
-- reach has none. Class: technical.
CREATE TABLE at_once_before (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    what   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, what, at)
) STRICT, WITHOUT ROWID;
