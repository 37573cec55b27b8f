-- Without confirmation every mandate is in force: those nobody confirmed must not come to be so.
UPDATE mandates SET ends_at = starts_at WHERE confirmed_at IS NULL;
DROP INDEX mandates_unconfirmed;
ALTER TABLE mandates DROP COLUMN given_by, DROP COLUMN confirmed_at, DROP COLUMN confirmed_by;
