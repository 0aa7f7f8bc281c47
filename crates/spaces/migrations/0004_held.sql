-- A child of whom the file says no more whose it is.
CREATE INDEX attached_child ON attached (child);

-- One act at a time waits for a space: a second one would be decided on what
-- the first one left. Of several that wait already, the first stands.
UPDATE held_act SET state = 3
WHERE state = 0 AND EXISTS (
    SELECT 1 FROM held_act earlier
    WHERE earlier.bucket = held_act.bucket AND earlier.space = held_act.space
      AND earlier.state = 0
      AND (earlier.due_at, earlier.act) < (held_act.due_at, held_act.act)
);
CREATE UNIQUE INDEX held_one ON held_act (bucket, space) WHERE state = 0;
