-- What a service adds to records, beside what it reads. Class: public once listed.
ALTER TABLE catalogue_service ADD COLUMN adds TEXT NOT NULL DEFAULT '';
