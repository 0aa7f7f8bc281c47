-- Software of institutions. Technical; a client is kept while it is registered,
-- the rest is erased when it ends.
CREATE TABLE client (
  client_id TEXT NOT NULL PRIMARY KEY,
  finess TEXT NOT NULL REFERENCES institution (finess), -- the one institution it speaks for
  name TEXT NOT NULL,                     -- of the software
  jwks TEXT NOT NULL,                     -- its public keys, JSON
  scopes TEXT NOT NULL,                   -- the most it may be granted
  active INTEGER NOT NULL,                -- 0: refused from now on
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE client_assertion (
  client_id TEXT NOT NULL REFERENCES client (client_id),
  jti_hash BLOB NOT NULL,                 -- SHA-256 of an assertion's id, already used
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
) STRICT;
CREATE INDEX client_assertion_by_end ON client_assertion (expires_at);

CREATE TABLE client_token (
  token_hash BLOB NOT NULL PRIMARY KEY,   -- SHA-256 of the token
  client_id TEXT NOT NULL REFERENCES client (client_id),
  scopes TEXT NOT NULL,                   -- what was granted
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX client_token_by_end ON client_token (expires_at);

CREATE TABLE client_failure (
  origin_hash BLOB NOT NULL PRIMARY KEY,  -- SHA-256 of the address that failed
  failures INTEGER NOT NULL,              -- since the window began
  ends_at INTEGER NOT NULL                -- when the window ends
) STRICT;
