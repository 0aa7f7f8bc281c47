-- Of what holders chose to be told by e-mail once a week, in one e-mail, and not at once;
-- nobody did before. Class: personal. Goes with the space.
ALTER TABLE notice_choice ADD COLUMN weekly INTEGER NOT NULL DEFAULT 0;
-- What a holder was told of and that waits for that e-mail: 1; null, once it was written,
-- and of all else. Class: personal. Goes with the space.
ALTER TABLE notice_given ADD COLUMN waits INTEGER;
-- At which hour of the week that is, and when it is next to be written. Class: personal.
-- Goes with the space.
CREATE TABLE notice_week (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    weekday INTEGER NOT NULL,   -- 1 Monday to 7 Sunday
    hour    INTEGER NOT NULL,   -- 0 to 23, as clocks in France show it
    due     INTEGER,            -- null: nothing waits
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_week_due ON notice_week (due) WHERE due IS NOT NULL;
