-- The team: operators of the phone line, volunteers on site, administrators of
-- the fund. One row for each person and role, from the proposal on; kept after
-- the end, for the list of acts names them. Identity; not exported. Nothing
-- medical, and no link to any space.
CREATE TABLE staff (
    account BYTEA NOT NULL PRIMARY KEY, -- made with the proposal; opens at the enrolment
    role TEXT NOT NULL,           -- operator, volunteer, administrator; never changes
    proposed_at BIGINT NOT NULL,
    proposed_by BYTEA,            -- an administrator's account; null at the command line
    name BYTEA NOT NULL,          -- sealed
    email BYTEA,                  -- sealed, where one was given
    place TEXT,                   -- a volunteer's site, an operator's call centre
    confirmed_at BIGINT,          -- when the present code was made
    confirmed_by BYTEA,           -- another administrator's account; null at the command line
    code BYTEA,                   -- keyed hash of the enrolment code, until it is used
    code_until BIGINT,            -- when the code dies
    since BIGINT,                 -- when the account opened
    entered_at BIGINT,            -- when they last signed in
    charter_signed_on TEXT,       -- a volunteer's last signature, as a day
    ended_at BIGINT               -- when the role ended
);
CREATE UNIQUE INDEX staff_by_code ON staff (code);
CREATE INDEX staff_by_proposal ON staff (proposed_at, account);

-- What was done to the team: lines are added, never changed. Technical, with
-- the accounts concerned; kept as long as the team.
CREATE TABLE staff_event (
    at BIGINT NOT NULL,
    event BYTEA NOT NULL,         -- random: tells lines of one instant apart
    act TEXT NOT NULL,            -- proposed, confirmed, enrolled, charter-signed, ended
    actor BYTEA,                  -- who: an account of the team; null at the command line
    about BYTEA NOT NULL,         -- about whom: an account of the team
    PRIMARY KEY (at, event)
);
CREATE FUNCTION staff_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'staff_event is only added to'; END $$;
CREATE TRIGGER staff_event_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_event
    FOR EACH STATEMENT EXECUTE FUNCTION staff_event_is_kept();

-- Operators and administrators have one session at a time.
CREATE UNIQUE INDEX session_one_at_a_time ON session (account)
    WHERE kind IN ('operator', 'administrator');
