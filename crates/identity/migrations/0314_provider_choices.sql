-- Professionals who have yet to say where they work, by the session at the provider
-- from which they come: as in the session that is opened then. Class: identity.
ALTER TABLE provider_choice ADD COLUMN provider_subject BLOB;
ALTER TABLE provider_choice ADD COLUMN provider_sid BLOB;
