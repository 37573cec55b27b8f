//! Open work that nobody carries, for whoever can mend it.

/// What the inbox's statement adds to what waits, with `holding`, `vacant` and `headed` of [`crate::office::vacancy`]: the crew that is gone for who
/// has the case, cases without a subdivision head, or whose order was recalled, for a division head; cases of a unit without a
/// division head, and reports that every division head there is had a hand in, for ADMIN and AUDITOR, who see to it that somebody acts.
pub const ORPHANS: &str = "
orphans AS (
    SELECT 'ORPHANED' AS kind, p.assignment_id, r.officer_id AS whose, r.disposition_id, NULL::uuid AS report_id, v.since, r.officer_id,
        'RELEASE' AS act
    FROM participants p JOIN assignments a ON a.id = p.assignment_id
        JOIN disposition_recipients r ON r.assignment_id = p.assignment_id
        JOIN vacant v ON v.officer_id = r.officer_id AND v.role = 'STAFF'
    WHERE p.officer_id = ANY((SELECT subheads FROM me)::uuid[]) AND p.state = 'DISPATCHED' AND a.assignee_id = p.officer_id
        AND r.kind = 'ACTION' AND r.duty IS NOT NULL AND r.state IN ('DELIVERED', 'READ', 'RETURNED')
    UNION ALL
    SELECT 'ORPHANED', a.id, NULL, NULL, NULL, v.since, a.assignee_id, 'REASSIGN'
    FROM assignments a JOIN vacant v ON v.officer_id = a.assignee_id AND v.role = 'SUBDIVISION_HEAD'
    WHERE (SELECT units <> '{}' FROM me) AND a.register_unit = ANY((SELECT units FROM me)::text[]) AND a.state NOT IN ('CLOSED', 'CANCELLED')
    UNION ALL
    SELECT 'ORPHANED', r.assignment_id, NULL, r.disposition_id, NULL, d.updated_at, r.officer_id, 'REASSIGN'
    FROM disposition_recipients r JOIN dispositions d ON d.id = r.disposition_id JOIN assignments a ON a.id = r.assignment_id
    WHERE a.register_unit = ANY((SELECT units FROM me)::text[]) AND r.state = 'RECALLED' AND r.kind = 'ACTION' AND r.duty IS NULL AND d.parent_id IS NULL AND d.superseded_by_id IS NULL
        AND a.state NOT IN ('CLOSED', 'CANCELLED')
        AND NOT EXISTS (SELECT FROM vacant v WHERE v.officer_id = r.officer_id AND v.role = 'SUBDIVISION_HEAD')
    UNION ALL
    SELECT 'ORPHANED', a.id, NULL, NULL, NULL, o.updated_at, a.assigned_by_id, 'GIVE_MANDATE'
    FROM assignments a JOIN officers o ON o.id = a.assigned_by_id
    WHERE (SELECT watches FROM me) AND a.state NOT IN ('CLOSED', 'CANCELLED') AND a.register_unit NOT IN (SELECT unit FROM headed)
    UNION ALL
    SELECT 'ORPHANED', a.id, NULL, NULL, t.id, t.updated_at, a.assigned_by_id, 'GIVE_MANDATE'
    FROM reports t JOIN assignments a ON a.id = t.assignment_id
    WHERE (SELECT watches FROM me) AND t.state = 'SUBMITTED' AND a.state = 'REPORTED' AND a.register_unit IN (SELECT unit FROM headed)
        AND NOT EXISTS (SELECT FROM officers o WHERE o.unit = a.register_unit AND (
            (o.active AND 'DIVISION_HEAD' = ANY (o.roles) AND o.id <> ALL (t.writers))
            OR EXISTS (SELECT FROM holding h
                WHERE h.officer_id = o.id AND h.role = 'DIVISION_HEAD' AND h.holder_id <> ALL (t.writers))))
)";
