-- {count} articles of the closed cases, in words that an office uses: some in all of them, some in few, and each with a number of its own.

CREATE TEMP TABLE accepted AS
SELECT row_number() OVER (ORDER BY a.id) - 1 AS place, a.id, a.register_unit, a.assignee_id, r.id AS report
FROM assignments a JOIN reports r ON r.assignment_id = a.id AND r.state = 'ACCEPTED' WHERE NOT EXISTS (SELECT FROM exemptions e WHERE e.assignment_id = a.id);

CREATE TEMP TABLE news AS
SELECT n, ('01880008-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS draft, ('01880009-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id,
    c.id AS case_id, c.register_unit, c.assignee_id, c.report, now() - ({count} - n) * interval '1 minute' AS at
FROM generate_series(0, {count} - 1) n JOIN accepted c ON c.place = n % (SELECT count(*) FROM accepted);
ANALYZE news;

INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, headline, content, decision, decision_rank, decided_by_id,
    decided_at, created_at, updated_at, version)
SELECT draft, case_id, assignee_id, 'WEBSITE_DRAFT', 'Artikel', '{}', '{}', 'Panen raya', 'Panen raya.', 'SELECTED', 1, assignee_id, at, at, at, 1
FROM news;

INSERT INTO publications (id, slug, assignment_id, report_id, draft_id, unit, assignee_id, publish_at, published_by_id, content_number, due_from,
    review_due_at, reviews, crossed, created_at, updated_at, version)
SELECT id, 'panen-raya-' || n, case_id, report, draft, register_unit, assignee_id, at, assignee_id, 1, at + interval '180 days',
    at + interval '190 days', 0, 'FRESH', at, at, 1
FROM news;

INSERT INTO publication_versions (publication_id, number, information_class, headline, excerpt, body, language, tags, channels, as_accepted,
    content_digest, made_by_id, made_at, received_at)
SELECT id, 1, 'PERIODIC', 'Panen Raya ke-' || n, 'Ribuan warga hadir di desa ' || n % 469 || '.',
    (SELECT string_agg((ARRAY['warga', 'petani', 'padi', 'desa', 'bupati', 'jalan', 'jembatan', 'pasar', 'sekolah', 'kesehatan', 'pelatihan', 'bantuan',
        'irigasi', 'pupuk', 'jagung', 'ikan', 'wisata', 'budaya', 'pemuda', 'koperasi'])[1 + (n * 7 + w * w) % 20], ' ')
     FROM generate_series(1, 80) w) || '. Dibuka oleh Bupati di alun-alun.',
    'ID', ARRAY['panen', 'desa-' || n % 469], '[]', true, sha256(id::text::bytea), assignee_id, at, at
FROM news;

DROP TABLE accepted, news;
