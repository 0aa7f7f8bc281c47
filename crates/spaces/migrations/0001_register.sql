-- The register of insured people and of the life of their spaces. No medical
-- content. A person and their space share a bucket.

-- One row per insured person. Class: identity. Erased with the person.
CREATE TABLE insured (
    bucket           INTEGER NOT NULL,
    person           BLOB    NOT NULL,
    matricule_hash   BLOB    NOT NULL,   -- keyed hash; never a bare one
    matricule_sealed BLOB    NOT NULL,   -- bound to the person
    oid              TEXT    NOT NULL,
    birth_name       TEXT    NOT NULL,
    given_names      TEXT    NOT NULL,
    birth_date       TEXT    NOT NULL,   -- ISO 8601
    sex              TEXT    NOT NULL,   -- M, F, I
    birth_place      TEXT    NOT NULL,   -- COG
    used_name        TEXT    NOT NULL,   -- empty: the birth name
    scheme           TEXT    NOT NULL,
    card_hash        BLOB,               -- keyed hash of the Vitale card's serial
    email            TEXT    NOT NULL,
    phone            TEXT    NOT NULL,
    address_line     TEXT    NOT NULL,
    postcode         TEXT    NOT NULL,
    city             TEXT    NOT NULL,
    deceased_on      TEXT    NOT NULL,   -- ISO 8601; empty: alive
    PRIMARY KEY (bucket, person)
) STRICT, WITHOUT ROWID;

-- Matricule to person. Class: identity.
CREATE TABLE insured_by_matricule (
    matricule_hash BLOB NOT NULL,
    person         BLOB NOT NULL,
    PRIMARY KEY (matricule_hash)
) STRICT, WITHOUT ROWID;

-- Birth date and folded name to person: the professionals' search. One row for
-- the birth name, one for the name in use. Class: identity.
CREATE TABLE insured_by_birth (
    birth_date TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    person     BLOB NOT NULL,
    PRIMARY KEY (birth_date, name_key, person)
) STRICT, WITHOUT ROWID;

-- The state of each space. Class: technical.
CREATE TABLE space (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    person   BLOB    NOT NULL,
    state    INTEGER NOT NULL,   -- 0 announced 1 open 2 active 3 refused 4 closed 5 erased
    at       INTEGER NOT NULL,   -- since when, ms
    deadline INTEGER,            -- announced: until when a refusal counts
    fate     INTEGER,            -- closed: 0 archive 1 delete
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

CREATE TABLE space_of_person (
    bucket INTEGER NOT NULL,
    person BLOB    NOT NULL,
    space  BLOB    NOT NULL,
    PRIMARY KEY (bucket, person)
) STRICT, WITHOUT ROWID;

-- What happened to a space and its codes, for its holder. Class: technical.
CREATE TABLE space_event (
    bucket  INTEGER NOT NULL,
    space   BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    receipt TEXT    NOT NULL,
    what    INTEGER NOT NULL,   -- rules::life::Event
    who     TEXT    NOT NULL,   -- holder, fund, operator…: a word, no name
    how     INTEGER NOT NULL,   -- rules::life::How
    PRIMARY KEY (bucket, space, at, receipt)
) STRICT, WITHOUT ROWID;

-- Activation codes, as keyed hashes. Class: technical.
CREATE TABLE activation_code (
    bucket     INTEGER NOT NULL,
    person     BLOB    NOT NULL,
    code_hash  BLOB    NOT NULL,
    channel    INTEGER NOT NULL,   -- 0 letter 1 e-mail
    sent_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    ended      INTEGER NOT NULL,   -- 0 live 1 used 2 replaced 3 killed
    ended_at   INTEGER,
    PRIMARY KEY (bucket, person, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE activation_code_owner (
    code_hash BLOB NOT NULL,
    person    BLOB NOT NULL,
    PRIMARY KEY (code_hash)
) STRICT, WITHOUT ROWID;

-- Wrong tries, per keyed hash of a number or an address. Class: technical.
CREATE TABLE activation_brake (
    scope   INTEGER NOT NULL,   -- rules::brake::Scope
    key     BLOB    NOT NULL,
    since   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

-- Activations under way: one per person, half an hour. Class: technical.
CREATE TABLE activation (
    bucket     INTEGER NOT NULL,
    person     BLOB    NOT NULL,
    token_hash BLOB    NOT NULL,
    code_hash  BLOB    NOT NULL,
    started_at INTEGER NOT NULL,
    draft      BLOB    NOT NULL,   -- sealed: the steps done so far
    PRIMARY KEY (bucket, person)
) STRICT, WITHOUT ROWID;

-- Searches of professionals, ten minutes. Class: technical.
CREATE TABLE people_search (
    id_hash BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,   -- what was searched, bound to who searched
    PRIMARY KEY (id_hash)
) STRICT, WITHOUT ROWID;
