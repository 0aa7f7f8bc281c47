-- Sign-ins of professionals under way: nothing here is of use without the
-- browser's cookie. Technical; erased after ten minutes.
CREATE TABLE provider_signin (
  state_hash BLOB NOT NULL PRIMARY KEY,   -- SHA-256 of the state sent to the provider
  browser_hash BLOB NOT NULL,             -- SHA-256 of the browser's secret
  lang TEXT NOT NULL,                     -- the language to come back in
  back TEXT NOT NULL,                     -- the page to come back to
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_signin_by_end ON provider_signin (expires_at);

CREATE TABLE provider_choice (
  browser_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the browser's secret
  rpps TEXT NOT NULL,                     -- who proved who they are
  named TEXT NOT NULL,                    -- FINESS numbers that the provider named
  back TEXT NOT NULL,                     -- the page to come back to
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_choice_by_end ON provider_choice (expires_at);
