-- Exports are of the account that asked, each in the capacity in which it did: of a
-- child's space, its holder and two representatives may each have one, and none learns
-- of another's.

-- Of who answers for a child: when the mandate was given for which they asked, in ms;
-- with that mandate the file is over. Zero, of its holder. Class: identity.
ALTER TABLE export ADD COLUMN mandate INTEGER NOT NULL DEFAULT 0;

-- One at a time of each account in each space, however often it asks.
DROP INDEX export_running;
CREATE UNIQUE INDEX export_running ON export (bucket, space, account) WHERE state < 2;
