-- Two people may be refused for in one act of a call, each with a receipt.
ALTER TABLE op_act RENAME TO op_act_before;
CREATE TABLE op_act (
    call    BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    what    INTEGER NOT NULL,   -- rules::What
    receipt TEXT    NOT NULL,   -- empty: none was given
    PRIMARY KEY (call, at, what, receipt)
) STRICT, WITHOUT ROWID;
INSERT INTO op_act (call, at, what, receipt)
    SELECT call, at, what, receipt FROM op_act_before;
DROP TABLE op_act_before;
