-- What the office counts: facts by the day.
CREATE INDEX facts_date ON facts (date, kind);

-- Things that phones have: every page of the office asks whether two have the same one.
CREATE INDEX loans_out ON records (body ->> '$.fields.thing.value')
    WHERE kind = 'loan' AND body ->> '$.fields.back.value' IS NULL;
