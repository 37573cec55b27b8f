DROP TABLE arrivals;
DROP INDEX artifacts_drafts_by_sender;
ALTER TABLE artifacts DROP COLUMN text_bytes, DROP COLUMN text_digest, DROP COLUMN plain_digest;
DROP FUNCTION draft_digest;
DROP FUNCTION draft_plain_digest;
