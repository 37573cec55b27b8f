-- Office hours are dated, a closed case keeps the times of its accepted report, and events are found on each of their days.

-- The hours that stand held from the beginning.
UPDATE settings SET value = value || '{"validFrom": null, "earlier": []}' WHERE key = 'working-hours';

UPDATE assignments a SET clock = jsonb_set(a.clock, '{settled}', told.steps)
FROM reports r, LATERAL (
    SELECT jsonb_agg(step - 'ordinal' - 'standardMinutes' - 'lateReason' ORDER BY place) AS steps
    FROM jsonb_array_elements(r.bundle::jsonb -> 'steps') WITH ORDINALITY AS s (step, place)
) told
WHERE r.assignment_id = a.id AND r.state = 'ACCEPTED' AND a.state = 'CLOSED' AND told.steps IS NOT NULL;

COMMENT ON COLUMN assignments.clock IS 'the spans of the four steps, and once the case has ended what they measured; read and written whole';

-- Events are found by when they are over: one that began long ago may last until today.
CREATE INDEX agenda_items_by_end ON agenda_items (coalesce(ends_at, starts_at));
