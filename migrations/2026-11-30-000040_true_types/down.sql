ALTER TABLE content_versions DROP COLUMN encoding, DROP COLUMN label_differs;
DROP DOMAIN text_encoding;
