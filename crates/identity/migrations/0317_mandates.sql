-- Who answers for a child's space: an adult, with an account of their own. In force is
-- what has not come to its end, so nothing depends on a job; who gave up, was detached
-- or died has no row. Class: identity.
CREATE TABLE mandate (
    bucket  INTEGER NOT NULL,        -- of the space
    space   BLOB    NOT NULL,        -- of the child
    account BLOB    NOT NULL,        -- of the adult
    person  BLOB    NOT NULL,        -- the adult, in the register
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,        -- the child's eighteenth birthday, midnight in Paris
    origin  INTEGER NOT NULL,        -- 0 told by the fund, 1 invited by the other
    place   INTEGER NOT NULL,        -- 1 or 2: two at most
    told    INTEGER NOT NULL,        -- how many of the announcements of the end were made
    PRIMARY KEY (bucket, space, account)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mandate_place ON mandate (bucket, space, place);
CREATE INDEX mandate_account ON mandate (account);
CREATE INDEX mandate_person ON mandate (person);
CREATE INDEX mandate_until ON mandate (until);
