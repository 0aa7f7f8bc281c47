-- book.standing has a third value, 2: erased. Its key_wrapped is empty and stays
-- so; the row stays too, so that nothing is ever made anew under this id.

-- Those erased, so that their shreds can be destroyed again after a restore.
CREATE INDEX book_erased ON book (bucket, space) WHERE standing = 2;

-- Spaces of which something is left to remove. Class: technical.
CREATE TABLE erasing (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    at     INTEGER NOT NULL,   -- when the key was destroyed, ms
    swept  INTEGER NOT NULL,   -- 0 to be swept, 1 swept once: waits for stragglers
    PRIMARY KEY (bucket, space)
) STRICT, WITHOUT ROWID;

-- Their objects still in the vault: the list was in the journal, which no key
-- opens any more. Class: technical.
CREATE TABLE erasing_object (
    bucket INTEGER NOT NULL,
    space  BLOB    NOT NULL,
    object BLOB    NOT NULL,
    PRIMARY KEY (bucket, space, object)
) STRICT, WITHOUT ROWID;

-- Which shreds go with these books: others would open none of them.
CREATE TABLE book_shreds (
    n  INTEGER NOT NULL PRIMARY KEY,   -- 1: there is one
    id BLOB    NOT NULL
) STRICT;
