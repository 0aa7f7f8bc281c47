-- How holders are reached, and requests for a new code. Class: identity.

-- The holder's own contacts, proven by a code. Erased with the account.
CREATE TABLE contact (
    bucket      INTEGER NOT NULL,
    space       BLOB    NOT NULL,
    kind        INTEGER NOT NULL,   -- 0 e-mail 1 mobile
    sealed      BLOB    NOT NULL,   -- bound to the space
    verified_at INTEGER NOT NULL,
    on_file     INTEGER NOT NULL,   -- 1 the fund had it already
    PRIMARY KEY (bucket, space, kind)
) STRICT, WITHOUT ROWID;

-- Requests for a new code: whether they are right is looked at later, so that
-- the answer and its time tell nothing.
CREATE TABLE code_request (
    id     BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    sealed BLOB    NOT NULL,   -- what was typed, as keyed hashes
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_request_at ON code_request (at);
