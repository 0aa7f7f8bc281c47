-- What must be found without opening journals. Technical ledgers: neither a
-- title nor a name, kept as each says, not exported.

-- Documents in holders' bins: when their bytes are removed. Kept until then; a
-- row of a document that was taken out again is thrown away when it is due.
CREATE TABLE bin (
  bucket INTEGER NOT NULL,
  space BLOB NOT NULL,
  document BLOB NOT NULL,
  due_at INTEGER NOT NULL,                -- never before the journal says so too
  PRIMARY KEY (bucket, space, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX bin_due ON bin (due_at);

-- What professionals deposited, by the professional: their list of deposits. In
-- whose space is sealed, who they are is a keyed hash: the table alone tells of
-- nobody's care. A row is written before its journal is; what counts is read in
-- the journal, each time. Rows go with their space when it is erased.
CREATE TABLE deposit (
  author BLOB NOT NULL,                   -- keyed hash of the number
  document BLOB NOT NULL,
  at INTEGER NOT NULL,
  place BLOB NOT NULL,                    -- the space, sealed
  inside BLOB NOT NULL,                   -- keyed hash of the space, to forget it
  PRIMARY KEY (author, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX deposit_by_time ON deposit (author, at, document);
CREATE INDEX deposit_by_place ON deposit (inside);
