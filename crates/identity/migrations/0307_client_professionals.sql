-- A professional behind an institution's software. Technical; with the tokens.
ALTER TABLE client ADD COLUMN provider_client TEXT; -- who this software is at the provider of professionals
CREATE UNIQUE INDEX client_by_provider ON client (provider_client);
ALTER TABLE client_token ADD COLUMN rpps TEXT;      -- the professional it was given for; none for the software alone
