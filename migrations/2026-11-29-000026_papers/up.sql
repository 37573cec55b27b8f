-- Papers stay: what a sheet says is kept with the act that makes it, and once it is printed the file, too. What was issued, submitted or
-- decided before is fixed when it is first printed, from what is known then. The office's letterhead becomes a setting, with its dates.

CREATE DOMAIN paper_act AS text CHECK (VALUE IN ('DECIDED', 'ISSUED', 'SUBMITTED'));

CREATE TABLE papers (
    thing_id uuid NOT NULL,
    act paper_act NOT NULL,
    assignment_id uuid NOT NULL REFERENCES assignments,
    content text NOT NULL,
    fixed_at timestamptz NOT NULL,
    sha256 bytea CHECK (length(sha256) = 32),
    printed_at timestamptz,
    PRIMARY KEY (thing_id, act),
    CONSTRAINT papers_printed_are_kept CHECK ((sha256 IS NULL) = (printed_at IS NULL))
);
CREATE INDEX papers_by_file ON papers (sha256);

-- What is fixed is fixed: only its file may be added, once.
CREATE FUNCTION papers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.thing_id, NEW.act, NEW.assignment_id, NEW.content, NEW.fixed_at) IS DISTINCT FROM
            (OLD.thing_id, OLD.act, OLD.assignment_id, OLD.content, OLD.fixed_at)
        OR (OLD.sha256 IS NOT NULL AND (NEW.sha256, NEW.printed_at) IS DISTINCT FROM (OLD.sha256, OLD.printed_at)) THEN
        RAISE EXCEPTION 'a paper stays as it was fixed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER papers_refuse_change BEFORE UPDATE ON papers FOR EACH ROW EXECUTE FUNCTION papers_stay();

CREATE TABLE letterhead_logos (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    format text NOT NULL CHECK (format IN ('png', 'svg')),
    bytes bytea NOT NULL CHECK (length(bytes) <= 131072),
    created_at timestamptz NOT NULL
);

ALTER TABLE settings DROP CONSTRAINT settings_key_check,
    ADD CONSTRAINT settings_key_check
        CHECK (key IN ('instructions', 'holidays', 'working-hours', 'registers', 'upload-limits', 'letterhead'));
INSERT INTO settings (key, id, value, updated_at, version) VALUES
('letterhead', '019ab0d0-0000-7000-8000-000000000016', '{"versions": []}', '2026-11-29T00:00:00Z', 1);

COMMENT ON TABLE papers IS 'what each printed sheet says, fixed by the act that makes it';
COMMENT ON COLUMN papers.thing_id IS 'the disposition or report';
COMMENT ON COLUMN papers.act IS 'ISSUED of a disposition; SUBMITTED and then DECIDED of a report';
COMMENT ON COLUMN papers.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN papers.content IS 'JSON: names, titles, event, letterhead and all else that is on the sheet, as they were';
COMMENT ON COLUMN papers.fixed_at IS 'when that was';
COMMENT ON COLUMN papers.sha256 IS 'the file, kept since it was first printed: printed again it is the same, whatever typesetter there is then';
COMMENT ON COLUMN papers.printed_at IS 'when it was first printed';
COMMENT ON TABLE letterhead_logos IS 'pictures of letterheads; kept for the papers that bear them';
COMMENT ON COLUMN letterhead_logos.digest IS 'SHA-256 of the bytes';
COMMENT ON COLUMN letterhead_logos.format IS 'png or svg';
COMMENT ON COLUMN letterhead_logos.bytes IS 'the picture, checked when it was sent';
COMMENT ON COLUMN letterhead_logos.created_at IS 'when it was first sent';
