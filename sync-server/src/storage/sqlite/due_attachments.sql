-- Attachments whose bytes are kept no longer: ?1 voices, ?2 reports that ended, ?3 reports at most, ?4 evidence handed over.
SELECT attachments.id, attachments.report, attachments.role, sealed, blob
FROM attachments JOIN reports ON reports.id = attachments.report
WHERE blob IS NOT NULL AND (
    (role = 'voice' AND sealed = 0 AND attachments.received_at < ?1)
    OR (sealed = 0 AND role NOT IN ('voice', 'evidence') AND ended_at < ?2)
    OR reports.stored_at < ?3
    OR ((sealed = 1 OR role = 'evidence') AND EXISTS (
        SELECT 1 FROM hand_overs, json_each(hand_overs.files)
        WHERE hand_overs.report = attachments.report AND hand_overs.taken_at < ?4
            AND upper(replace(json_each.value, '-', '')) = hex(attachments.id))))
LIMIT ?5
