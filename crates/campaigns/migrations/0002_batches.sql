-- Which dispatch file is a batch's own, when its people are told, and who
-- dispatches it. A batch that an earlier version left to be dispatched has no
-- file of its own: openings stop until somebody looked.
ALTER TABLE campaign_batch ADD COLUMN file BLOB;    -- random, 16 bytes
ALTER TABLE campaign_batch ADD COLUMN at INTEGER NOT NULL DEFAULT 0;    -- ms
ALTER TABLE campaign_batch ADD COLUMN holder BLOB;  -- random, of one process's run
ALTER TABLE campaign_batch ADD COLUMN until INTEGER NOT NULL DEFAULT 0; -- nobody else before
CREATE INDEX campaign_batch_waiting ON campaign_batch (at) WHERE state = 0;

-- Whom a campaign did not tell and people must look at. Class: technical.
CREATE TABLE campaign_aside (
    campaign INTEGER NOT NULL,
    person   BLOB    NOT NULL,
    why      INTEGER NOT NULL,   -- rules::aside::Aside
    PRIMARY KEY (campaign, person)
) STRICT, WITHOUT ROWID;
