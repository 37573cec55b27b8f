DROP INDEX assignments_by_unit, assignments_by_unit_and_state;
ALTER TABLE mandates DROP CONSTRAINT mandates_one_acting, DROP CONSTRAINT mandates_vacant_post_has_an_end, DROP COLUMN tolerated;
DROP TYPE post_range;
DROP FUNCTION mandate_period(timestamptz, timestamptz, timestamptz);
-- What would hold until it is revoked must end some day again.
UPDATE mandates SET ends_at = greatest(starts_at, now() + interval '7 days') WHERE ends_at IS NULL;
ALTER TABLE mandates ALTER COLUMN ends_at SET NOT NULL;
COMMENT ON COLUMN mandates.ends_at IS 'until then, exclusive';
