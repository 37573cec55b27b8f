-- Who acted, where an act was done by mandate: rows keep the officer whose post it was done for, and now the mandate beside it.

ALTER TABLE assignments ADD COLUMN assigned_by_mandate_id uuid REFERENCES mandates;
ALTER TABLE dispositions ADD COLUMN issuer_mandate_id uuid REFERENCES mandates;
ALTER TABLE reports
    ADD COLUMN author_mandate_id uuid REFERENCES mandates,
    ADD COLUMN submitted_by_id uuid REFERENCES officers,
    ADD COLUMN submitted_by_mandate_id uuid REFERENCES mandates,
    ADD COLUMN decided_by_mandate_id uuid REFERENCES mandates,
    ADD COLUMN writers uuid[] NOT NULL DEFAULT '{}';
CREATE TABLE selection_mandates (
    artifact_id uuid PRIMARY KEY REFERENCES artifacts ON DELETE CASCADE,
    mandate_id uuid NOT NULL REFERENCES mandates
);
ALTER TABLE journal ADD COLUMN mandate_id uuid;

-- What was done before: the journal knows who acted for whom and when, and that says by which mandate.
CREATE TEMPORARY TABLE acted ON COMMIT DROP AS
SELECT DISTINCT ON (j.seq) j.seq, j.type, j.subject_id, j.changes, m.id AS mandate_id
FROM journal j JOIN mandates m ON m.holder_id = j.actor_id AND m.principal_id = j.on_behalf_of_id AND m.role = j.role
    AND j.received_at >= m.starts_at AND j.received_at < m.ends_at
WHERE j.on_behalf_of_id IS NOT NULL ORDER BY j.seq, m.id;

UPDATE assignments a SET assigned_by_mandate_id = j.mandate_id FROM acted j WHERE j.type = 'assignment.assigned' AND j.subject_id = a.id;
UPDATE dispositions d SET issuer_mandate_id = a.assigned_by_mandate_id FROM assignments a WHERE a.id = d.assignment_id AND d.parent_id IS NULL;
UPDATE dispositions d SET issuer_mandate_id = j.mandate_id FROM acted j WHERE j.type = 'assignment.dispatched' AND j.subject_id = d.id;
UPDATE reports r SET author_mandate_id = j.mandate_id FROM acted j WHERE j.type = 'report.opened' AND j.subject_id = r.id;
UPDATE reports r SET author_mandate_id = first.author_mandate_id
FROM reports first WHERE first.assignment_id = r.assignment_id AND first.revision = 1 AND r.revision > 1 AND r.author_mandate_id IS NULL;
UPDATE reports r SET submitted_by_id = r.author_id WHERE r.state <> 'DRAFT';
UPDATE reports r SET submitted_by_mandate_id = j.mandate_id FROM acted j WHERE j.type = 'report.submitted' AND j.subject_id = r.id;
UPDATE reports r SET decided_by_mandate_id = j.mandate_id
FROM acted j WHERE j.type IN ('report.accepted', 'report.returned') AND j.subject_id = r.id;
INSERT INTO selection_mandates (artifact_id, mandate_id)
SELECT f.id, j.mandate_id FROM artifacts f JOIN acted j ON j.subject_id = f.id AND j.type = 'artifact.selected'
WHERE f.decision IS NOT NULL
    AND j.seq = (SELECT max(last.seq) FROM journal last WHERE last.stream = f.assignment_id AND last.subject_id = f.id AND last.type = 'artifact.selected');
-- Whoever opened, changed or submitted a revision, or one before it; where the journal does not say, whose it is.
UPDATE reports r SET writers = coalesce((
    SELECT array_agg(DISTINCT j.actor_id) FROM reports earlier
        JOIN journal j ON j.stream = earlier.assignment_id AND j.subject_id = earlier.id
    WHERE earlier.assignment_id = r.assignment_id AND earlier.revision <= r.revision AND j.actor_id IS NOT NULL
        AND j.type IN ('report.opened', 'report.edited', 'report.submitted')), ARRAY[r.author_id]);

ALTER TABLE reports ADD CONSTRAINT reports_draft_is_submitted_by_nobody CHECK (state <> 'DRAFT' OR submitted_by_id IS NULL);

COMMENT ON COLUMN assignments.assigned_by_mandate_id IS 'the mandate by which its holder assigned it for assigned_by_id; null: in person';
COMMENT ON COLUMN dispositions.issuer_mandate_id IS 'the mandate by which its holder issued it for issuer_id; null: in person';
COMMENT ON COLUMN reports.author_mandate_id IS 'the mandate by which its holder opened it for author_id; null: in person';
COMMENT ON COLUMN reports.submitted_by_id IS 'the subdivision head who submitted it';
COMMENT ON COLUMN reports.submitted_by_mandate_id IS 'the mandate by which its holder submitted it for submitted_by_id; null: in person';
COMMENT ON COLUMN reports.decided_by_mandate_id IS 'the mandate by which its holder decided on it for decided_by_id; null: in person';
COMMENT ON COLUMN reports.writers IS 'officers who wrote of it or submitted it in person, under whatever hat: none of them decides on it';
COMMENT ON TABLE selection_mandates IS 'By which mandate an artifact was selected or left out; what was decided in person is not here';
COMMENT ON COLUMN selection_mandates.artifact_id IS 'the artifact that was decided on';
COMMENT ON COLUMN selection_mandates.mandate_id IS 'the mandate by which its holder decided for artifacts.decided_by_id';
COMMENT ON COLUMN journal.mandate_id IS 'the mandate by which the actor acted for on_behalf_of_id; null in person, and before this was kept';
