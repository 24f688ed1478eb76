-- One file, one phone. Times are milliseconds since 1970, UTC, by the phone's clock; ids are 16 bytes.
-- `since_s` is the phone's age (phone.lived_s) when the server acknowledged a row: clocks jump, ages do not.

CREATE TABLE phone (
    one               INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    device            BLOB    NOT NULL,
    next_n            INTEGER NOT NULL DEFAULT 1,  -- counter of changes
    enrolment         TEXT,                        -- JSON: server, token, city, label, team
    person            BLOB,                        -- who holds the phone
    epoch             BLOB,                        -- the server's history that acknowledgements belong to
    read_epoch        BLOB,                        -- cursor of the view
    read_seq          INTEGER NOT NULL DEFAULT 0,
    backup_covers_seq INTEGER NOT NULL DEFAULT 0,
    clock_offset_ms   INTEGER NOT NULL DEFAULT 0,  -- server − phone
    lived_s           INTEGER NOT NULL DEFAULT 0,  -- elapsed time; a jump of the clock counts at most a day
    seen_at           INTEGER NOT NULL             -- when lived_s was counted
) STRICT;

-- Who has used this phone: their reports are part of its view.
CREATE TABLE persons (
    id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Own changes, until the server has them and a backup covers them.
CREATE TABLE outbox (
    n       INTEGER NOT NULL PRIMARY KEY,
    id      BLOB    NOT NULL UNIQUE,
    kind    TEXT    NOT NULL,
    record  BLOB    NOT NULL,
    about   BLOB,                                  -- the report
    state   TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'parked')),
    seq     INTEGER NOT NULL DEFAULT 0,            -- place in the server's order (stored)
    why     TEXT    NOT NULL DEFAULT '',           -- (parked)
    since_s INTEGER NOT NULL DEFAULT 0,
    body    BLOB    NOT NULL                       -- the exact bytes, encoded once
) STRICT;
CREATE INDEX outbox_state ON outbox (state, n);
CREATE INDEX outbox_record ON outbox (record, n);
CREATE INDEX outbox_about ON outbox (about) WHERE about IS NOT NULL;

-- The view: what the server last said about each record.
CREATE TABLE snapshots (
    id   BLOB    NOT NULL PRIMARY KEY,
    kind TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    body TEXT    NOT NULL                          -- shared::protocol::Snapshot
) STRICT;
CREATE INDEX snapshots_kind ON snapshots (kind);

-- Own photos and voice notes. `body` is what was taken (raw), then the final bytes, then NULL once it may go.
CREATE TABLE attachments (
    no         INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE,
    report     BLOB    NOT NULL,
    person     BLOB,                               -- who held the phone at the shutter
    role       TEXT    NOT NULL,
    stage      TEXT    NOT NULL DEFAULT 'raw' CHECK (stage IN ('raw', 'ready', 'uploaded', 'received', 'failed')),
    mime       TEXT    NOT NULL DEFAULT '',
    sha256     TEXT    NOT NULL DEFAULT '',        -- of the final bytes, hexadecimal
    size       INTEGER NOT NULL DEFAULT 0,
    url        TEXT,                               -- of the upload
    why        TEXT    NOT NULL DEFAULT '',        -- unreadable, or refused
    covered_by INTEGER,                            -- a backup up to here has the bytes (received)
    since_s    INTEGER NOT NULL DEFAULT 0,
    thumb      BLOB,
    body       BLOB
) STRICT;
CREATE INDEX attachments_report ON attachments (report);
CREATE INDEX attachments_stage ON attachments (stage, no);

-- Anonymous facts. WITHOUT ROWID: not even the order in which they were made is kept.
CREATE TABLE facts (
    id         BLOB    NOT NULL PRIMARY KEY,
    body       TEXT    NOT NULL,
    stored     INTEGER NOT NULL DEFAULT 0,
    covered_by INTEGER,                            -- a backup up to here has it
    since_s    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Rounds with their way: for the worker, on this phone only.
CREATE TABLE rounds (
    id         BLOB    NOT NULL PRIMARY KEY,
    route      BLOB,
    started_at INTEGER NOT NULL,
    paused_at  INTEGER,                            -- paused now
    paused_ms  INTEGER NOT NULL DEFAULT 0,         -- earlier pauses
    ended_at   INTEGER,
    since_s    INTEGER NOT NULL DEFAULT 0,         -- the phone's age at the end
    track      BLOB                                -- shared::track, once ended; NULL when too old or deleted
) STRICT;
CREATE UNIQUE INDEX rounds_open ON rounds (ended_at IS NULL) WHERE ended_at IS NULL;

CREATE TABLE fixes (
    round    BLOB    NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    no       INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    lat      REAL    NOT NULL,
    lon      REAL    NOT NULL,
    accuracy REAL,
    PRIMARY KEY (round, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    round   BLOB NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    stop    BLOB NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (round, stop)
) STRICT, WITHOUT ROWID;
