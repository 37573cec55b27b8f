DELETE FROM settings WHERE key = 'letterhead';
ALTER TABLE settings DROP CONSTRAINT settings_key_check,
    ADD CONSTRAINT settings_key_check CHECK (key IN ('instructions', 'holidays', 'working-hours', 'registers', 'upload-limits'));
DROP TABLE letterhead_logos;
DROP TABLE papers;
DROP FUNCTION papers_stay();
DROP DOMAIN paper_act;
