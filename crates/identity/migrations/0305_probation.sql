-- Until when an account does not reach what was in the space before it.
ALTER TABLE account_space ADD COLUMN probation INTEGER;
