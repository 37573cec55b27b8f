//! Publications that are to be verified, and those that a portal still shows as they should not be, for whoever looks after them.

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

/// What is outdated waits a day for the portal, and then for the same people: one thing a publication, however many show it.
pub const CHASING: &str = ",
chasing AS (
    SELECT 'STILL_SHOWN' AS kind, x.assignment_id, x.assignee_id AS whose, NULL::uuid AS disposition_id, NULL::uuid AS report_id,
        min(r.outdated_since) + interval '24 hours' AS since, NULL::uuid AS officer_id, 'ASK_PORTAL' AS act, x.id AS publication_id
    FROM receipts r JOIN portals p ON p.id = r.portal_id JOIN publications x ON x.id = r.publication_id
    WHERE (SELECT subheads <> '{}' FROM me) AND x.assignee_id = ANY((SELECT subheads FROM me)::uuid[]) AND p.active
        AND r.outdated_since <= (SELECT now - interval '24 hours' FROM me)
    GROUP BY x.id
    UNION ALL
    SELECT 'STILL_SHOWN', x.assignment_id, NULL, NULL, NULL, min(r.outdated_since) + interval '24 hours', x.assignee_id, 'ASK_PORTAL', x.id
    FROM receipts r JOIN portals p ON p.id = r.portal_id JOIN publications x ON x.id = r.publication_id
    WHERE (SELECT units <> '{}' FROM me) AND x.unit = ANY((SELECT units FROM me)::text[]) AND p.active
        AND r.outdated_since <= (SELECT now - interval '24 hours' FROM me)
        AND EXISTS (SELECT FROM vacant v WHERE v.officer_id = x.assignee_id AND v.role = 'SUBDIVISION_HEAD')
    GROUP BY x.id
)";
