-- Which generation of the master key wraps the keys of spaces that are made, or
-- wrapped anew: no statement keeps what another one wrapped. Class: technical.
CREATE TABLE wrapping (
    n          INTEGER NOT NULL PRIMARY KEY,   -- 1: there is one
    generation INTEGER NOT NULL,
    -- A key that it wrapped: whoever cannot unwrap that has another master key
    -- under this number. Empty until somebody wraps.
    proof      BLOB    NOT NULL
) STRICT;

-- What is there was wrapped by the first.
INSERT INTO wrapping (n, generation, proof)
SELECT 1, 1, CAST('' AS BLOB) WHERE EXISTS (SELECT 1 FROM book WHERE length(key_wrapped) > 0);
