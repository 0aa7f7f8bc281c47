-- Sign-ins under way at any provider: of professionals, and now of holders.
ALTER TABLE provider_signin ADD COLUMN provider TEXT NOT NULL DEFAULT 'professionals'; -- whose answer is awaited
ALTER TABLE provider_signin ADD COLUMN purpose TEXT NOT NULL DEFAULT '';  -- what for; a word of that provider's
ALTER TABLE provider_signin ADD COLUMN shared INTEGER NOT NULL DEFAULT 0; -- 1 on a shared computer
ALTER TABLE provider_signin ADD COLUMN session BLOB;                      -- of a holder who is signed in already
