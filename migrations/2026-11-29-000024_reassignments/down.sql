-- There can be one first disposition again: of a case that went from hand to hand, the first one, whose number came first, is kept as such,
-- and each that superseded it becomes one that continues it.
DROP INDEX assignments_open_by_assignee, assignments_open_by_head;
DROP INDEX recipients_recalled_orders;
DROP INDEX dispositions_by_issuer;
CREATE INDEX dispositions_by_issuer ON dispositions (issuer_id, id);
DROP INDEX dispositions_superseding;
DROP INDEX dispositions_one_first;
ALTER TABLE dispositions DROP CONSTRAINT dispositions_first_is_superseded;
UPDATE dispositions d SET parent_id = f.id, activity_agenda = '{"brief": null, "schedule": [], "channels": []}'
FROM dispositions f
WHERE d.parent_id IS NULL AND f.assignment_id = d.assignment_id AND f.parent_id IS NULL
    AND f.id = (SELECT x.id FROM dispositions x WHERE x.assignment_id = d.assignment_id AND x.parent_id IS NULL ORDER BY x.id LIMIT 1)
    AND d.id <> f.id;
CREATE UNIQUE INDEX dispositions_one_first ON dispositions (assignment_id) WHERE parent_id IS NULL;
ALTER TABLE dispositions DROP COLUMN taken_over_by_id, DROP COLUMN superseded_by_id;
