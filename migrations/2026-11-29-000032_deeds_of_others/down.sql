DROP INDEX journal_deeds;
