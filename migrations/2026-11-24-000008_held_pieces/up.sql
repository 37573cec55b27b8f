-- A piece may count while it still grows: a gigabyte that comes without a break is then written once.

ALTER TABLE upload_segments
    ADD COLUMN held uuid,
    ALTER COLUMN sha256 DROP NOT NULL,
    ADD CONSTRAINT upload_segments_kept CHECK ((sha256 IS NULL) <> (held IS NULL));
CREATE INDEX upload_segments_by_held ON upload_segments (held) WHERE held IS NOT NULL;

COMMENT ON COLUMN upload_segments.sha256 IS 'digest, and address in the blob store; null while the piece still grows';
COMMENT ON COLUMN upload_segments.held IS 'the name under which the store holds a piece that still grows; its first bytes, as many as size tells, are durable';
