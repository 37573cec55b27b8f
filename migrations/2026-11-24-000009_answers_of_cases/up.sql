-- An answer may tell of several cases (many decisions at once): each must be in sight when it is given again.

ALTER TABLE idempotency_keys ADD COLUMN assignment_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE idempotency_keys SET assignment_ids = ARRAY[assignment_id] WHERE assignment_id IS NOT NULL;
ALTER TABLE idempotency_keys ALTER COLUMN assignment_ids DROP DEFAULT, DROP COLUMN assignment_id;

COMMENT ON COLUMN idempotency_keys.assignment_ids IS 'the cases it tells of; visibility of each is checked again before a replay';
