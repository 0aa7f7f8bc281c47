-- Services that asked to be listed, what was found of them, and who decided. Class:
-- public once listed, but for the contact and the notes, which are the team's.
CREATE TABLE catalogue_service (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    publisher    TEXT    NOT NULL,
    contact      TEXT    NOT NULL,   -- of the publisher, for the team alone
    said_fr      TEXT    NOT NULL,
    said_en      TEXT    NOT NULL,
    site         TEXT    NOT NULL,   -- an address that people may follow; never fetched
    theme        TEXT    NOT NULL,
    region       TEXT    NOT NULL,   -- empty: everywhere
    price        TEXT    NOT NULL,
    device       INTEGER NOT NULL,   -- 1: a medical device
    kinds        TEXT    NOT NULL,   -- what it reads; empty: nothing is exchanged
    redirects    TEXT    NOT NULL,   -- one a line
    jwks         TEXT,
    standing     TEXT    NOT NULL,
    submitted_at INTEGER NOT NULL,
    first_by     BLOB,               -- whoever proposed the listing; the next is another one
    first_name   TEXT,
    listed_at    INTEGER,
    until        INTEGER             -- the listing lapses
) STRICT;
CREATE INDEX catalogue_by_standing ON catalogue_service (standing, name, id);

-- What was found, criterion by criterion.
CREATE TABLE catalogue_finding (
    service   TEXT    NOT NULL,
    criterion TEXT    NOT NULL,
    verdict   TEXT    NOT NULL,
    note      TEXT    NOT NULL,
    name      TEXT    NOT NULL,      -- of whoever found it
    at        INTEGER NOT NULL,
    PRIMARY KEY (service, criterion)
) STRICT;

-- What the team did, the oldest first. Never changed.
CREATE TABLE catalogue_deed (
    service TEXT    NOT NULL,
    place   INTEGER NOT NULL,
    deed    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (service, place)
) STRICT;

-- What people who connected a service report of it: a reason of a list, and nobody's
-- name. Class: the team's.
CREATE TABLE catalogue_report (
    service TEXT    NOT NULL,
    id      BLOB    NOT NULL,
    reason  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (service, id)
) STRICT;
