-- How often services asked in an hour, by what one person consented to. Class: technical;
-- swept when the hour is over.
CREATE TABLE service_asked (
  family     BLOB    NOT NULL,
  hour       INTEGER NOT NULL,   -- hours since 1970
  asked      INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  PRIMARY KEY (family, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_asked_by_end ON service_asked (ends_at);
