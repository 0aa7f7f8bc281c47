-- What professionals are asked to correct in medical profiles, by the professional:
-- their list of requests. A technical ledger, as that of deposits: in whose space is
-- sealed, who they are is a keyed hash, and what is asked stands in the journal
-- alone. A row is written before its journal is; what counts is read in the journal,
-- each time. Rows go with their space when it is erased, and are not exported.
CREATE TABLE profile_request (
  asked BLOB NOT NULL,                    -- keyed hash of the professional's number
  line BLOB NOT NULL,
  at INTEGER NOT NULL,
  place BLOB NOT NULL,                    -- the space, sealed
  inside BLOB NOT NULL,                   -- keyed hash of the space, to forget it
  PRIMARY KEY (asked, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX profile_request_by_time ON profile_request (asked, at, line);
CREATE INDEX profile_request_by_place ON profile_request (inside);
