-- Desks for acts, a client each, and one deep case. Their officers have nothing else, so they do not disturb the past beside them.
-- Numbers and names are those of cases.rs; nobody verifies these chains of the journal, so their hashes are zeros.

CREATE FUNCTION pg_temp.desk_clock(state text) RETURNS jsonb LANGUAGE sql AS
$$ SELECT CASE state WHEN 'DISPATCHED' THEN '{dispatched}'::jsonb ELSE '{documented}' END $$;
CREATE FUNCTION pg_temp.zeros() RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT decode(repeat('00', 32), 'hex') $$;

INSERT INTO officers (id, subject, name, position_title, unit, roles, active, created_at, updated_at, version)
SELECT pg_temp.id(1, n), 'officer-' || n, 'Petugas ' || n, title, unit, ARRAY[role], true, '2024-01-01', '2024-01-01', 1 FROM (
    SELECT 1000 + desk AS n, 'Kepala Meja' AS title, 'MEJA' AS unit, 'SUBDIVISION_HEAD' AS role FROM generate_series(0, {desks} - 1) desk
    UNION ALL SELECT 1100 + desk, 'Staf Meja', 'MEJA', 'STAFF' FROM generate_series(0, {desks} - 1) desk
    UNION ALL SELECT 1200, 'Arsiparis', 'ARSIP', 'STAFF' UNION ALL SELECT 1201, 'Kepala Arsip', 'ARSIP', 'SUBDIVISION_HEAD'
    UNION ALL SELECT 2000 + n, 'Pensiunan', 'ARSIP', 'STAFF' FROM generate_series(1, {officers}) n) people;

INSERT INTO agenda_items (id, title, starts_at, ends_at, attendees, certainty, created_by, created_at, updated_at, version)
VALUES (pg_temp.id(2, {firstToComplete}), 'Rapat Koordinasi', '{begun}'::timestamptz + interval '10 minutes',
    '{begun}'::timestamptz + interval '20 minutes', '{}', 'DEFINITIVE', 'officer-0', '{begun}', '{begun}', 1);

CREATE TEMP TABLE desk_cases AS
SELECT {firstToComplete} + {toComplete} * desk + turn AS n, 1000 + desk AS head, 1100 + desk AS staff, 'DISPATCHED' AS state
FROM generate_series(0::bigint, {desks} - 1) desk, generate_series(0, {toComplete} - 1) turn
UNION ALL SELECT {firstToSelect} + {toSelect} * desk + turn, 1000 + desk, 1100 + desk, 'DOCUMENTED'
FROM generate_series(0::bigint, {desks} - 1) desk, generate_series(0, {toSelect} - 1) turn
UNION ALL SELECT {deepCase}, 1201, 1200, 'DISPATCHED';

INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id, assigned_by_id,
    assignee_id, scope, urgency, classification, due_at, state, clock, created_at, updated_at, version)
SELECT pg_temp.id(3, n), 'MEJA', 2024, row_number() OVER (ORDER BY n), n || '/PD/MEJA/I', 'Liputan Rapat Koordinasi', pg_temp.id(2, {firstToComplete}),
    '019ab0d0-0000-7000-8000-000000000001', pg_temp.id(1, 0), pg_temp.id(1, head), 'Foto dan siaran pers', 'NORMAL', 'ORDINARY',
    '{begun}'::timestamptz + interval '3 days', state, pg_temp.desk_clock(state), '{begun}', '{begun}', 1
FROM desk_cases ORDER BY n;

INSERT INTO dispositions (id, register_unit, register_year, register_serial, register_number, assignment_id, parent_id, issuer_id, instructions, note,
    urgency, classification, due_at, activity_agenda, issued_at, created_at, updated_at, version)
SELECT pg_temp.id(4, 2 * n + step), 'MEJA', 2024, row_number() OVER (ORDER BY n, step), n || '.' || step || '/DISP/MEJA/I', pg_temp.id(3, n),
    CASE WHEN step > 0 THEN pg_temp.id(4, 2 * n) END, CASE WHEN step = 0 THEN pg_temp.id(1, 0) ELSE pg_temp.id(1, head) END,
    ARRAY['DOCUMENT', 'WRITE_ARTICLE'], NULL, 'NORMAL', 'ORDINARY', '{begun}'::timestamptz + interval '3 days',
    CASE WHEN step > 0 THEN '{"brief": "Angle: hasil rapat", "schedule": [], "channels": ["WEBSITE"]}'::jsonb END,
    '{begun}'::timestamptz + step * interval '1 second', '{begun}'::timestamptz + step * interval '1 second', '{begun}'::timestamptz + step * interval '1 second', 1
FROM desk_cases, generate_series(0, CASE n WHEN {deepCase} THEN {deep} ELSE 1 END) step ORDER BY n, step;

INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, duty, state, read_at, completed_at, note)
SELECT d.id, pg_temp.id(1, CASE WHEN d.parent_id IS NULL THEN c.head ELSE c.staff END), d.assignment_id, 1,
    CASE WHEN c.n = {deepCase} AND d.parent_id IS NOT NULL THEN 'COPY' ELSE 'ACTION' END,
    CASE WHEN c.n <> {deepCase} AND d.parent_id IS NOT NULL THEN 'PHOTOGRAPHER' END,
    CASE WHEN d.parent_id IS NULL THEN 'READ' WHEN c.n = {deepCase} THEN 'DELIVERED' WHEN c.state = 'DISPATCHED' THEN 'READ' ELSE 'COMPLETED' END,
    CASE WHEN c.n <> {deepCase} OR d.parent_id IS NULL THEN '{begun}'::timestamptz END,
    CASE WHEN c.state = 'DOCUMENTED' AND d.parent_id IS NOT NULL THEN '{begun}'::timestamptz END, NULL
FROM desk_cases c JOIN dispositions d ON d.assignment_id = pg_temp.id(3, c.n) ORDER BY d.id;

INSERT INTO participants (assignment_id, officer_id, state, crew)
SELECT pg_temp.id(3, n), pg_temp.id(1, officer), state, officer = staff AND n <> {deepCase}
FROM desk_cases, unnest(ARRAY[head, staff]) officer ORDER BY n;

-- Every fifth is a draft. Of a case to complete there are two: one photo, one draft.
CREATE TEMP TABLE desk_artifacts AS
SELECT CASE state WHEN 'DOCUMENTED' THEN {firstToDecide} + {artifacts} * (n - {firstToSelect}) + i WHEN 'DISPATCHED' THEN 2 * n + i END AS number,
    n, staff, CASE WHEN i % 5 = 1 THEN 'PRESS_RELEASE' ELSE 'PHOTO' END AS kind
FROM desk_cases, generate_series(0, CASE WHEN n = {deepCase} THEN {deep} WHEN state = 'DOCUMENTED' THEN {artifacts} ELSE 2 END - 1) i;

INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, alt_text, persons_shown, headline, content, created_at, updated_at, version)
SELECT pg_temp.id(7, number), pg_temp.id(3, n), pg_temp.id(1, staff), kind, 'Rapat dibuka', '{}', 'Rapat dibuka', '{}',
    CASE kind WHEN 'PRESS_RELEASE' THEN 'Rapat koordinasi dibuka' END, CASE kind WHEN 'PRESS_RELEASE' THEN 'Rapat koordinasi dibuka di aula.' END,
    '{begun}', '{begun}', 1
FROM desk_artifacts ORDER BY number;

INSERT INTO content_versions (artifact_id, number, sha256, media_type, size, file_name, uploaded_by_id, uploaded_at)
SELECT pg_temp.id(7, number), 1, sha256(number::text::bytea), 'image/jpeg', 2000000, 'IMG_0001.JPG', pg_temp.id(1, staff), '{begun}'
FROM desk_artifacts WHERE kind = 'PHOTO' ORDER BY number;

INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
SELECT pg_temp.id(9, n), pg_temp.id(3, n), 'disposition.read', 'DISPOSITION', pg_temp.id(4, 2 * n), pg_temp.id(3, n), 'officer-' || head,
    pg_temp.id(1, head), 'SUBDIVISION_HEAD', '{"after": {"recipientState": "READ"}, "before": {"recipientState": "DELIVERED"}}', '{begun}', '{begun}',
    pg_temp.id(9, n)::text, pg_temp.zeros(), pg_temp.zeros()
FROM desk_cases, generate_series(1, CASE WHEN n = {deepCase} THEN {deep} WHEN state = 'DOCUMENTED' THEN 12 ELSE 3 END) ORDER BY n;

INSERT INTO journal_heads SELECT stream, count(*), pg_temp.zeros(), pg_temp.zeros() FROM journal
WHERE stream IN (SELECT pg_temp.id(3, n) FROM desk_cases) GROUP BY stream;

INSERT INTO searchables (kind, thing_id, assignment_id, words)
SELECT 'AGENDA_ITEM', i.id, NULL, search_agenda_item(i) FROM agenda_items i
UNION ALL SELECT 'ASSIGNMENT', a.id, a.id, search_assignment(a) FROM assignments a
UNION ALL SELECT 'DISPOSITION', d.id, d.assignment_id, search_disposition(d) FROM dispositions d
UNION ALL SELECT 'ARTIFACT', f.id, f.assignment_id, search_artifact(f) FROM artifacts f
UNION ALL SELECT 'REPORT', t.id, t.assignment_id, search_report(t) FROM reports t;
