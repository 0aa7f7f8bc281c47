-- Sessions opened in the browser of somebody who is helped on site: of use in
-- that browser alone, and over with the help. Class: identity.
ALTER TABLE session ADD COLUMN helped BLOB;     -- the help; none for all others
ALTER TABLE session ADD COLUMN ends_at INTEGER; -- at the latest
CREATE INDEX session_helped ON session (helped) WHERE helped IS NOT NULL;
