-- Services of the catalogue, as far as they are let in. Technical; who is connected
-- to what is sealed. What a service may be told is asked of the record, each time.

CREATE TABLE service (
  client_id  TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  redirects  TEXT    NOT NULL,   -- addresses it may send people back to, one a line
  jwks       TEXT,               -- its public keys, JSON; none: it cannot keep a secret
  scopes     TEXT    NOT NULL,   -- the most it may be granted
  listed     INTEGER NOT NULL,   -- 0: suspended or withdrawn
  until      INTEGER NOT NULL    -- ms: its listing lapses
) STRICT;

-- One row for what one person consented to. Class: personal. It goes a while after its end.
CREATE TABLE service_family (
  family     BLOB    NOT NULL PRIMARY KEY,   -- the connection in the record
  client_id  TEXT    NOT NULL,
  inside     BLOB    NOT NULL,               -- space and account, sealed
  scopes     TEXT    NOT NULL,               -- what was consented to
  offline    INTEGER NOT NULL,               -- may it come back by itself
  begun_at   INTEGER NOT NULL,
  ended_at   INTEGER,                        -- ms: nothing of it opens anything
  why        INTEGER NOT NULL,               -- 0 by its holder, 1 by the service, 2 something was used twice
  told       INTEGER NOT NULL                -- 0: the record is still to be told of the end
) STRICT;
CREATE INDEX service_family_untold ON service_family (told, ended_at);

-- What opens something, for a while. Class: personal.
CREATE TABLE service_token (
  hash       BLOB    NOT NULL PRIMARY KEY,   -- keyed
  kind       INTEGER NOT NULL,               -- 0 code, 1 access, 2 refresh
  family     BLOB    NOT NULL,
  scopes     TEXT    NOT NULL,
  bound      TEXT    NOT NULL,               -- of a code: challenge and address it was asked with
  used       INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX service_token_by_end ON service_token (expires_at);
CREATE INDEX service_token_by_family ON service_token (family);

CREATE TABLE service_assertion (
  client_id  TEXT    NOT NULL,
  jti_hash   BLOB    NOT NULL,               -- SHA-256 of an assertion's id, already used
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
) STRICT;
CREATE INDEX service_assertion_by_end ON service_assertion (expires_at);
