-- Carers: to whom a holder confided a part of their space, or whom they invited to it. A
-- row goes when either ends it; what has come to its end is in force no more, whatever
-- job ran. Class: identity.
CREATE TABLE carer (
    bucket       INTEGER NOT NULL,   -- of the space
    space        BLOB    NOT NULL,   -- of who is helped
    place        INTEGER NOT NULL,   -- 1 to 3: three at most, who are invited among them
    id           BLOB    NOT NULL,   -- what addresses call it
    until        INTEGER NOT NULL,   -- its end, midnight in Paris
    code_hash    BLOB,               -- keyed, of an invitation; nothing once accepted
    traits       BLOB,               -- keyed hash, of who is invited; nothing once accepted
    invited_until INTEGER NOT NULL,  -- until when it can be accepted
    account      BLOB,               -- of the carer, who accepted
    helper       BLOB,               -- the carer, in the register
    helps        INTEGER,            -- 1 to 5: they help five at most
    since        INTEGER,            -- when they accepted
    PRIMARY KEY (bucket, space, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX carer_id ON carer (id);
CREATE UNIQUE INDEX carer_code ON carer (code_hash);
CREATE UNIQUE INDEX carer_helps ON carer (account, helps);
CREATE UNIQUE INDEX carer_once ON carer (space, account);
CREATE INDEX carer_helper ON carer (helper);
