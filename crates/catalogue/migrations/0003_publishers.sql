-- What publishers send themselves, how they follow it, and the renewal of a listing.
ALTER TABLE catalogue_service ADD COLUMN sent INTEGER NOT NULL DEFAULT 0; -- 1: by its publisher
ALTER TABLE catalogue_service ADD COLUMN renewal_at INTEGER;              -- asked for then

-- Class: the team's. The address where a publisher follows a submission is a secret:
-- here is a keyed hash of it, and itself sealed, to be written in reminders. What was
-- sent stands sealed until its e-mail address is proven, and goes with the row if it is not.
CREATE TABLE catalogue_sending (
    hash      BLOB    NOT NULL PRIMARY KEY,
    secret    BLOB    NOT NULL,
    draft     BLOB,                -- none, once it is in the queue
    lang      TEXT    NOT NULL,
    sent_at   INTEGER NOT NULL,
    service   TEXT,                -- the service in the catalogue, once it is in the queue
    corrected INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX catalogue_sending_service ON catalogue_sending (service);
