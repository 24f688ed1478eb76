-- One database, one city. Times are milliseconds since 1970, UTC; ids are 16 bytes.
-- NULL is used only where "none" is a value of its own; everything else is NOT NULL.

CREATE TABLE city (
    one               INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    id                BLOB    NOT NULL,
    name              TEXT    NOT NULL,
    zone              TEXT    NOT NULL,
    epoch             BLOB    NOT NULL,
    seq               INTEGER NOT NULL DEFAULT 0,  -- the server's order: last place given
    reference_seq     INTEGER NOT NULL DEFAULT 0,  -- when rules, areas and the like last changed
    number_year       INTEGER NOT NULL DEFAULT 0,
    number            INTEGER NOT NULL DEFAULT 0,  -- last short number of that year
    backup_covers_seq INTEGER NOT NULL DEFAULT 0,
    mail_held         INTEGER NOT NULL DEFAULT 0,
    secret            BLOB    NOT NULL             -- signs answer links
) STRICT;

-- What everybody did, in the server's order. Never altered.
CREATE TABLE changes (
    seq         INTEGER NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    record      BLOB    NOT NULL,
    about       BLOB,                              -- the report that it is about
    role        TEXT    NOT NULL,
    device      BLOB    NOT NULL,
    n           INTEGER NOT NULL,
    first       INTEGER NOT NULL,                  -- it begins its record
    received_at INTEGER NOT NULL,
    body        BLOB    NOT NULL                   -- the bytes that the author encoded
) STRICT;
CREATE INDEX changes_about ON changes (about, seq) WHERE about IS NOT NULL;
CREATE UNIQUE INDEX changes_n ON changes (device, n) WHERE role = 'phone';

-- What the changes of a record add up to.
CREATE TABLE records (
    id      BLOB    NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    touched INTEGER NOT NULL DEFAULT 0,            -- version of what phones see; 0: they do not see it by itself
    device  BLOB    NOT NULL,                      -- who began it
    person  BLOB,
    body    TEXT    NOT NULL                       -- shared::merge::Record
) STRICT;
CREATE INDEX records_touched ON records (touched) WHERE touched > 0;
CREATE INDEX records_kind ON records (kind) WHERE kind NOT IN ('report', 'attachment', 'sighting', 'answer');

