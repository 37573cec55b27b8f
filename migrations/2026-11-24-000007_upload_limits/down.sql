DROP INDEX uploads_by_sender;
DROP INDEX content_versions_by_uploader;
DELETE FROM settings WHERE key = 'upload-limits';
ALTER TABLE settings DROP CONSTRAINT settings_key_check,
    ADD CONSTRAINT settings_key_check CHECK (key IN ('instructions', 'holidays', 'working-hours', 'registers'));
