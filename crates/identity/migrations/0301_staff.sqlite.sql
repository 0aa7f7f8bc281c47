-- The team: operators of the phone line, volunteers on site, administrators of
-- the fund. One row for each person and role, from the proposal on; kept after
-- the end, for the list of acts names them. Identity; not exported. Nothing
-- medical, and no link to any space.
CREATE TABLE staff (
    account BLOB NOT NULL PRIMARY KEY, -- made with the proposal; opens at the enrolment
    role TEXT NOT NULL,           -- operator, volunteer, administrator; never changes
    proposed_at INTEGER NOT NULL,
    proposed_by BLOB,             -- an administrator's account; null at the command line
    name BLOB NOT NULL,           -- sealed
    email BLOB,                   -- sealed, where one was given
    place TEXT,                   -- a volunteer's site, an operator's call centre
    confirmed_at INTEGER,         -- when the present code was made
    confirmed_by BLOB,            -- another administrator's account; null at the command line
    code BLOB,                    -- keyed hash of the enrolment code, until it is used
    code_until INTEGER,           -- when the code dies
    since INTEGER,                -- when the account opened
    entered_at INTEGER,           -- when they last signed in
    charter_signed_on TEXT,       -- a volunteer's last signature, as a day
    ended_at INTEGER              -- when the role ended
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX staff_by_code ON staff (code);
CREATE INDEX staff_by_proposal ON staff (proposed_at, account);

-- What was done to the team: lines are added, never changed. Technical, with
-- the accounts concerned; kept as long as the team.
CREATE TABLE staff_event (
    at INTEGER NOT NULL,
    event BLOB NOT NULL,          -- random: tells lines of one instant apart
    act TEXT NOT NULL,            -- proposed, confirmed, enrolled, charter-signed, ended
    actor BLOB,                   -- who: an account of the team; null at the command line
    about BLOB NOT NULL,          -- about whom: an account of the team
    PRIMARY KEY (at, event)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER staff_event_never_changes BEFORE UPDATE ON staff_event
BEGIN SELECT RAISE(ABORT, 'staff_event is only added to'); END;
CREATE TRIGGER staff_event_never_shrinks BEFORE DELETE ON staff_event
BEGIN SELECT RAISE(ABORT, 'staff_event is only added to'); END;

-- Operators and administrators have one session at a time.
CREATE UNIQUE INDEX session_one_at_a_time ON session (account)
    WHERE kind IN ('operator', 'administrator');
