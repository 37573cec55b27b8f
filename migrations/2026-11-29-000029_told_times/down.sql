ALTER TABLE dispositions DROP COLUMN issued_at;
