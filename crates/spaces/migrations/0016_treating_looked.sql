-- When a treating doctor looked at what they are told of; nobody knows of what was
-- before. And when they are next to be written to of it, by their own mail; never, of
-- what was before. Class: personal.
ALTER TABLE review_treating ADD COLUMN looked_at INTEGER;
ALTER TABLE review_treating ADD COLUMN mail_at INTEGER;
CREATE INDEX review_treating_mail ON review_treating (mail_at) WHERE mail_at IS NOT NULL;
