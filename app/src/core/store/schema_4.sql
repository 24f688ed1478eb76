-- What came of today's chores: so that nobody is asked twice, and can take a tap back.
CREATE TABLE chores_done (
    chore   BLOB    NOT NULL PRIMARY KEY,
    day     TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    fact    BLOB,                                  -- until the server has it: then nothing tells any more which it was
    out     INTEGER NOT NULL DEFAULT 0             -- it is on its way just now
) STRICT, WITHOUT ROWID;
