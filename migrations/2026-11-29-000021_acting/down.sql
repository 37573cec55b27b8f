-- Entries written with a mandate can no longer be verified without it: their hash binds it.
ALTER TABLE journal DROP COLUMN mandate_id;
DROP TABLE selection_mandates;
ALTER TABLE reports DROP CONSTRAINT reports_draft_is_submitted_by_nobody,
    DROP COLUMN author_mandate_id, DROP COLUMN submitted_by_id, DROP COLUMN submitted_by_mandate_id,
    DROP COLUMN decided_by_mandate_id, DROP COLUMN writers;
ALTER TABLE dispositions DROP COLUMN issuer_mandate_id;
ALTER TABLE assignments DROP COLUMN assigned_by_mandate_id;
