-- Lists in more orders, and narrowed by more: each is walked in an index of its own. What is due, or submitted, at no time comes last.

CREATE INDEX assignments_by_creation ON assignments (created_at, id);
CREATE INDEX assignments_by_due ON assignments ((coalesce(due_at, 'infinity'::timestamptz)), id);
CREATE INDEX assignments_by_serial ON assignments (register_year, register_serial, id);
CREATE INDEX assignments_by_number ON assignments (register_number);

-- In the words of that order: what is open by when it is due, and what is overdue.
DROP INDEX assignments_open_by_due;
CREATE INDEX assignments_open_by_due ON assignments ((coalesce(due_at, 'infinity'::timestamptz)), id) WHERE state NOT IN ('CLOSED', 'CANCELLED');

CREATE INDEX dispositions_by_creation ON dispositions (created_at, id);
CREATE INDEX dispositions_by_serial ON dispositions (register_year, register_serial, id);
CREATE INDEX dispositions_by_number ON dispositions (register_number);
CREATE INDEX dispositions_issued ON dispositions (issuer_id, id);

CREATE INDEX reports_by_creation ON reports (created_at, id);
CREATE INDEX reports_by_submission ON reports ((coalesce(submitted_at, 'infinity'::timestamptz)), id);
CREATE INDEX reports_by_serial ON reports ((coalesce(register_year, 32767)), (coalesce(register_serial, 0)), id);
CREATE INDEX reports_by_number ON reports (register_number);
CREATE INDEX reports_by_author ON reports (author_id, id);

CREATE INDEX agenda_items_by_creation ON agenda_items (created_at, id);

-- What a sheet notes of the time after it, without the many uploads and selections beside it: a row of a list has the ETag of its paper.
CREATE INDEX journal_of_papers ON journal (stream, received_at) WHERE type IN ('disposition.read', 'disposition.completed',
    'disposition.returned', 'disposition.recalled', 'disposition.released', 'assignment.edited', 'assignment.cancelled',
    'assignment.reassigned', 'report.submitted', 'report.accepted', 'report.returned', 'artifact.taken-down', 'artifact.take-down-lifted');
