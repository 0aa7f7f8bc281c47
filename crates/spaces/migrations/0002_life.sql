-- What refusing, closing, erasing and campaigns keep. No medical content.

-- Of a closed space: what it was. 0 announced 1 open 2 active.
ALTER TABLE space ADD COLUMN was INTEGER;
-- When its keys are to be destroyed, ms. Of a closed space only.
ALTER TABLE space ADD COLUMN erase_at INTEGER;
-- When the fund's campaign first told the person, ms: the first line of its
-- history, which is kept here because there are 69 million of them.
ALTER TABLE space ADD COLUMN told_at INTEGER;
-- The campaign that told them.
ALTER TABLE space ADD COLUMN campaign INTEGER;
-- When silence opened it, ms: likewise.
ALTER TABLE space ADD COLUMN silent_at INTEGER;
-- (The column deadline also holds, of an active space, until when a refusal of
-- the same moment still wins.)

-- What is due is found without looking at what is not.
CREATE INDEX space_due ON space (bucket, deadline) WHERE state = 0;
CREATE INDEX space_erase ON space (erase_at) WHERE erase_at IS NOT NULL;

-- The latest code of each person, as a keyed hash; a newer one takes its
-- place. Class: technical.
CREATE TABLE person_code (
    bucket     INTEGER NOT NULL,
    person     BLOB    NOT NULL,
    code_hash  BLOB    NOT NULL,
    channel    INTEGER NOT NULL,   -- 0 letter 1 e-mail
    sent_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    ended      INTEGER NOT NULL,   -- rules::activation::CodeStanding
    ended_at   INTEGER,
    PRIMARY KEY (bucket, person)
) STRICT, WITHOUT ROWID;

INSERT INTO person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended, ended_at)
SELECT a.bucket, a.person, a.code_hash, a.channel, a.sent_at, a.expires_at, a.tries, a.ended, a.ended_at
FROM activation_code a
WHERE NOT EXISTS (
    SELECT 1 FROM activation_code b
    WHERE b.bucket = a.bucket AND b.person = a.person
      AND (b.sent_at > a.sent_at OR (b.sent_at = a.sent_at AND b.code_hash > a.code_hash))
);
DROP TABLE activation_code;
DROP TABLE activation_code_owner;

-- Children attached to an insured adult, as the fund tells it: by the adult's
-- number, whichever of the two is read first. Class: identity.
CREATE TABLE attached (
    matricule_hash BLOB NOT NULL,   -- of the adult
    child          BLOB NOT NULL,   -- a person
    PRIMARY KEY (matricule_hash, child)
) STRICT, WITHOUT ROWID;

-- Acts asked for by phone, which wait before they are done. Class: technical.
CREATE TABLE held_act (
    bucket   INTEGER NOT NULL,
    space    BLOB    NOT NULL,
    act      BLOB    NOT NULL,   -- random id
    what     INTEGER NOT NULL,   -- rules::held::What
    asked_at INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    state    INTEGER NOT NULL,   -- 0 waits 1 done 2 called off 3 no longer possible
    ended_at INTEGER,
    receipt  TEXT    NOT NULL,
    PRIMARY KEY (bucket, space, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_due ON held_act (due_at) WHERE state = 0;
