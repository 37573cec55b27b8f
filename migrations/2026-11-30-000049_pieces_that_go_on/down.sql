ALTER TABLE upload_segments DROP COLUMN midway;
