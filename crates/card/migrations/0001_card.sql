-- What of emergency cards must be found without opening journals: whose card a
-- secret address is, and how often it was read of late. What stands on a card, and
-- whether it is in force, is in the journal alone.

-- Addresses of cards, whether or not they are in force. Class: personal. A row goes
-- when another takes its place, when it is ended, and when the space is erased.
CREATE TABLE card_code (
    hash   BLOB    NOT NULL PRIMARY KEY,   -- keyed, of the secret
    place  BLOB    NOT NULL,               -- the space, sealed under the register's keys
    inside BLOB    NOT NULL,               -- keyed hash of the space
    since  INTEGER NOT NULL,               -- ms: reads are counted from then
    reads  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX card_code_inside ON card_code (inside);

-- How often cards were asked for from a network. Class: technical. A row goes soon
-- after its time is over.
CREATE TABLE card_network (
    network BLOB    NOT NULL PRIMARY KEY,  -- keyed hash of an address
    since   INTEGER NOT NULL,              -- ms: asking is counted from then
    asked   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX card_network_since ON card_network (since);
