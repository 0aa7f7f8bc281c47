-- Which reading of the fund's file took a child from an adult: the end of a reading looks
-- at its own rows alone, for another that broke off may have told half. What nobody read
-- to its end is looked at a day after the first of these readings, and some hours after
-- the last.
ALTER TABLE attached_moved ADD COLUMN reading BLOB;
ALTER TABLE attached_moved ADD COLUMN again INTEGER;
