-- Exports of whole spaces: asked for by their holder, put together by a job, kept
-- for a week. The file is a sealed object of the vault; its key is here, sealed
-- under the key of the space, and destroyed with the row's week or the space.

-- One row per export asked for. Class: personal, but for the key, which opens
-- health data. Removed a week after its end, and when the space is erased.
CREATE TABLE export (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    n           INTEGER NOT NULL,   -- from 1, of this space
    account     BLOB    NOT NULL,   -- who asked
    lang        TEXT    NOT NULL,   -- fr or en: that of its sentences
    asked_at    INTEGER NOT NULL,   -- ms
    state       INTEGER NOT NULL,   -- 0 waits, 1 being packed, 2 ready, 3 failed, 4 over
    turn        INTEGER NOT NULL,   -- how often somebody began to pack it
    turn_until  INTEGER NOT NULL,   -- ms: until when nobody else begins
    total       INTEGER NOT NULL,   -- documents in it, once that is known
    packed      INTEGER NOT NULL,   -- of these, already packed
    object      BLOB,               -- of the vault: written down before its first byte
    opener      BLOB,               -- sealed: key and SHA-256 of the object; none, once it is over
    size        INTEGER NOT NULL,   -- bytes of the file
    until       INTEGER NOT NULL,   -- ms: when it is destroyed; of what failed or ended, when the row goes
    PRIMARY KEY (bucket, space, n)
) STRICT, WITHOUT ROWID;
-- One at a time in each space, whoever asks, however often.
CREATE UNIQUE INDEX export_running ON export (bucket, space) WHERE state < 2;
CREATE INDEX export_waiting ON export (turn_until, asked_at) WHERE state < 2;
CREATE INDEX export_until ON export (until) WHERE state >= 2;
