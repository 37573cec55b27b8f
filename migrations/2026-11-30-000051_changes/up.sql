-- What a portal may know of publications, in one order: read from the journal, and rung for as soon as it is there.

-- What was scheduled begins to be visible by time alone; until now nothing told of it.
ALTER TABLE publications ADD COLUMN appears_at timestamptz;
COMMENT ON COLUMN publications.appears_at IS 'when it begins to be visible, which the journal will tell; null: it was from the first, or that was told';
UPDATE publications SET appears_at = publish_at, crosses_at = least(crosses_at, publish_at) WHERE publish_at > created_at AND withdrawn_at IS NULL;
COMMENT ON COLUMN publications.crosses_at IS 'when it is next to be told that it appears, or is less fresh; null: never';
ALTER TABLE publications DROP CONSTRAINT publications_withdrawn;
ALTER TABLE publications ADD CONSTRAINT publications_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)
    AND (withdrawn_at IS NULL) = (withdrawal_reason IS NULL)
    AND (withdrawn_at IS NULL OR crosses_at IS NULL AND appears_at IS NULL));

-- However long the journal is, a page of changes is a stretch of this. What portals tell of themselves is no change of a publication.
CREATE INDEX journal_of_publications ON journal (seq)
    WHERE subject_kind = 'PUBLICATION' AND type NOT IN ('publication.shown', 'publication.removed');

CREATE FUNCTION journal_tells_of_publications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('pubdok_changes', '');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION journal_tells_of_publications IS 'wakes whoever waits for changes, when the transaction is committed';
CREATE TRIGGER journal_tells_of_publications AFTER INSERT ON journal FOR EACH ROW
    WHEN (NEW.subject_kind = 'PUBLICATION' AND NEW.type NOT IN ('publication.shown', 'publication.removed'))
    EXECUTE FUNCTION journal_tells_of_publications();
