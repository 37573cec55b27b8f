-- Two papers of one office never bear the same printed number: of whatever kind, unit and year they are.

CREATE TABLE register_numbers (
    number text NOT NULL,
    kind register_kind NOT NULL,
    thing_id uuid NOT NULL,
    CONSTRAINT register_numbers_once PRIMARY KEY (number)
);

-- Of numbers that stand twice already, the oldest has it; the others stay as they are printed.
INSERT INTO register_numbers (number, kind, thing_id)
SELECT register_number, kind, id FROM (
    SELECT register_number, 'ASSIGNMENT' AS kind, id, created_at FROM assignments
    UNION ALL SELECT register_number, 'DISPOSITION', id, created_at FROM dispositions
    UNION ALL SELECT register_number, 'REPORT', id, created_at FROM reports WHERE register_number IS NOT NULL
) AS given ORDER BY created_at, id
ON CONFLICT (number) DO NOTHING;

CREATE FUNCTION keep_register_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO register_numbers (number, kind, thing_id) VALUES (NEW.register_number, TG_ARGV[0], NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER assignments_number_once AFTER INSERT ON assignments
    FOR EACH ROW EXECUTE FUNCTION keep_register_number('ASSIGNMENT');
CREATE TRIGGER dispositions_number_once AFTER INSERT ON dispositions
    FOR EACH ROW EXECUTE FUNCTION keep_register_number('DISPOSITION');
CREATE TRIGGER reports_number_once AFTER UPDATE OF register_number ON reports
    FOR EACH ROW WHEN (OLD.register_number IS NULL AND NEW.register_number IS NOT NULL) EXECUTE FUNCTION keep_register_number('REPORT');
CREATE TRIGGER reports_number_once_from_the_start AFTER INSERT ON reports
    FOR EACH ROW WHEN (NEW.register_number IS NOT NULL) EXECUTE FUNCTION keep_register_number('REPORT');

COMMENT ON TABLE register_numbers IS 'every printed number that a paper bears, each once; filled by triggers on what is numbered';
COMMENT ON COLUMN register_numbers.number IS 'as it is printed';
COMMENT ON COLUMN register_numbers.kind IS 'the register it is from';
COMMENT ON COLUMN register_numbers.thing_id IS 'the assignment, disposition or report that bears it';
