DROP TABLE idempotency_keys, journal, journal_heads, reports, content_versions, artifacts, participants,
    disposition_recipients, dispositions, assignments, register_series, agenda_items, settings, mandates, officers, procedures;
DROP FUNCTION recipients_keep_participants, assignments_keep_participants, assignments_closed_has_report,
    journal_is_append_only, tell_reference_change;
DROP DOMAIN office_role, certainty, attendance, assignment_state, classification, urgency, recipient_kind, duty,
    recipient_state, artifact_kind, selection_decision, report_state, mandate_kind, register_kind, subject_kind;
