-- What changes while an order stands is told with it: of the event (time, place, certainty), and of what the division head asked for.
-- And the agenda's address for calendar programs.

ALTER TABLE agenda_items ADD COLUMN changed_at timestamptz;
COMMENT ON COLUMN agenda_items.changed_at IS 'when its time, place or certainty last changed while cases referred to it';
CREATE INDEX agenda_items_cancelled ON agenda_items (id) WHERE certainty = 'CANCELLED';

CREATE TABLE event_changes (
    agenda_item_id uuid NOT NULL REFERENCES agenda_items,
    changed_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    venue text CHECK (length(venue) BETWEEN 1 AND 300),
    certainty certainty NOT NULL,
    PRIMARY KEY (agenda_item_id, changed_at)
);
COMMENT ON TABLE event_changes IS 'What an event with cases was before each change of its time, place or certainty';
COMMENT ON COLUMN event_changes.agenda_item_id IS 'the event';
COMMENT ON COLUMN event_changes.changed_at IS 'until when it was so; later than every order that was given by it';
COMMENT ON COLUMN event_changes.starts_at IS 'start';
COMMENT ON COLUMN event_changes.ends_at IS 'end; null = sampai selesai';
COMMENT ON COLUMN event_changes.venue IS 'where';
COMMENT ON COLUMN event_changes.certainty IS 'how sure it was';

CREATE TABLE event_notices (
    assignment_id uuid NOT NULL,
    officer_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (officer_id, assignment_id),
    -- Who is told of the case no longer has nothing to take note of.
    FOREIGN KEY (assignment_id, officer_id) REFERENCES participants ON DELETE CASCADE
);
CREATE INDEX event_notices_by_assignment ON event_notices (assignment_id, officer_id);
COMMENT ON TABLE event_notices IS 'Who has yet to take note of a change of the event of their case';
COMMENT ON COLUMN event_notices.assignment_id IS 'the case';
COMMENT ON COLUMN event_notices.officer_id IS 'who';
COMMENT ON COLUMN event_notices.since IS 'the first change that they have not taken note of';

ALTER TABLE assignments ADD COLUMN edited jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN assignments.edited IS 'when each of urgency, classification, dueAt and scope was last changed';

ALTER TABLE dispositions ADD COLUMN scope text CHECK (length(scope) <= 4000);
COMMENT ON COLUMN dispositions.scope IS 'what to cover, as the assignment said when it was issued';
COMMENT ON COLUMN dispositions.urgency IS 'tingkat urgensi, when it was issued';
COMMENT ON COLUMN dispositions.classification IS 'sifat, when it was issued';
COMMENT ON COLUMN dispositions.due_at IS 'batas waktu, when it was issued';
UPDATE dispositions d SET scope = a.scope FROM assignments a WHERE a.id = d.assignment_id AND a.scope IS NOT NULL;
-- Of what was changed before, the last change of the case is the best that is known.
UPDATE assignments a SET edited = told.times
FROM (
    SELECT d.assignment_id, jsonb_strip_nulls(jsonb_build_object(
        'urgency', max(a.updated_at) FILTER (WHERE d.urgency <> a.urgency),
        'classification', max(a.updated_at) FILTER (WHERE d.classification <> a.classification),
        'dueAt', max(a.updated_at) FILTER (WHERE d.due_at IS DISTINCT FROM a.due_at))) AS times
    FROM dispositions d JOIN assignments a ON a.id = d.assignment_id GROUP BY d.assignment_id
) told
WHERE told.assignment_id = a.id AND told.times <> '{}';

CREATE TABLE calendar_feeds (
    officer_id uuid PRIMARY KEY REFERENCES officers,
    key_digest bytea NOT NULL CONSTRAINT calendar_feeds_key UNIQUE CHECK (length(key_digest) = 32),
    made_at timestamptz NOT NULL,
    last_used_at timestamptz
);
COMMENT ON TABLE calendar_feeds IS 'The secret address under which a calendar program reads an officer''s agenda';
COMMENT ON COLUMN calendar_feeds.officer_id IS 'whose agenda';
COMMENT ON COLUMN calendar_feeds.key_digest IS 'SHA-256 of the secret in the address';
COMMENT ON COLUMN calendar_feeds.made_at IS 'when this address was made';
COMMENT ON COLUMN calendar_feeds.last_used_at IS 'when it was last read, to the minute';
