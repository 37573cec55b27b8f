-- The CRC-32 of each content, so that a ZIP tells it before the file: readers that cannot turn back need it there.

ALTER TABLE content_versions ADD COLUMN crc32 bigint CONSTRAINT content_versions_crc32 CHECK (crc32 BETWEEN 0 AND 4294967295);
COMMENT ON COLUMN content_versions.crc32 IS
    'of the bytes, as a ZIP has it; none: it came before this was kept, and is reckoned in the background or at first need';

CREATE INDEX content_versions_to_sum ON content_versions (sha256) WHERE crc32 IS NULL;
