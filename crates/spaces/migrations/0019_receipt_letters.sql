-- What the receipts said that left by post, for as long as a letter may fail; and those
-- that reached nobody, until they are sent again. Class: identity; sealed, and gone after
-- a month, or after half a year where nobody mended an address.
CREATE TABLE receipt_letter (
    bucket    INTEGER NOT NULL,   -- of the person
    notice    BLOB    NOT NULL,   -- the id of the letter, or of an e-mail without a letter
    person    BLOB    NOT NULL,
    number    TEXT    NOT NULL,   -- of the receipt
    at        INTEGER NOT NULL,
    failed_at INTEGER,            -- it reached nobody
    sealed    BLOB    NOT NULL,
    PRIMARY KEY (bucket, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_letter_at ON receipt_letter (at);
CREATE INDEX receipt_letter_failed ON receipt_letter (failed_at) WHERE failed_at IS NOT NULL;
