-- When a disposition was issued, as its issuer told it: what is done on it is not before that.

ALTER TABLE dispositions ADD COLUMN issued_at timestamptz;
UPDATE dispositions d SET issued_at = coalesce((
    SELECT j.occurred_at FROM journal j
    WHERE j.stream = d.assignment_id AND ((j.type = 'assignment.dispatched' AND j.subject_id = d.id)
        OR (j.type = 'assignment.assigned' AND d.parent_id IS NULL AND d.superseded_by_id IS NULL AND j.received_at = d.created_at))
    ORDER BY j.seq LIMIT 1), d.created_at);
ALTER TABLE dispositions ALTER COLUMN issued_at SET NOT NULL,
    ADD CONSTRAINT dispositions_issued_before_entered CHECK (issued_at <= created_at);

COMMENT ON COLUMN dispositions.issued_at IS 'when it was issued, as its issuer told it; created_at is when that was received';
