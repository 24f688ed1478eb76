-- What the office counts: facts by the day.
CREATE INDEX facts_date ON facts (date, kind);
-- When was this stop last checked?
ALTER TABLE facts ADD COLUMN stop TEXT GENERATED ALWAYS AS (body ->> '$.stop') VIRTUAL;
CREATE INDEX facts_stop ON facts (stop, date, team) WHERE kind = 'stop_visit';
