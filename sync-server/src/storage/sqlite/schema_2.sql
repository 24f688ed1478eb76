-- After a restore: attachments that staff sealed in the lost days.
CREATE TABLE sealed (
    id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
