-- The hours in which holders chose to be left in peace; where there is none, it is as at
-- first. Class: personal. Goes with the space.
CREATE TABLE notice_peace (
    bucket     INTEGER NOT NULL,
    space      BLOB    NOT NULL,
    from_hour  INTEGER NOT NULL,   -- 0 to 23, as clocks in France show it
    until_hour INTEGER NOT NULL,   -- over midnight, if it is the earlier
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
