DROP INDEX publications_by_assignee;
DROP INDEX artifacts_by_creation;
DROP INDEX artifacts_by_sender;
DROP INDEX agenda_items_by_officer;
ALTER TABLE agenda_items DROP COLUMN created_by_id;
