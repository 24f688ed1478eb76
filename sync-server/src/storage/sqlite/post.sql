-- Mails that are not out, urgent ones first; then those of which staff must still think; then those that not everybody got,
-- until a later one reaches all of that department.
SELECT id, department, urgent, status, fate <> 'ready', frozen_at, attempts, next_attempt, why, refused
FROM mails
WHERE status = 'frozen'
    OR (status IN ('failed', 'bounced')
        AND EXISTS (SELECT 1 FROM forwardings JOIN concerns ON concerns.report = forwardings.report
                    WHERE mail = mails.id AND forwardings.status = 'bounced' AND why = 'undelivered'))
    OR (status = 'mailed' AND refused <> ''
        AND NOT EXISTS (SELECT 1 FROM mails AS later
                        WHERE later.department = mails.department AND later.urgent = mails.urgent
                            AND later.status = 'mailed' AND later.refused = '' AND later.mailed_at > mails.mailed_at))
ORDER BY status <> 'frozen', status = 'mailed', urgent DESC, iif(status = 'frozen', frozen_at, -frozen_at)
LIMIT ?1
