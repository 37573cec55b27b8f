DROP INDEX content_versions_to_sum;
ALTER TABLE content_versions DROP COLUMN crc32;
