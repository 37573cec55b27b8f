-- Where the sums of a held piece stand, so that an upload that broke off goes on in the same file.

ALTER TABLE upload_segments
    ADD COLUMN midway bytea CHECK (octet_length(midway) BETWEEN 1 AND 256),
    ADD CONSTRAINT upload_segments_midway CHECK (midway IS NULL OR held IS NOT NULL);

COMMENT ON COLUMN upload_segments.midway IS 'where SHA-256 and CRC-32 of a held piece stand after size bytes; null: another piece begins behind it';
