DROP TRIGGER journal_tells_of_publications ON journal;
DROP FUNCTION journal_tells_of_publications;
DROP INDEX journal_of_publications;
ALTER TABLE publications DROP CONSTRAINT publications_withdrawn;
ALTER TABLE publications DROP COLUMN appears_at;
ALTER TABLE publications ADD CONSTRAINT publications_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)
    AND (withdrawn_at IS NULL) = (withdrawal_reason IS NULL) AND (withdrawn_at IS NULL OR crosses_at IS NULL));
COMMENT ON COLUMN publications.crosses_at IS 'when the next begins, which the journal will tell; null: none does';
