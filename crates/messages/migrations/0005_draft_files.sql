-- Files that somebody keeps with what they have not sent yet: which objects of the vault
-- they are, so that their bytes go with the draft, and with the space, when nobody opens
-- it any more. Class: technical; what they are called, and what opens them, is in the
-- draft alone, sealed under the key of the space. A row goes once its object is removed.
CREATE TABLE message_draft_file (
    object BLOB NOT NULL PRIMARY KEY,   -- of the vault
    whose  BLOB NOT NULL,               -- keyed hash of author, space and conversation
    inside BLOB NOT NULL                -- keyed hash of the space
) STRICT, WITHOUT ROWID;
CREATE INDEX message_draft_file_whose ON message_draft_file (whose);
CREATE INDEX message_draft_file_inside ON message_draft_file (inside);
