-- Everything that people write and look for, word by word: one row a thing, kept by triggers on where it is written. The rows of the
-- things themselves stay as small as they are, for lists read many of them.

CREATE TABLE searchables (
    kind subject_kind NOT NULL,
    thing_id uuid NOT NULL,
    assignment_id uuid REFERENCES assignments,
    words tsvector NOT NULL,
    PRIMARY KEY (kind, thing_id)
);
COMMENT ON TABLE searchables IS 'the words of every event, assignment, disposition, artifact and report; kept by triggers on where they are written';
COMMENT ON COLUMN searchables.kind IS 'what it is';
COMMENT ON COLUMN searchables.thing_id IS 'its id';
COMMENT ON COLUMN searchables.assignment_id IS 'the case by which it is seen; null: an event of the agenda';
COMMENT ON COLUMN searchables.words IS 'each as it is written and its stem, without accents; A: number, title, subject; B and C: what is said beside; D: long texts';

-- Without accents, and without the many shapes that one letter has; nothing is taken for a tag. No extension is needed for that.
CREATE FUNCTION search_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT lower(regexp_replace(normalize(translate(said, '<>', '  '), NFKD), '[\u0300-\u036f]', '', 'g')) $$;

-- Stems, so that *dibuka* finds *membuka*; and the words as they are, so that what one begins to write finds them. Of a text so much as
-- a tsvector surely holds.
CREATE FUNCTION search_words(weight "char", VARIADIC said text[]) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT setweight(to_tsvector('indonesian', plain) || to_tsvector('simple', plain), weight)
    FROM search_plain(left(array_to_string(said, ' '), 50000)) AS plain $$;

