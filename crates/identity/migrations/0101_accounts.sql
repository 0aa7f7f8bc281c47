-- Accounts of natural persons. The name is sealed; the username identifies.
CREATE TABLE account (
    bucket INTEGER NOT NULL,
    account BLOB NOT NULL,
    created INTEGER NOT NULL,
    username TEXT NOT NULL,       -- as typed
    name BLOB NOT NULL,           -- how pages call the person, sealed
    password TEXT NOT NULL,       -- Argon2id, PHC text, of a keyed hash
    password_since INTEGER NOT NULL,
    PRIMARY KEY (bucket, account)
) STRICT, WITHOUT ROWID;

-- From the username, as compared, to the account.
CREATE TABLE username (
    folded TEXT NOT NULL PRIMARY KEY,
    account BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Second factors and passkeys of an account.
CREATE TABLE credential (
    bucket INTEGER NOT NULL,
    account BLOB NOT NULL,
    credential BLOB NOT NULL,
    kind TEXT NOT NULL,           -- totp, passkey
    created INTEGER NOT NULL,
    label TEXT NOT NULL,          -- the kind of device, coarse
    body BLOB NOT NULL,           -- the secret or the public key, sealed
    last_step INTEGER NOT NULL,   -- of TOTP: the last step used
    used INTEGER NOT NULL,        -- when it last served; 0 never
    PRIMARY KEY (bucket, account, credential)
) STRICT, WITHOUT ROWID;

-- From what an authenticator calls its passkey to the account.
CREATE TABLE passkey (
    id_hash BLOB NOT NULL PRIMARY KEY,
    account BLOB NOT NULL,
    credential BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Which spaces an account reaches.
CREATE TABLE account_space (
    bucket INTEGER NOT NULL,      -- of the account
    account BLOB NOT NULL,
    space BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (bucket, account, space)
) STRICT, WITHOUT ROWID;

-- Open sessions, by the hash of their token.
CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    session BLOB NOT NULL,
    kind TEXT NOT NULL,           -- holder, professional
    bucket INTEGER,               -- of the account
    account BLOB,                 -- of a holder
    body BLOB,                    -- of a professional, sealed
    created INTEGER NOT NULL,
    shared INTEGER NOT NULL,      -- 1 on a shared computer
    device TEXT NOT NULL,         -- browser and system, coarse
    seen INTEGER NOT NULL,        -- to the minute
    proved INTEGER NOT NULL       -- when two factors were last shown
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);

-- Ways begun and not ended: a code to come, a passkey to answer.
CREATE TABLE ceremony (
    token_hash BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account BLOB,
    body BLOB NOT NULL,           -- sealed
    expires INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Failed tries, by the keyed hash of who or where.
CREATE TABLE brake (
    subject BLOB NOT NULL PRIMARY KEY,
    row_failures INTEGER NOT NULL,
    window_failures INTEGER NOT NULL,
    window_from INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
