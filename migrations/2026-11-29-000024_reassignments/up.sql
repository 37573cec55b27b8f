-- A case that is given to another: their order is a disposition of its own; the one before it stays, and names it.
ALTER TABLE dispositions
    ADD COLUMN superseded_by_id uuid REFERENCES dispositions DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN taken_over_by_id uuid REFERENCES officers,
    ADD CONSTRAINT dispositions_first_is_superseded CHECK (superseded_by_id IS NULL OR (parent_id IS NULL AND superseded_by_id <> id));
COMMENT ON COLUMN dispositions.superseded_by_id IS 'of step 1''s: the one to whoever has the case since; null: it is in force';
COMMENT ON COLUMN dispositions.taken_over_by_id IS 'who has the case since it was issued, and it in their outgoing box; null: the issuer';

DROP INDEX dispositions_one_first;
CREATE UNIQUE INDEX dispositions_one_first ON dispositions (assignment_id) WHERE parent_id IS NULL AND superseded_by_id IS NULL;
CREATE INDEX dispositions_superseding ON dispositions (superseded_by_id) WHERE superseded_by_id IS NOT NULL;
DROP INDEX dispositions_by_issuer;
CREATE INDEX dispositions_by_issuer ON dispositions ((coalesce(taken_over_by_id, issuer_id)), id);

-- What is recalled of step 1's waits for the division head until it is issued again: a few rows, found without looking at all.
CREATE INDEX recipients_recalled_orders ON disposition_recipients (assignment_id) WHERE state = 'RECALLED' AND kind = 'ACTION' AND duty IS NULL;
-- What is open with whom, for those who left.
CREATE INDEX assignments_open_by_assignee ON assignments (assignee_id) WHERE state NOT IN ('CLOSED', 'CANCELLED');
CREATE INDEX assignments_open_by_head ON assignments (assigned_by_id) WHERE state NOT IN ('CLOSED', 'CANCELLED');
