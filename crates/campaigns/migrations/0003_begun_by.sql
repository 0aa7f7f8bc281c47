-- The administrator who began a campaign on the site; none from the command line.
ALTER TABLE campaign ADD COLUMN begun_by TEXT;
