-- The instructions that came along, in English too; what an office has reworded keeps its own words alone.
UPDATE settings SET value = jsonb_set(value, '{items}', (
    SELECT jsonb_agg(CASE WHEN known.label_en IS NULL OR item ? 'labelEn' THEN item
        ELSE item || jsonb_build_object('labelEn', known.label_en) END ORDER BY place)
    FROM jsonb_array_elements(value -> 'items') WITH ORDINALITY AS listed (item, place)
    LEFT JOIN (VALUES
        ('PUBLISH', 'Publikasikan', 'Publish'),
        ('DOCUMENT', 'Dokumentasikan', 'Document'),
        ('ATTEND', 'Hadiri', 'Attend'),
        ('COORDINATE', 'Koordinasikan', 'Coordinate'),
        ('FOLLOW_UP', 'Tindak lanjuti', 'Follow up'),
        ('STUDY', 'Pelajari / telaah', 'Study'),
        ('PREPARE_MATERIAL', 'Siapkan bahan', 'Prepare the material'),
        ('WRITE_ARTICLE', 'Susun artikel berita', 'Write a news article'),
        ('REPORT_RESULT', 'Laporkan hasilnya', 'Report the result'),
        ('FOR_INFORMATION', 'Untuk diketahui', 'For information')) AS known (code, label, label_en)
        ON known.code = item ->> 'code' AND known.label = item ->> 'label'))
WHERE key = 'instructions';
