ALTER TABLE archives DROP COLUMN marked_at;
