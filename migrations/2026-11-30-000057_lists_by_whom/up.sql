-- Every list is narrowed by whose it is: events by who entered them, artifacts by who sent them, publications by who looks after them; and
-- artifacts by when they were sent. Each is walked in an index of its own.

ALTER TABLE agenda_items ADD COLUMN created_by_id uuid REFERENCES officers;
COMMENT ON COLUMN agenda_items.created_by_id IS 'the officer who entered it, or in whose place somebody did; null: a machine';

-- Nothing that is found by words changes.
ALTER TABLE agenda_items DISABLE TRIGGER agenda_items_searchable;
UPDATE agenda_items i SET created_by_id = o.id FROM journal j JOIN officers o ON o.id = coalesce(j.on_behalf_of_id, j.actor_id)
WHERE j.stream = i.id AND j.type = 'agenda-item.created';
ALTER TABLE agenda_items ENABLE TRIGGER agenda_items_searchable;

CREATE INDEX agenda_items_by_officer ON agenda_items (created_by_id, starts_at, id);
CREATE INDEX artifacts_by_sender ON artifacts (sender_id, id);
CREATE INDEX artifacts_by_creation ON artifacts (created_at, id);
CREATE INDEX publications_by_assignee ON publications (assignee_id, publish_at, id);
