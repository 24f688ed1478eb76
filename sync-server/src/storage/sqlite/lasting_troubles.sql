-- What has failed for so long, and single mails that have been on their way for so long.
SELECT department, urgent, min(since), max(tries), max(next_try), max(why) FROM (
    SELECT department, urgent, since, tries, next_try, why FROM trouble WHERE since <= ?1
    UNION ALL
    SELECT department, urgent, frozen_at, attempts, next_attempt, why FROM mails
    WHERE status = 'frozen' AND frozen_at <= ?1 AND attempts > 0)
GROUP BY department, urgent
ORDER BY department <> '', min(since)
