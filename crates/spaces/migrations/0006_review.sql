-- Emergency accesses that wait for their review, and what it found. Class:
-- technical; who and why are sealed. Goes with the space.
CREATE TABLE review (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    id          BLOB    NOT NULL,   -- of the access
    at          INTEGER NOT NULL,
    rpps        TEXT    NOT NULL,   -- who opened it, as the national directory counts them
    body        BLOB    NOT NULL,   -- sealed: name, profession, place, reason, words
    outcome     INTEGER NOT NULL,   -- 0 waits, 1 justified, 2 unjustified
    reviewed_at INTEGER,
    reviewer    TEXT,               -- rpps
    PRIMARY KEY (bucket, space, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_waiting ON review (at, bucket, space, id) WHERE outcome = 0;
CREATE INDEX review_by_rpps ON review (rpps, at);
