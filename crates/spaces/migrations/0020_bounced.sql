-- E-mail addresses of which a notice came back: a code goes there no more, unless its
-- person proved it again since. Class: technical; gone after two years.
CREATE TABLE bounced (
    bucket INTEGER NOT NULL,   -- of the person
    person BLOB    NOT NULL,
    email  BLOB    NOT NULL,   -- keyed hash of the person and the address
    at     INTEGER NOT NULL,   -- when that was last known
    PRIMARY KEY (bucket, person, email)
) STRICT, WITHOUT ROWID;
CREATE INDEX bounced_at ON bounced (at);
-- Since when the fund has another e-mail address for a person: what came back and was
-- queued before went to the one before. Class: technical; gone after two years.
CREATE TABLE email_changed (
    bucket INTEGER NOT NULL,   -- of the person
    person BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bucket, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX email_changed_at ON email_changed (at);
