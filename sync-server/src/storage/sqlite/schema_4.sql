-- What departments send back, and what mail needs beyond one address each.

-- The weekly list of what is open: when the next one is due (none: the department wants none), and which mails carry it.
ALTER TABLE schedule ADD COLUMN open_list_due INTEGER;
ALTER TABLE mails ADD COLUMN lists_open INTEGER NOT NULL DEFAULT 0;
-- What was reported at a place before.
CREATE INDEX reports_here ON reports (category, lat, lon, stored_at);

-- The queue. What is known of a mail's attempts: nobody has it (`ready`); somebody is at it, or was when the program was killed
-- (`in_hand`); it may have arrived (`unknown`), so from then on only the same mail is sent again.
ALTER TABLE mails ADD COLUMN fate TEXT NOT NULL DEFAULT 'ready' CHECK (fate IN ('ready', 'in_hand', 'unknown'));
UPDATE mails SET fate = 'unknown' WHERE status = 'frozen';
-- The digest that was refused, and of which this mail is a part.
ALTER TABLE mails ADD COLUMN part_of BLOB;
CREATE INDEX mails_part ON mails (part_of) WHERE part_of IS NOT NULL;
-- Addresses that were refused while others were taken.
ALTER TABLE mails ADD COLUMN refused TEXT NOT NULL DEFAULT '';

-- Where mail does not get through at present: no department means the mail server.
CREATE TABLE trouble (
    department TEXT    NOT NULL,
    urgent     INTEGER NOT NULL,
    since      INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    next_try   INTEGER NOT NULL,
    why        TEXT    NOT NULL,
    PRIMARY KEY (department, urgent)
) STRICT, WITHOUT ROWID;

-- Which contact of its department an urgent mail goes to, by name. It is frozen with the mail; none for digests.
ALTER TABLE mails ADD COLUMN contact TEXT;

-- Summaries of a month: a ledger of their own, since they announce nothing.
CREATE TABLE summaries (
    mail         BLOB    NOT NULL PRIMARY KEY,
    recipient    BLOB    NOT NULL,
    month        TEXT    NOT NULL,                 -- 2026-10
    message_id   TEXT    NOT NULL UNIQUE,
    status       TEXT    NOT NULL DEFAULT 'frozen' CHECK (status IN ('frozen', 'mailed', 'failed')),
    frozen_at    INTEGER NOT NULL,
    mailed_at    INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    why          TEXT    NOT NULL DEFAULT '',
    UNIQUE (recipient, month)
) STRICT;
