-- Accounts whose second factors were taken away because they were lost: a new
-- one is set up before anything else. Class: technical. A row goes with that.
CREATE TABLE factor_lost (
    bucket  INTEGER NOT NULL,
    account BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (bucket, account)
) STRICT, WITHOUT ROWID;
-- Of an account that gets back in: what is in a space from before then is kept
-- back. None: since it has the space.
ALTER TABLE account_space ADD COLUMN kept_since INTEGER;
