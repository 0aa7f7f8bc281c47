-- What the receipt of a no said that left by e-mail, for as long as the e-mail may come
-- back: then the receipt leaves by post. Class: identity; sealed, and gone after a month.
CREATE TABLE receipt_mailed (
    bucket INTEGER NOT NULL,   -- of the person
    notice BLOB    NOT NULL,   -- the id of the e-mail
    at     INTEGER NOT NULL,
    sealed BLOB    NOT NULL,
    PRIMARY KEY (bucket, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_mailed_at ON receipt_mailed (at);
