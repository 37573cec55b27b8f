-- What officers are called is kept in memory by every instance; by this mark, read along with what names them, it knows whether that
-- still holds.

CREATE TABLE directory (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    mark uuid NOT NULL DEFAULT gen_random_uuid()
);
COMMENT ON TABLE directory IS 'One row: which names of officers are the present ones';
COMMENT ON COLUMN directory.one IS 'true, so that there is but one';
COMMENT ON COLUMN directory.mark IS 'another whenever a name or a title of an officer has changed, from the same moment on';
INSERT INTO directory DEFAULT VALUES;

CREATE FUNCTION mark_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE directory SET mark = gen_random_uuid();
    RETURN NULL;
END $$;

CREATE TRIGGER officers_mark_directory BEFORE UPDATE OF name, position_title ON officers
    FOR EACH STATEMENT EXECUTE FUNCTION mark_directory();
