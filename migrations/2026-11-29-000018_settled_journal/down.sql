ALTER TABLE journal ADD COLUMN written_by xid8 NOT NULL DEFAULT pg_current_xact_id();
DROP FUNCTION journal_settled();
DROP TRIGGER journal_waits_for_writers ON journal;
DROP FUNCTION journal_is_being_written();
