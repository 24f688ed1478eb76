-- Retention. What is erased keeps its row: that it was there, what it was, when it came. Its bytes are gone for good.
ALTER TABLE attachments ADD COLUMN erased_at INTEGER;
CREATE INDEX attachments_kept ON attachments (report) WHERE blob IS NOT NULL;
-- After a restore: attachments that were erased in the lost days.
CREATE TABLE erased (
    id BLOB    NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Blobs that were let go: their files are removed where no row names them any more.
CREATE TABLE let_go (
    blob BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Since when nobody has anything to do for a report; periods begin here.
ALTER TABLE reports ADD COLUMN ended_at INTEGER;
CREATE INDEX reports_ended ON reports (ended_at) WHERE ended_at IS NOT NULL;

-- Each run, and what it erased: the proof.
CREATE TABLE retention_runs (
    line   INTEGER NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    erased TEXT    NOT NULL                        -- storage::Erased
) STRICT;
