-- What was begun and is not saved yet: written before the shutter, so that a phone that kills the app loses nothing.
CREATE TABLE draft (
    one   INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (one = 1),
    body  TEXT    NOT NULL,                        -- JSON: core::draft::Draft
    photo BLOB                                     -- as taken
) STRICT;

-- Who walked: several people share a phone, and nobody sees another one's way.
ALTER TABLE rounds ADD COLUMN person BLOB;

-- Choices of the person who holds the phone: language, theme, what was read.
CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
