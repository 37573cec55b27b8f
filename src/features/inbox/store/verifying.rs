//! Publications that are to be verified, for whoever looks after them.

/// What the inbox's statement adds to what waits, with `vacant` of [`crate::office::vacancy`]: what is DUE, STALE or EXPIRED waits for the subdivision
/// head of its case, or once they have left for the division head. Each walks an index that is in the order of that moment.
pub const VERIFYING: &str = ",
verifying AS (
    SELECT 'TO_VERIFY' AS kind, x.assignment_id, x.assignee_id AS whose, NULL::uuid AS disposition_id, NULL::uuid AS report_id,
        least(x.due_from, x.visible_until) AS since, NULL::uuid AS officer_id, 'VERIFY' AS act, x.id AS publication_id
    FROM publications x
    WHERE x.assignee_id = ANY((SELECT subheads FROM me)::uuid[]) AND x.withdrawn_at IS NULL
        AND least(x.due_from, x.visible_until) <= (SELECT now FROM me)
    UNION ALL
    SELECT 'TO_VERIFY', x.assignment_id, NULL, NULL, NULL, least(x.due_from, x.visible_until), x.assignee_id, 'VERIFY', x.id
    FROM publications x
    WHERE x.unit = ANY((SELECT units FROM me)::text[]) AND x.withdrawn_at IS NULL
        AND least(x.due_from, x.visible_until) <= (SELECT now FROM me)
        AND EXISTS (SELECT FROM vacant v WHERE v.officer_id = x.assignee_id AND v.role = 'SUBDIVISION_HEAD')
)";
