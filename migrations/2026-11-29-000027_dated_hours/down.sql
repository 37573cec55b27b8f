DROP INDEX agenda_items_by_end;
COMMENT ON COLUMN assignments.clock IS 'the spans of the four steps, read and written whole';
UPDATE assignments SET clock = clock - 'settled' WHERE clock ? 'settled';
UPDATE settings SET value = value - 'validFrom' - 'earlier' WHERE key = 'working-hours';
