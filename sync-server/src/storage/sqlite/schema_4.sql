-- What departments send back, and what mail needs beyond one address each.

-- The weekly list of what is open: when the next one is due (none: the department wants none), and which mails carry it.
ALTER TABLE schedule ADD COLUMN open_list_due INTEGER;
ALTER TABLE mails ADD COLUMN lists_open INTEGER NOT NULL DEFAULT 0;
-- What was reported at a place before.
CREATE INDEX reports_here ON reports (category, lat, lon, stored_at);
