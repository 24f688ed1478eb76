-- What the office counts: facts by the day.
CREATE INDEX facts_date ON facts (date, kind);
