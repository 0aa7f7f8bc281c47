-- Sessions that came from one at a provider of identities, so that they end when
-- that one does. Both none: from no provider, or from before this was kept. Keyed
-- hashes; they go with the session. Class: identity.
ALTER TABLE session ADD COLUMN provider_subject BLOB; -- of issuer and subject
ALTER TABLE session ADD COLUMN provider_sid BLOB;     -- of issuer and session there; none where it names none
CREATE INDEX session_provider_subject ON session (provider_subject) WHERE provider_subject IS NOT NULL;
CREATE INDEX session_provider_sid ON session (provider_sid) WHERE provider_sid IS NOT NULL;

-- What providers said of sessions that ended there, by the keyed hash of its id: each
-- serves once. Class: technical; swept when it is too old to serve.
CREATE TABLE provider_ended (
    jti_hash BLOB NOT NULL PRIMARY KEY,
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_ended_by_end ON provider_ended (until);
