-- What may be sent: the office's own limits, and the indexes that count what an officer has sent.

ALTER TABLE settings DROP CONSTRAINT settings_key_check,
    ADD CONSTRAINT settings_key_check CHECK (key IN ('instructions', 'holidays', 'working-hours', 'registers', 'upload-limits'));

INSERT INTO settings (key, id, value, updated_at, version) VALUES
('upload-limits', '019ab0d0-0000-7000-8000-000000000015', '{
    "maxBytes": {"photo": 52428800, "video": 4294967296, "audio": 1073741824, "dataset": 209715200, "document": 104857600,
        "sourceMaterial": 1073741824},
    "filesPerAssignment": 2000, "bytesPerOfficer": 107374182400}', '2026-11-24T00:00:00Z', 1);

CREATE INDEX content_versions_by_uploader ON content_versions (uploaded_by_id) INCLUDE (size);
CREATE INDEX uploads_by_sender ON uploads (sender_id) WHERE finished_at IS NULL;
