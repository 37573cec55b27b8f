-- What only a newer program can read is sent again.
UPDATE uploads SET expires_at = least(expires_at, now()), writer = '00000000-0000-0000-0000-000000000000'
WHERE id IN (SELECT upload_id FROM upload_segments WHERE held IS NOT NULL);
DELETE FROM upload_segments WHERE upload_id IN (SELECT upload_id FROM upload_segments WHERE held IS NOT NULL);
DROP INDEX upload_segments_by_held;
ALTER TABLE upload_segments DROP CONSTRAINT upload_segments_kept, ALTER COLUMN sha256 SET NOT NULL, DROP COLUMN held;
COMMENT ON COLUMN upload_segments.sha256 IS 'digest, and address in the blob store';