-- A number is found whole, by its beginning, and by each of its parts.
CREATE FUNCTION search_number(number text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN number IS NULL THEN ''::tsvector ELSE
    array_to_tsvector(ARRAY[search_plain(number)]) || setweight(to_tsvector('simple', translate(search_plain(number), '/.-_', '    ')), 'A') END $$;

-- Every term must stand there: its stem, or a word that begins like it. One letter alone is no beginning.
CREATE FUNCTION search_query(terms text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_agg('(' || concat_ws(' | ', nullif(plainto_tsquery('indonesian', plain)::text, ''),
        '''' || replace(replace(plain, '\', '\\'), '''', '''''') || '''' || CASE WHEN length(plain) > 1 THEN ':*' ELSE '' END) || ')', ' & ')::tsquery
    FROM (SELECT search_plain(term) AS plain FROM unnest(terms) term) given WHERE btrim(plain) <> '' $$;

CREATE FUNCTION search_agenda_item(i agenda_items) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_words('A', i.title) || search_words('B', i.organiser, i.venue)
    || search_words('C', i.description, i.notes, i.region_code, array_to_string(i.attendees, ' '), i.invitation ->> 'number', i.invitation ->> 'from') $$;

CREATE FUNCTION search_assignment(a assignments) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_number(a.register_number) || search_words('A', a.subject) || search_words('B', a.scope) || search_words('C', a.cancel_reason) $$;

CREATE FUNCTION search_disposition(d dispositions) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_number(d.register_number) || search_words('A', (SELECT a.subject FROM assignments a WHERE a.id = d.assignment_id))
    || search_words('B', d.note, d.activity_agenda ->> 'brief')
    || search_words('C', d.scope, (SELECT string_agg(entry ->> 'activity', ' ') FROM jsonb_array_elements(d.activity_agenda -> 'schedule') entry)) $$;

CREATE FUNCTION search_artifact(f artifacts) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_words('A', f.title, f.headline)
    || search_words('B', f.caption, f.alt_text, array_to_string(f.keywords, ' '), array_to_string(f.persons_shown, ' '))
    || search_words('C', f.excerpt, f.byline, f.credit, f.copyright, f.location_shown,
        (SELECT c.file_name FROM content_versions c WHERE c.artifact_id = f.id ORDER BY c.number DESC LIMIT 1))
    || search_words('D', f.content) $$;

CREATE FUNCTION search_report(t reports) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_number(t.register_number) || search_words('A', (SELECT a.subject FROM assignments a WHERE a.id = t.assignment_id))
    || search_words('B', t.summary) || search_words('C', t.note) || search_words('D', t.body) $$;

CREATE FUNCTION keep_searchable(of_kind text, thing uuid, of_case uuid, said tsvector) RETURNS void LANGUAGE sql AS
$$ INSERT INTO searchables (kind, thing_id, assignment_id, words) VALUES (of_kind, thing, of_case, said)
    ON CONFLICT (kind, thing_id) DO UPDATE SET words = excluded.words $$;

CREATE FUNCTION agenda_items_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.title, OLD.organiser, OLD.venue, OLD.description, OLD.notes, OLD.region_code, OLD.attendees, OLD.invitation)
        IS DISTINCT FROM (NEW.title, NEW.organiser, NEW.venue, NEW.description, NEW.notes, NEW.region_code, NEW.attendees, NEW.invitation) THEN
        PERFORM keep_searchable('AGENDA_ITEM', NEW.id, NULL, search_agenda_item(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER agenda_items_searchable AFTER INSERT OR UPDATE ON agenda_items FOR EACH ROW EXECUTE FUNCTION agenda_items_are_searchable();

-- What a case is about is what its dispositions and reports are about.
CREATE FUNCTION assignments_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.subject, OLD.scope, OLD.cancel_reason) IS DISTINCT FROM (NEW.subject, NEW.scope, NEW.cancel_reason) THEN
        PERFORM keep_searchable('ASSIGNMENT', NEW.id, NEW.id, search_assignment(NEW));
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.subject <> NEW.subject THEN
        PERFORM keep_searchable('DISPOSITION', d.id, NEW.id, search_disposition(d)) FROM dispositions d WHERE d.assignment_id = NEW.id;
        PERFORM keep_searchable('REPORT', t.id, NEW.id, search_report(t)) FROM reports t WHERE t.assignment_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assignments_searchable AFTER INSERT OR UPDATE ON assignments FOR EACH ROW EXECUTE FUNCTION assignments_are_searchable();

CREATE FUNCTION dispositions_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.note, OLD.scope, OLD.activity_agenda) IS DISTINCT FROM (NEW.note, NEW.scope, NEW.activity_agenda) THEN
        PERFORM keep_searchable('DISPOSITION', NEW.id, NEW.assignment_id, search_disposition(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER dispositions_searchable AFTER INSERT OR UPDATE ON dispositions FOR EACH ROW EXECUTE FUNCTION dispositions_are_searchable();

CREATE FUNCTION artifacts_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM searchables WHERE kind = 'ARTIFACT' AND thing_id = OLD.id;
    ELSIF TG_OP = 'INSERT' OR (OLD.title, OLD.headline, OLD.caption, OLD.alt_text, OLD.keywords, OLD.persons_shown, OLD.excerpt, OLD.byline,
            OLD.credit, OLD.copyright, OLD.location_shown, OLD.content)
        IS DISTINCT FROM (NEW.title, NEW.headline, NEW.caption, NEW.alt_text, NEW.keywords, NEW.persons_shown, NEW.excerpt, NEW.byline,
            NEW.credit, NEW.copyright, NEW.location_shown, NEW.content) THEN
        PERFORM keep_searchable('ARTIFACT', NEW.id, NEW.assignment_id, search_artifact(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER artifacts_searchable AFTER INSERT OR UPDATE OR DELETE ON artifacts FOR EACH ROW EXECUTE FUNCTION artifacts_are_searchable();

CREATE FUNCTION file_names_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_searchable('ARTIFACT', f.id, f.assignment_id, search_artifact(f)) FROM artifacts f WHERE f.id = NEW.artifact_id;
    RETURN NULL;
END $$;
CREATE TRIGGER file_names_searchable AFTER INSERT ON content_versions FOR EACH ROW EXECUTE FUNCTION file_names_are_searchable();

CREATE FUNCTION reports_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.register_number, OLD.summary, OLD.body, OLD.note) IS DISTINCT FROM (NEW.register_number, NEW.summary, NEW.body, NEW.note) THEN
        PERFORM keep_searchable('REPORT', NEW.id, NEW.assignment_id, search_report(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reports_searchable AFTER INSERT OR UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION reports_are_searchable();

INSERT INTO searchables (kind, thing_id, assignment_id, words)
SELECT 'AGENDA_ITEM', i.id, NULL, search_agenda_item(i) FROM agenda_items i
UNION ALL SELECT 'ASSIGNMENT', a.id, a.id, search_assignment(a) FROM assignments a
UNION ALL SELECT 'DISPOSITION', d.id, d.assignment_id, search_disposition(d) FROM dispositions d
UNION ALL SELECT 'ARTIFACT', f.id, f.assignment_id, search_artifact(f) FROM artifacts f
UNION ALL SELECT 'REPORT', t.id, t.assignment_id, search_report(t) FROM reports t;

-- One a kind, for each is asked for by itself. What was written last waits unsorted, but so little of it that a search hardly notices.
CREATE INDEX searchable_agenda_items ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'AGENDA_ITEM';
CREATE INDEX searchable_assignments ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'ASSIGNMENT';
CREATE INDEX searchable_dispositions ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'DISPOSITION';
CREATE INDEX searchable_artifacts ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'ARTIFACT';
CREATE INDEX searchable_reports ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'REPORT';
-- For whoever sees few cases: what is said of these.
CREATE INDEX searchables_by_case ON searchables (assignment_id, kind, thing_id);
