ALTER TABLE publication_versions DROP COLUMN received_at;
