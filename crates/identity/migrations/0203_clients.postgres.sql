-- Software of institutions. Technical; a client is kept while it is registered,
-- the rest is erased when it ends.
CREATE TABLE client (
  client_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  finess TEXT COLLATE "C" NOT NULL REFERENCES institution (finess), -- the one institution it speaks for
  name TEXT NOT NULL,                     -- of the software
  jwks TEXT NOT NULL,                     -- its public keys, JSON
  scopes TEXT NOT NULL,                   -- the most it may be granted
  active BIGINT NOT NULL,                -- 0: refused from now on
  created_at BIGINT NOT NULL
);

CREATE TABLE client_assertion (
  client_id TEXT COLLATE "C" NOT NULL REFERENCES client (client_id),
  jti_hash BYTEA NOT NULL,                 -- SHA-256 of an assertion's id, already used
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX client_assertion_by_end ON client_assertion (expires_at);

CREATE TABLE client_token (
  token_hash BYTEA NOT NULL PRIMARY KEY,   -- SHA-256 of the token
  client_id TEXT COLLATE "C" NOT NULL REFERENCES client (client_id),
  scopes TEXT NOT NULL,                   -- what was granted
  expires_at BIGINT NOT NULL
);
CREATE INDEX client_token_by_end ON client_token (expires_at);

CREATE TABLE client_failure (
  origin_hash BYTEA NOT NULL PRIMARY KEY,  -- SHA-256 of the address that failed
  failures BIGINT NOT NULL,              -- since the window began
  ends_at BIGINT NOT NULL                -- when the window ends
);
