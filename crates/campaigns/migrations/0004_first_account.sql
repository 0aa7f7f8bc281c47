-- The account of the administrator who released a stopped opening first: two may
-- have one name. None from the command line. Class: identity.
ALTER TABLE opening_stop ADD COLUMN first_account BLOB;
