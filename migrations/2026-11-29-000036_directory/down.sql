DROP TRIGGER officers_mark_directory ON officers;
DROP FUNCTION mark_directory();
DROP TABLE directory;
