ALTER TABLE idempotency_keys ADD COLUMN assignment_id uuid;
-- Of an answer on several cases only one could be checked: it is forgotten rather than shown.
DELETE FROM idempotency_keys WHERE cardinality(assignment_ids) > 1;
UPDATE idempotency_keys SET assignment_id = assignment_ids[1];
ALTER TABLE idempotency_keys DROP COLUMN assignment_ids;
COMMENT ON COLUMN idempotency_keys.assignment_id IS 'the case; visibility is checked again before a replay';
