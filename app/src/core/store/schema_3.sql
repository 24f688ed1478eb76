-- What was begun and is not saved yet: written before the shutter, so that a phone that kills the app loses nothing.
CREATE TABLE draft (
    one   INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    body  TEXT    NOT NULL,                        -- JSON: core::draft::Draft
    photo BLOB,                                    -- as taken
    voice BLOB                                     -- as recorded
) STRICT;

-- Who walked: several people share a phone, and nobody sees another one's way.
ALTER TABLE rounds ADD COLUMN person BLOB;

-- Four digits that separate what people see who share the phone; they protect nothing.
CREATE TABLE pins (
    person BLOB NOT NULL PRIMARY KEY,
    hash   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE phone ADD COLUMN opened_at INTEGER;                -- when who holds the phone showed the PIN
ALTER TABLE phone ADD COLUMN locked INTEGER NOT NULL DEFAULT 0; -- who held it must show it again; until then nobody does

-- Choices of the person who holds the phone: language, theme, what was read.
CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Once a byte of a photo may have left the phone, nothing in it can be blacked out here.
ALTER TABLE attachments ADD COLUMN went_out INTEGER NOT NULL DEFAULT 0;
UPDATE attachments SET went_out = 1 WHERE stage NOT IN ('raw', 'ready') OR url IS NOT NULL;

-- Wrong PINs and codes in a row, so that ten thousand are not quickly tried.
CREATE TABLE pin_tries (
    person BLOB    NOT NULL PRIMARY KEY,
    wrong  INTEGER NOT NULL,
    at     INTEGER NOT NULL                        -- the last one
) STRICT, WITHOUT ROWID;

-- Codes for a forgotten PIN that were used here: each works once.
CREATE TABLE spent_codes (
    person BLOB NOT NULL PRIMARY KEY,
    hash   TEXT NOT NULL                           -- as in the person's record
) STRICT, WITHOUT ROWID;
