-- What publishers are written: what is asked of them, and why a listing is suspended.
ALTER TABLE catalogue_service ADD COLUMN reason TEXT;        -- why it is suspended: a key of words
ALTER TABLE catalogue_service ADD COLUMN reason_note TEXT;   -- what else its publisher reads of that
ALTER TABLE catalogue_service ADD COLUMN asked_at INTEGER;   -- something is asked of them since, and not written yet
ALTER TABLE catalogue_service ADD COLUMN written_at INTEGER; -- when they were last written what is asked
