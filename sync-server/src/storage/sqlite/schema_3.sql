-- How far rows that are derived follow the program: older ones are settled anew when the server starts.
ALTER TABLE city ADD COLUMN settled_by INTEGER NOT NULL DEFAULT 0;

-- Reports in the order in which they came: lists go by it, since clocks jump, and it stays the same in a backup.
ALTER TABLE reports ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0;
UPDATE reports SET arrival = rowid;
CREATE UNIQUE INDEX reports_arrival ON reports (arrival);
CREATE INDEX reports_state ON reports (state, arrival);
CREATE INDEX reports_category ON reports (category, arrival);
CREATE INDEX reports_department ON reports (department, arrival);
CREATE INDEX reports_district ON reports (district, arrival);
-- Everything that lists and the map are filtered by: a walk along it reads no row of the table.
CREATE INDEX reports_wide ON reports (arrival, state, category, department, district, lat, lon);
-- What may be the same.
CREATE INDEX reports_alike ON reports (category, lat) WHERE open = 1;

-- Words of each report; its rowid is the report's arrival.
CREATE VIRTUAL TABLE reports_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO reports_words (reports_words, rank) VALUES ('secure-delete', 1);

-- Why a person should look at a report: derived when it is settled.
CREATE TABLE concerns (
    report BLOB    NOT NULL,
    why    TEXT    NOT NULL,
    rank   INTEGER NOT NULL,                       -- by consequence; 0 first
    since  INTEGER NOT NULL,
    other  BLOB,                                   -- the report that looks alike
    first  INTEGER NOT NULL,                       -- none of this report weighs more
    PRIMARY KEY (report, why)
) STRICT, WITHOUT ROWID;
CREATE INDEX concerns_first ON concerns (rank, since) WHERE first = 1;
CREATE INDEX concerns_rank ON concerns (rank, since);
CREATE INDEX concerns_other ON concerns (other) WHERE other IS NOT NULL;

-- What is blacked out in every copy of a picture that is served or sent: a list of shared::domain::Black.
ALTER TABLE attachments ADD COLUMN black TEXT NOT NULL DEFAULT '[]';
-- After a restore: what staff blacked out in the lost days.
CREATE TABLE blacked (
    id    BLOB NOT NULL PRIMARY KEY,
    black TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_covered ON attachments (report) WHERE sealed = 1 OR black <> '[]';
CREATE INDEX attachments_missing ON attachments (device) WHERE received_at IS NULL;

-- What staff did, beside the changes that they made: looked at evidence, locked a phone, made an account.
CREATE TABLE deeds (
    line  INTEGER NOT NULL PRIMARY KEY,
    at    INTEGER NOT NULL,
    staff BLOB,                                    -- none: the command line
    deed  TEXT    NOT NULL,
    about BLOB,                                    -- the record, device, attachment or account
    what  TEXT    NOT NULL DEFAULT ''              -- a few words; no content of reports
) STRICT;
CREATE INDEX deeds_at ON deeds (at);
CREATE INDEX deeds_about ON deeds (about) WHERE about IS NOT NULL;

-- The day on which staff asked after a phone that had long not come.
ALTER TABLE devices ADD COLUMN asked_on TEXT;

-- Sealed evidence that is handed to investigators: a link, and a code that goes another way.
CREATE TABLE hand_overs (
    id         BLOB    NOT NULL PRIMARY KEY,
    report     BLOB    NOT NULL,
    files      TEXT    NOT NULL,                   -- a list of attachments
    recipient  TEXT    NOT NULL,
    file_number TEXT   NOT NULL DEFAULT '',
    token_hash BLOB    NOT NULL UNIQUE,
    code_hash  BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,         -- wrong codes
    taken_at   INTEGER,                            -- the receipt
    taken_by   TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX hand_overs_report ON hand_overs (report);

-- An account that may no longer sign in keeps its name in what it did.
ALTER TABLE users ADD COLUMN closed_at INTEGER;
CREATE INDEX changes_office ON changes (record, seq) WHERE role = 'office';

-- Sealed attachments, counted on every page.
CREATE INDEX attachments_sealed ON attachments (report, received_at) WHERE sealed = 1;
