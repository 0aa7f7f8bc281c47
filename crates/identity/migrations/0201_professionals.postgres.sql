-- The national directory: public facts about professionals. Technical ledger:
-- identity of professionals, kept while the directory tells of them, not exported.
CREATE TABLE institution (
  finess TEXT COLLATE "C" NOT NULL PRIMARY KEY,       -- number in the national file
  name TEXT NOT NULL,
  city TEXT NOT NULL,
  city_folded TEXT COLLATE "C" NOT NULL,              -- as the search knows it
  kind TEXT NOT NULL                      -- hospital, laboratory, pharmacy, practice, other
);

CREATE TABLE professional (
  rpps TEXT COLLATE "C" NOT NULL PRIMARY KEY,         -- national number
  last_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name_folded TEXT COLLATE "C" NOT NULL,         -- as the search knows it
  profession TEXT NOT NULL,               -- TRE_G15
  speciality TEXT NOT NULL,               -- label, may be empty
  active BIGINT NOT NULL,                -- 0: suspended or struck off
  seen_run BIGINT NOT NULL               -- the import that last told of them
);
CREATE INDEX professional_by_name ON professional (last_name_folded, rpps);

CREATE TABLE professional_place (
  rpps TEXT COLLATE "C" NOT NULL REFERENCES professional (rpps),
  finess TEXT COLLATE "C" NOT NULL REFERENCES institution (finess),
  confirmed_at BIGINT NOT NULL,          -- when the directory last said so
  used_at BIGINT,                        -- when a session was last opened there
  left_at BIGINT,                        -- when the directory said that they left
  seen_run BIGINT NOT NULL,              -- the import that last told of it
  PRIMARY KEY (rpps, finess)
);
