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
