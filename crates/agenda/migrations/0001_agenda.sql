-- What of agendas must be found without opening journals: days that people may
-- have to be told of, and whose feed a secret address is. Neither holds a title,
-- a name or an hour of anything; what counts is read in the journal, each time.

-- Items whose notice may be due. Class: personal. A row goes once it was looked at
-- in its time, and when the space is erased.
CREATE TABLE agenda_due (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    item   BLOB    NOT NULL,
    due_at INTEGER NOT NULL,   -- ms: not before then
    PRIMARY KEY (bucket, space, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_due_at ON agenda_due (due_at, bucket, space, item);

-- Addresses of feeds, whether or not they are in force. Class: personal. A row goes
-- when the feed is ended, and when the space is erased.
CREATE TABLE agenda_feed (
    hash   BLOB NOT NULL PRIMARY KEY,   -- keyed, of the secret
    place  BLOB NOT NULL,               -- the space, sealed under the register's keys
    inside BLOB NOT NULL                -- keyed hash of the space
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_feed_inside ON agenda_feed (inside);
