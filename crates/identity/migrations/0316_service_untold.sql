-- A record that is shut is told of a service's end once it opens again: it is looked
-- at then, and holds up nobody meanwhile. What was used twice is told first.
ALTER TABLE service_family ADD COLUMN again_at INTEGER NOT NULL DEFAULT 0;   -- ms
CREATE INDEX service_family_to_tell ON service_family (why DESC, ended_at, family, again_at)
  WHERE told = 0 AND ended_at IS NOT NULL;
