//! What waits for somebody at a step of the SOP, and of events that have changed.

/// Who asks, for what, and where the page before ended.
pub const ME: &str = "
WITH me AS (
    SELECT $::uuid[] AS anybody, $::uuid[] AS subheads, $::uuid[] AS staff, $::text[] AS units, $::uuid AS person, $::timestamptz AS now,
        $::text[] AS kinds, $::bool AS overdue, $::timestamptz AS due_to, $::bool AS further, $::int AS rank, $::timestamptz AS moment,
        $::uuid AS assignment_id, $::uuid AS whose, $::bool AS watches
), ";

/// Every branch begins at an index of open work: unread recipients, participants by state, reports by state. Who asks is a subquery
/// wherever it is named: PostgreSQL evaluates it once and looks it up in an index, and a branch that is not for them costs nothing; as a
/// joined table it would be compared with every row. What belongs to a row is looked up row by row (`LIMIT`, `OFFSET 0`), for what is
/// open is few, and PostgreSQL would rather read the whole table once.
///
/// A step waits from the start of its last span on the clock: a return counts from the return. `whose` part it is: the caller's own,
/// or that of one in whose place they act; null of what is a unit's. With the case it tells one thing from another.
pub const WAITING: &str = ",
waiting AS (
    SELECT 'UNREAD' AS kind, r.assignment_id, r.officer_id AS whose, r.disposition_id, NULL::uuid AS report_id, d.created_at AS since,
        'ACKNOWLEDGE' AS act
    FROM disposition_recipients r JOIN dispositions d ON d.id = r.disposition_id
    WHERE r.officer_id = ANY((SELECT anybody FROM me)::uuid[]) AND r.state = 'DELIVERED'
    UNION ALL
    SELECT 'TO_DISPATCH', p.assignment_id, p.officer_id, NULL, NULL, (a.clock #>> '{steps,1,spans,-1,startedAt}')::timestamptz, 'DISPATCH'
    FROM participants p JOIN assignments a ON a.id = p.assignment_id
    WHERE p.officer_id = ANY((SELECT subheads FROM me)::uuid[]) AND p.state = 'ASSIGNED' AND a.assignee_id = p.officer_id
    UNION ALL
    SELECT 'TO_DISPATCH', p.assignment_id, p.officer_id, NULL, NULL, (a.clock #>> '{steps,2,spans,-1,startedAt}')::timestamptz, 'DISPATCH'
    FROM participants p JOIN assignments a ON a.id = p.assignment_id
    WHERE p.officer_id = ANY((SELECT subheads FROM me)::uuid[]) AND p.state = 'DISPATCHED' AND a.assignee_id = p.officer_id
        AND (SELECT true FROM participants c WHERE c.assignment_id = p.assignment_id AND c.crew LIMIT 1) IS NULL
    UNION ALL
    SELECT 'TO_COMPLETE', r.assignment_id, r.officer_id, r.disposition_id, NULL,
        greatest(d.created_at, (a.clock #>> '{steps,2,spans,-1,startedAt}')::timestamptz), 'COMPLETE'
    FROM participants p JOIN assignments a ON a.id = p.assignment_id
        JOIN disposition_recipients r ON r.assignment_id = p.assignment_id AND r.officer_id = p.officer_id
        JOIN dispositions d ON d.id = r.disposition_id
    WHERE p.officer_id = ANY((SELECT staff FROM me)::uuid[]) AND p.state = 'DISPATCHED' AND p.crew
        AND r.kind = 'ACTION' AND r.duty IS NOT NULL AND r.state IN ('DELIVERED', 'READ', 'RETURNED')
    UNION ALL
    SELECT 'TO_REPORT', p.assignment_id, p.officer_id, NULL, t.id, (a.clock #>> '{steps,3,spans,-1,startedAt}')::timestamptz,
        CASE WHEN t.id IS NULL THEN 'OPEN_REPORT' ELSE 'REPORT' END
    FROM participants p JOIN assignments a ON a.id = p.assignment_id
        LEFT JOIN reports t ON t.assignment_id = a.id AND t.state = 'DRAFT'
    WHERE p.officer_id = ANY((SELECT subheads FROM me)::uuid[]) AND p.state = 'DOCUMENTED' AND a.assignee_id = p.officer_id
    UNION ALL
    SELECT 'TO_DECIDE', t.assignment_id, NULL, NULL, t.id, t.submitted_at, 'ACCEPT'
    FROM reports t JOIN assignments a ON a.id = t.assignment_id
    WHERE a.register_unit = ANY((SELECT units FROM me)::text[]) AND coalesce((SELECT person FROM me) <> ALL(t.writers), true) AND t.state = 'SUBMITTED' AND a.state = 'REPORTED'
    UNION ALL
    SELECT 'EVENT_CHANGED', n.assignment_id, n.officer_id, told.disposition_id, NULL, n.since, 'ACKNOWLEDGE_EVENT'
    FROM event_notices n LEFT JOIN LATERAL (
        SELECT r.disposition_id FROM disposition_recipients r WHERE r.assignment_id = n.assignment_id AND r.officer_id = n.officer_id
            AND r.state NOT IN ('RECALLED', 'RELEASED') ORDER BY r.disposition_id DESC LIMIT 1) told ON true
    WHERE n.officer_id = ANY((SELECT anybody FROM me)::uuid[])
    UNION ALL
    SELECT 'EVENT_CHANGED', a.id, NULL, NULL, NULL, coalesce(i.changed_at, i.updated_at), 'CANCEL'
    FROM agenda_items i JOIN assignments a ON a.agenda_item_id = i.id
    WHERE a.register_unit = ANY((SELECT units FROM me)::text[]) AND i.certainty = 'CANCELLED' AND a.state IN ('ASSIGNED', 'DISPATCHED', 'DOCUMENTED', 'REPORTED')
), ";

/// All that waits, counted; and of what it waits on, the things that are asked for.
pub const THINGS: &str = ",
items AS MATERIALIZED (
    SELECT w.kind, w.assignment_id, w.whose, w.disposition_id, w.report_id, w.since, w.officer_id, w.act, w.publication_id, a.due_at, a.urgency, a.agenda_item_id,
        coalesce(a.due_at < (SELECT now FROM me), false) AND a.state NOT IN ('CLOSED', 'CANCELLED') AS overdue
    FROM (SELECT kind, assignment_id, whose, disposition_id, report_id, since, NULL::uuid AS officer_id, act, NULL::uuid AS publication_id FROM waiting
        UNION ALL SELECT *, NULL FROM orphans UNION ALL SELECT * FROM verifying UNION ALL SELECT * FROM chasing) w, LATERAL (SELECT * FROM assignments a WHERE a.id = w.assignment_id OFFSET 0) a
    WHERE a.state <> 'CANCELLED' OR w.kind = 'EVENT_CHANGED'
), things AS (
    SELECT i.assignment_id, i.whose, i.agenda_item_id, i.due_at, i.urgency, i.overdue, min(i.since) AS since,
        min(i.since) FILTER (WHERE i.act = 'ACKNOWLEDGE_EVENT') AS noticed,
        (array_agg(i.report_id) FILTER (WHERE i.kind = 'TO_DECIDE'))[1] AS decides
    FROM items i
    WHERE ((SELECT overdue FROM me) IS NULL OR i.overdue = (SELECT overdue FROM me)) AND ((SELECT due_to FROM me) IS NULL OR i.due_at < (SELECT due_to FROM me))
    GROUP BY i.assignment_id, i.whose, i.agenda_item_id, i.due_at, i.urgency, i.overdue
    HAVING bool_or(i.kind = ANY((SELECT kinds FROM me)::text[]))
), counters AS (
    SELECT count(*) FILTER (WHERE i.kind = 'UNREAD') AS unread, count(*) FILTER (WHERE i.kind = 'TO_DISPATCH') AS to_dispatch,
        count(*) FILTER (WHERE i.kind = 'TO_COMPLETE') AS to_complete, count(*) FILTER (WHERE i.kind = 'TO_REPORT') AS to_report,
        count(*) FILTER (WHERE i.kind = 'TO_DECIDE') AS to_decide, count(*) FILTER (WHERE i.kind = 'EVENT_CHANGED') AS event_changed,
        count(*) FILTER (WHERE i.kind = 'TO_VERIFY') AS to_verify, count(*) FILTER (WHERE i.kind = 'STILL_SHOWN') AS still_shown, count(*) FILTER (WHERE i.kind = 'ORPHANED') AS orphaned, count(DISTINCT i.assignment_id) FILTER (WHERE i.overdue) AS overdue,
        (SELECT count(*) FROM things) AS found
    FROM items i
), ";