-- Reports, as lists and rules need them: derived from records and changes.
CREATE TABLE reports (
    id          BLOB    NOT NULL PRIMARY KEY,
    number      TEXT    NOT NULL UNIQUE,
    device      BLOB    NOT NULL,
    person      BLOB,
    category    TEXT    NOT NULL DEFAULT '',
    hazard      INTEGER NOT NULL DEFAULT 0,
    lat         REAL,
    lon         REAL,
    place       TEXT,                              -- in words
    district    TEXT,
    note        TEXT    NOT NULL DEFAULT '',
    taken_at    INTEGER,
    stored_at   INTEGER NOT NULL,
    received_at INTEGER,                           -- every byte on disk
    same_as     BLOB,
    state       TEXT    NOT NULL DEFAULT 'saved',
    open        INTEGER NOT NULL DEFAULT 1,
    department  TEXT,
    status      TEXT    NOT NULL DEFAULT '{}',     -- shared::state::Status
    conflicts   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reports_open ON reports (open, lat) WHERE open = 1;
CREATE INDEX reports_author ON reports (device, person);
CREATE INDEX reports_person ON reports (person) WHERE person IS NOT NULL;
CREATE INDEX reports_same_as ON reports (same_as) WHERE same_as IS NOT NULL;

CREATE TABLE attachments (
    id          BLOB    NOT NULL PRIMARY KEY,
    report      BLOB    NOT NULL,
    role        TEXT    NOT NULL,
    sealed      INTEGER NOT NULL DEFAULT 0,
    device      BLOB    NOT NULL,
    mime        TEXT,                              -- declared with the bytes
    sha256      BLOB,                              -- declared by the phone
    size        INTEGER NOT NULL DEFAULT 0,
    blob        BLOB,                              -- computed by the server from the bytes on its disk
    received_at INTEGER
) STRICT;
CREATE INDEX attachments_report ON attachments (report);
CREATE INDEX attachments_blob ON attachments (blob) WHERE blob IS NOT NULL;

CREATE TABLE uploads (
    id         BLOB    NOT NULL PRIMARY KEY,
    device     BLOB    NOT NULL,
    attachment BLOB    NOT NULL,
    length     INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    done       INTEGER NOT NULL DEFAULT 0,
    UNIQUE (device, attachment)
) STRICT;

-- Changes that cannot be stored as they are: kept raw, a person looks at them.
CREATE TABLE quarantine (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    device      BLOB    NOT NULL,
    change      BLOB,
    record      BLOB,
    why         TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    hash        BLOB    NOT NULL UNIQUE,
    body        BLOB    NOT NULL
) STRICT;
CREATE INDEX quarantine_record ON quarantine (device, record);
CREATE INDEX quarantine_change ON quarantine (change);

-- Anonymous facts: a random id, a day, a team. WITHOUT ROWID, so that not even the order of insertion is kept.
CREATE TABLE facts (
    id   BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    team TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id         BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    label      TEXT NOT NULL,
    team       TEXT,
    revoked_at INTEGER,
    last_seen  TEXT                                -- a day
) STRICT;

CREATE TABLE enrolments (
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    label      TEXT    NOT NULL,
    team       TEXT,
    expires_at INTEGER NOT NULL
) STRICT;

-- Who uses a phone: their reports are part of its view.
CREATE TABLE device_persons (
    device BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (device, person)
) STRICT, WITHOUT ROWID;

-- What a phone was given, so that it hears when something leaves its view.
CREATE TABLE sent (
    device BLOB NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (device, record)
) STRICT, WITHOUT ROWID;

-- The ledger: each line is announced in exactly one mail.
CREATE TABLE forwardings (
    line       INTEGER NOT NULL PRIMARY KEY,       -- the order of the ledger; clocks jump
    id         BLOB    NOT NULL UNIQUE,
    report     BLOB    NOT NULL,
    department TEXT    NOT NULL,
    occasion   TEXT    NOT NULL,
    nth        INTEGER NOT NULL DEFAULT 0,
    urgent     INTEGER NOT NULL DEFAULT 0,
    status     TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (status IN ('waiting', 'frozen', 'mailed', 'bounced', 'cancelled', 'covered')),
    mail       BLOB,
    created_at INTEGER NOT NULL,
    mailed_at  INTEGER
) STRICT;
CREATE INDEX forwardings_report ON forwardings (report);
CREATE INDEX forwardings_waiting ON forwardings (department, urgent) WHERE status = 'waiting';
CREATE INDEX forwardings_mail ON forwardings (mail) WHERE mail IS NOT NULL;

CREATE TABLE mails (
    id           BLOB    NOT NULL PRIMARY KEY,
    department   TEXT    NOT NULL,
    urgent       INTEGER NOT NULL DEFAULT 0,
    message_id   TEXT    NOT NULL UNIQUE,
    status       TEXT    NOT NULL DEFAULT 'frozen'
                 CHECK (status IN ('frozen', 'mailed', 'bounced', 'dissolved', 'failed')),
    frozen_at    INTEGER NOT NULL,
    mailed_at    INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    why          TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mails_frozen ON mails (next_attempt) WHERE status = 'frozen';

-- After a restore: changes and attachments that mails of the lost days told of.
CREATE TABLE told (
    id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- After a restore: the numbers under which mails of the lost days told of reports.
CREATE TABLE numbers (
    report BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- After a restore: attachments that staff sealed in the lost days.
CREATE TABLE sealed (
    id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    department TEXT    NOT NULL PRIMARY KEY,
    next_due   INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf       TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user);
