SELECT id, number, category, hazard, lat, lon, place, taken_at, stored_at, status, conflicts, (
    SELECT attachments.id FROM attachments
    WHERE attachments.report = reports.id AND sealed = 0 AND role IN ('photo', 'before', 'after')
        AND blob IS NOT NULL
    ORDER BY attachments.id LIMIT 1
) AS photo
FROM reports
