-- Calls of the phone line, and what was done in them. No medical content.

-- One row per call. Class: technical; person is an id of the register.
CREATE TABLE op_call (
    id         BLOB    NOT NULL,
    operator   BLOB    NOT NULL,   -- account
    number     TEXT    NOT NULL,   -- of the call, as the phone system names it
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    tries      INTEGER NOT NULL,   -- wrong tries to recognise the caller
    person     BLOB,               -- once recognised
    with_code  INTEGER NOT NULL,   -- 1 they had their code
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_call_operator ON op_call (operator, started_at);

-- What was done: append-only. Class: technical.
CREATE TABLE op_act (
    call    BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    what    INTEGER NOT NULL,   -- rules::What
    receipt TEXT    NOT NULL,   -- empty: none was given
    PRIMARY KEY (call, at, what)
) STRICT, WITHOUT ROWID;
