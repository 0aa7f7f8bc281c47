-- Accounts entered through a provider of identities. Such an account may have
-- neither username nor password: both columns of "account" are empty then, and
-- "username" has no row. A password that is not there fits nothing.

-- From a subject at a provider of identities to the account of a holder.
-- Class: identity. Erased with the account.
CREATE TABLE federated_subject (
    subject_hash BLOB NOT NULL PRIMARY KEY,  -- keyed hash of issuer and subject
    account BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- From an account to its subject: one at most. Class: identity. Erased with
-- the account.
CREATE TABLE federated (
    bucket INTEGER NOT NULL,
    account BLOB NOT NULL,
    subject_hash BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (bucket, account)
) STRICT, WITHOUT ROWID;

-- session.body also keeps, sealed, the ID token of a holder who came in through
-- the provider: it names the session to end there. Class: identity.
