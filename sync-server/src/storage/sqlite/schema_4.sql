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

-- Where each mail went: who may answer it, and whose refusal brings it back.
CREATE TABLE mail_recipients (
    mail    BLOB    NOT NULL,
    address TEXT    NOT NULL COLLATE NOCASE,
    failed  INTEGER NOT NULL DEFAULT 0,            -- it came back from there
    PRIMARY KEY (mail, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_recipients_address ON mail_recipients (address);

-- Incoming post. The message lies among the attachments, as it came; what is here is read off it once.
CREATE TABLE inbox (
    id          BLOB    NOT NULL PRIMARY KEY,
    blob        BLOB    NOT NULL UNIQUE,           -- SHA-256 of the message: the same one again changes nothing
    received_at INTEGER NOT NULL,
    kind        TEXT    NOT NULL
                CHECK (kind IN ('reply', 'stranger', 'unplaced', 'bounce', 'delay', 'automatic', 'unreadable')),
    status      TEXT    NOT NULL DEFAULT 'closed'
                CHECK (status IN ('open', 'answered', 'noted', 'dismissed', 'closed')),
    sender      TEXT    NOT NULL DEFAULT '',       -- as it says; anybody can write that
    subject     TEXT    NOT NULL DEFAULT '',
    text        TEXT    NOT NULL DEFAULT '',       -- the sender's own words
    suggested   TEXT    NOT NULL DEFAULT '',       -- shared::domain::Outcome
    photos      INTEGER NOT NULL DEFAULT 0,
    report      BLOB,                              -- that it is about
    forwarding  BLOB,                              -- that it answers
    mail        BLOB,                              -- that came back
    department  TEXT    NOT NULL DEFAULT '',
    alert_at    INTEGER                            -- when the office is told of it by mail; none: it need not be
) STRICT;
CREATE INDEX inbox_received ON inbox (received_at);
CREATE INDEX inbox_open ON inbox (received_at) WHERE status = 'open';
CREATE INDEX inbox_report ON inbox (report, received_at) WHERE report IS NOT NULL;
CREATE INDEX inbox_alert ON inbox (alert_at) WHERE alert_at IS NOT NULL;

-- What a department has open, for its list.
CREATE INDEX reports_open_at ON reports (department) WHERE open = 1;
