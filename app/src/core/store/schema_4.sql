-- What came of today's chores: so that nobody is asked twice, and can take a tap back.
CREATE TABLE chores_done (
    chore   BLOB NOT NULL PRIMARY KEY,
    day     TEXT NOT NULL,
    outcome TEXT NOT NULL,
    fact    BLOB                                   -- until it may have left the phone: then nothing tells any more which
) STRICT, WITHOUT ROWID;
