-- Who reaches a space, when a refusal takes it from all of them.
CREATE INDEX account_space_space ON account_space (space);
