-- Which treating doctors are told of an emergency access: at once, with the holder.
-- Class: personal. A row goes when the space is erased.
CREATE TABLE review_treating (
    doctor BLOB    NOT NULL,   -- keyed hash
    id     BLOB    NOT NULL,   -- of the access
    at     INTEGER NOT NULL,
    place  BLOB    NOT NULL,   -- the space, sealed under the register's keys
    inside BLOB    NOT NULL,   -- keyed hash of the space
    PRIMARY KEY (doctor, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_treating_at ON review_treating (doctor, at);
CREATE INDEX review_treating_inside ON review_treating (inside);
