-- What holders were told of, whatever the channel, and even by none: they read it in
-- their space. What kind of thing it was and when, for a year; never what it was about.
-- Class: personal. Goes with the space.
CREATE TABLE notice_given (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    kind     TEXT    NOT NULL,
    occasion TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (bucket, space, kind, occasion)
) STRICT, WITHOUT ROWID;

-- Up to when a holder looked at them.
CREATE TABLE notice_looked (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;
