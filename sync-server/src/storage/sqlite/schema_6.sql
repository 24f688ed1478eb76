-- What the office counts: facts by the day.
CREATE INDEX facts_date ON facts (date, kind);
-- When was this stop last checked?
ALTER TABLE facts ADD COLUMN stop TEXT GENERATED ALWAYS AS (body ->> '$.stop') VIRTUAL;
CREATE INDEX facts_stop ON facts (stop, date, team) WHERE kind = 'stop_visit';

-- Who reported is forgotten some months after the end. `named`: what phones wrote about the report still says who.
ALTER TABLE reports ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
CREATE INDEX reports_named ON reports (ended_at) WHERE named = 1;
DROP INDEX reports_ended;
CREATE INDEX reports_nameless ON reports (stored_at) WHERE named = 0 AND open = 0;
CREATE INDEX uploads_attachment ON uploads (attachment);
-- The body is no longer what the author encoded: without the author, or without anything.
ALTER TABLE changes ADD COLUMN rewritten INTEGER NOT NULL DEFAULT 0;
-- What phones may bring again, and what is kept no longer: nothing of it (`whole`), or, after a restore, who reported it.
CREATE TABLE forgotten (
    id    BLOB    NOT NULL PRIMARY KEY,            -- a report, or a record that is about one
    at    INTEGER NOT NULL,
    whole INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What is left of reports: how many there were of each kind. WITHOUT ROWID, so that not even their order is kept.
CREATE TABLE statistics (
    month     TEXT    NOT NULL,                    -- in which they came: 2026-10
    category  TEXT    NOT NULL,
    district  TEXT    NOT NULL,                    -- as it was called then; may be empty
    state     TEXT    NOT NULL,                    -- in the end
    hazard    INTEGER NOT NULL,
    self_done INTEGER NOT NULL,
    days      INTEGER NOT NULL,                    -- until a department first answered; -1: none did
    reports   INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (month, category, district, state, hazard, self_done, days)
) STRICT, WITHOUT ROWID;

-- Things that phones have: every page of the office asks whether two have the same one.
CREATE INDEX loans_out ON records (body ->> '$.fields.thing.value')
    WHERE kind = 'loan' AND body ->> '$.fields.back.value' IS NULL;
