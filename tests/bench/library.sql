-- The past of an office: {size} cases, one a minute until now, 88 % of them closed. Ids are numbers, as in cases.rs.

CREATE FUNCTION pg_temp.id(thing int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('0188000' || thing || '-0000-7000-8000-' || ({first} + number))::uuid $$;
CREATE FUNCTION pg_temp.span(started_at timestamptz, finished_at timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT jsonb_strip_nulls(jsonb_build_object('startedAt', started_at, 'finishedAt', finished_at)) $$;

INSERT INTO officers (id, subject, name, employee_number, position_title, unit, roles, active, created_at, updated_at, version)
SELECT pg_temp.id(1, n), 'officer-' || n, 'Pegawai ' || n, lpad(n::text, 18, '0'),
    CASE WHEN n = 0 THEN 'Kepala Bagian Kominfo dan Humas' WHEN n <= 20 THEN 'Kepala Sub Bagian' ELSE 'Staf' END,
    'HUMAS', ARRAY[CASE WHEN n = 0 THEN 'DIVISION_HEAD' WHEN n <= 20 THEN 'SUBDIVISION_HEAD' ELSE 'STAFF' END],
    true, '2024-01-01', '2024-01-01', 1
FROM generate_series(0, 220) n;

CREATE TEMP TABLE cases AS
SELECT n, pg_temp.id(3, n) AS id, pg_temp.id(2, n) AS item, pg_temp.id(1, 1 + n % 20) AS subhead,
    pg_temp.id(1, 21 + (n * 7919 + n / 200) % 200) AS photographer, pg_temp.id(1, 21 + (n * 7919 + n / 200 + 67) % 200) AS writer,
    '{begun}'::timestamptz + n * interval '1 minute' AS at,
    CASE WHEN dice < 88 THEN 'CLOSED' WHEN dice < 90 THEN 'CANCELLED' WHEN dice < 92 THEN 'ASSIGNED' WHEN dice < 97 THEN 'DISPATCHED'
        WHEN dice < 99 THEN 'DOCUMENTED' ELSE 'REPORTED' END AS state
FROM (SELECT n, (n / 20 * 37) % 100 AS dice FROM generate_series(0::bigint, {size} - 1) n) numbers;
ANALYZE cases;

INSERT INTO agenda_items (id, title, description, starts_at, ends_at, venue, organiser, attendees, certainty, created_by, created_at, updated_at, version, created_by_id)
SELECT item, 'Festival Panen Raya ke-' || n, 'Pembukaan oleh Bupati, pameran hasil tani dan ramah tamah.', at + interval '1 day',
    at + interval '1 day 2 hours', 'Alun-alun Kabupaten', 'Dinas Pertanian', ARRAY['Bupati', 'Sekretaris Daerah'], 'DEFINITIVE', 'officer-0', at, at, 1, subhead
FROM cases ORDER BY n;

INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id, assigned_by_id,
    assignee_id, scope, urgency, classification, due_at, state, clock, cancel_reason, created_at, updated_at, version)
SELECT id, 'HUMAS', extract(year FROM at AT TIME ZONE 'Asia/Jakarta'), n + 1, n + 1 || '/PD/HUMAS/I', 'Liputan Festival Panen Raya ke-' || n, item,
    '019ab0d0-0000-7000-8000-000000000001', pg_temp.id(1, 0), subhead, 'Foto, siaran pers dan artikel website', 'NORMAL', 'ORDINARY',
    at + interval '3 days', state,
    jsonb_build_object('steps', jsonb_build_array(
        jsonb_build_object('standardMinutes', 5, 'spans', jsonb_build_array(pg_temp.span(at - interval '4 minutes', at))),
        jsonb_build_object('standardMinutes', 5, 'spans', jsonb_build_array(pg_temp.span(at, CASE WHEN state <> 'ASSIGNED' THEN at + interval '3 minutes' END))),
        jsonb_build_object('standardMinutes', 60, 'spans', CASE WHEN state NOT IN ('ASSIGNED', 'CANCELLED') THEN
            jsonb_build_array(pg_temp.span(at + interval '3 minutes', CASE WHEN state <> 'DISPATCHED' THEN at + interval '50 minutes' END)) ELSE '[]' END),
        jsonb_build_object('standardMinutes', 60, 'spans', CASE WHEN state IN ('DOCUMENTED', 'REPORTED', 'CLOSED') THEN
            jsonb_build_array(pg_temp.span(at + interval '50 minutes', CASE WHEN state <> 'DOCUMENTED' THEN at + interval '90 minutes' END)) ELSE '[]' END))),
    CASE WHEN state = 'CANCELLED' THEN 'Acara ditunda tanpa tanggal' END, at, at, 1
FROM cases ORDER BY n;

INSERT INTO dispositions (id, register_unit, register_year, register_serial, register_number, assignment_id, parent_id, issuer_id, instructions, note,
    urgency, classification, due_at, activity_agenda, issued_at, created_at, updated_at, version)
SELECT pg_temp.id(4, 2 * n + step), 'HUMAS', extract(year FROM at AT TIME ZONE 'Asia/Jakarta'), 2 * n + step + 1, 2 * n + step + 1 || '/DISP/HUMAS/I', id,
    CASE WHEN step = 1 THEN pg_temp.id(4, 2 * n) END, CASE WHEN step = 0 THEN pg_temp.id(1, 0) ELSE subhead END,
    CASE WHEN step = 0 THEN ARRAY['PUBLISH', 'DOCUMENT'] ELSE ARRAY['DOCUMENT', 'WRITE_ARTICLE'] END, NULL, 'NORMAL', 'ORDINARY', at + interval '3 days',
    CASE WHEN step = 1 THEN '{"brief": "Angle: petani muda dan hasil panen", "schedule": [], "channels": ["WEBSITE"]}'::jsonb END,
    at + step * interval '3 minutes', at + step * interval '3 minutes', at + step * interval '3 minutes', 1
FROM cases, generate_series(0, 1) step WHERE step = 0 OR state NOT IN ('ASSIGNED', 'CANCELLED') ORDER BY n, step;

INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, duty, state, read_at, completed_at, note)
SELECT pg_temp.id(4, 2 * n), subhead, id, 1, 'ACTION', NULL, 'READ', at + interval '1 minute', NULL, NULL FROM cases ORDER BY n;

INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, duty, state, read_at, completed_at, note)
SELECT pg_temp.id(4, 2 * n + 1), CASE position WHEN 1 THEN photographer ELSE writer END, id, position, 'ACTION',
    CASE position WHEN 1 THEN 'PHOTOGRAPHER' ELSE 'WRITER' END, CASE state WHEN 'DISPATCHED' THEN 'READ' ELSE 'COMPLETED' END, at + interval '4 minutes',
    CASE WHEN state <> 'DISPATCHED' THEN at + interval '50 minutes' END, CASE WHEN state <> 'DISPATCHED' THEN '24 foto dan satu siaran pers' END
FROM cases, generate_series(1, 2) position WHERE state NOT IN ('ASSIGNED', 'CANCELLED') ORDER BY n, position;

INSERT INTO participants (assignment_id, officer_id, state, crew)
SELECT r.assignment_id, r.officer_id, c.state, r.duty IS NOT NULL FROM disposition_recipients r JOIN cases c ON c.id = r.assignment_id ORDER BY c.n;

-- A few: one case in ten of those that have come so far.
INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, alt_text, persons_shown, headline, content, decision, decision_rank,
    decided_by_id, decided_at, created_at, updated_at, version)
SELECT pg_temp.id(7, 2 * n + draft), id, CASE draft WHEN 0 THEN photographer ELSE writer END, CASE draft WHEN 0 THEN 'PHOTO' ELSE 'PRESS_RELEASE' END,
    'Bupati membuka festival', '{}', 'Bupati membuka festival', '{}', CASE draft WHEN 1 THEN 'Panen raya dibuka Bupati' END,
    CASE draft WHEN 1 THEN 'Panen raya dibuka Bupati di alun-alun.' END, 'SELECTED', 1, subhead, at, at, at, 1
FROM cases, generate_series(0, 1) draft WHERE state IN ('DOCUMENTED', 'REPORTED', 'CLOSED') AND n / 20 % 10 = 0 ORDER BY n, draft;

INSERT INTO content_versions (artifact_id, number, sha256, media_type, size, file_name, uploaded_by_id, uploaded_at)
SELECT id, 1, sha256(id::text::bytea), 'image/jpeg', 2000000, 'IMG_0001.JPG', sender_id, created_at FROM artifacts WHERE kind = 'PHOTO';

INSERT INTO reports (id, register_unit, register_year, register_serial, register_number, assignment_id, revision, author_id, summary, body, state, bundle,
    content_digest, submitted_at, decided_by_id, decided_at, note, created_at, updated_at, version)
SELECT pg_temp.id(6, n), 'HUMAS', extract(year FROM at AT TIME ZONE 'Asia/Jakarta'), n + 1, n + 1 || '/LAP/HUMAS/I', id, 1, subhead,
    'Kegiatan diliput lengkap dan rilis dimuat di situs.', NULL, CASE state WHEN 'CLOSED' THEN 'ACCEPTED' ELSE 'SUBMITTED' END,
    '{"notSelected":[],"selected":[],"steps":[]}', sha256('{"notSelected":[],"selected":[],"steps":[]}'),
    at + interval '90 minutes', CASE state WHEN 'CLOSED' THEN pg_temp.id(1, 0) END, CASE state WHEN 'CLOSED' THEN at + interval '2 hours' END,
    NULL, at, at, 1
FROM cases WHERE state IN ('REPORTED', 'CLOSED') ORDER BY n;

INSERT INTO register_series (kind, unit, year, last_serial)
SELECT 'ASSIGNMENT', register_unit, register_year, max(register_serial) FROM assignments GROUP BY 2, 3
UNION ALL SELECT 'DISPOSITION', register_unit, register_year, max(register_serial) FROM dispositions GROUP BY 2, 3
UNION ALL SELECT 'REPORT', register_unit, register_year, max(register_serial) FROM reports GROUP BY 2, 3;
