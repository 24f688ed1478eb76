-- After a restore: attachments that staff sealed in the lost days.
CREATE TABLE sealed (
    id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- After a restore: the numbers under which mails of the lost days told of reports.
CREATE TABLE numbers (
    report BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
