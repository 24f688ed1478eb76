SELECT name, epoch, seq,
    (SELECT count(*) FROM reports),
    (SELECT count(*) FROM attachments WHERE blob IS NOT NULL),
    (SELECT count(*) FROM quarantine),
    (SELECT count(*) FROM mails WHERE status = 'mailed'),
    (SELECT count(*) FROM forwardings WHERE status = 'waiting'),
    (SELECT count(*) FROM devices WHERE revoked_at IS NULL)
FROM city
