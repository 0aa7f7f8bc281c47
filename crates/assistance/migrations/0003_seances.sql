-- Sessions in which a volunteer helps somebody on site. No medical content and
-- nobody's name: who was helped is not here.

-- One row per session. Class: technical.
CREATE TABLE seance (
    seance     BLOB    NOT NULL,   -- id, also that of the help in the register
    volunteer  BLOB    NOT NULL,   -- account
    place      TEXT    NOT NULL,
    code_hash  BLOB    NOT NULL,   -- keyed hash of the six letters
    token_hash BLOB,               -- keyed hash of the browser's cookie, once they were typed
    opened_at  INTEGER NOT NULL,
    entered_at INTEGER,
    ended_at   INTEGER,
    PRIMARY KEY (seance)
) STRICT, WITHOUT ROWID;
CREATE INDEX seance_code ON seance (code_hash);
CREATE UNIQUE INDEX seance_token ON seance (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX seance_volunteer ON seance (volunteer, opened_at);
CREATE UNIQUE INDEX seance_one ON seance (volunteer) WHERE ended_at IS NULL;

-- Wrong letters from one address. Class: technical.
CREATE TABLE seance_try (
    address BLOB    NOT NULL,      -- keyed hash
    since   INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (address)
) STRICT, WITHOUT ROWID;
