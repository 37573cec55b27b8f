-- What the public reads: found by its words, in the orders in which it is asked for, and told to every instance when it changes.

CREATE FUNCTION search_publication(v publication_versions) RETURNS tsvector LANGUAGE sql STABLE AS
$$ SELECT search_words('A', v.headline) || search_words('B', v.excerpt, array_to_string(v.tags, ' ')) || search_words('D', v.body) $$;

-- The version that stands takes the place of the one before.
CREATE FUNCTION publications_are_searchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_searchable('PUBLICATION', NEW.publication_id, x.assignment_id, search_publication(NEW))
        FROM publications x WHERE x.id = NEW.publication_id;
    RETURN NULL;
END $$;
CREATE TRIGGER publications_searchable AFTER INSERT ON publication_versions FOR EACH ROW EXECUTE FUNCTION publications_are_searchable();

INSERT INTO searchables (kind, thing_id, assignment_id, words)
SELECT 'PUBLICATION', x.id, x.assignment_id, search_publication(v)
FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number;
CREATE INDEX searchable_publications ON searchables USING gin (words) WITH (gin_pending_list_limit = 256) WHERE kind = 'PUBLICATION';
COMMENT ON TABLE searchables IS 'the words of every event, assignment, disposition, artifact, report and publication; kept by triggers on where they are written';

-- When it last changed, what was taken back last, and what is over: each the end of an index.
CREATE INDEX publications_by_change ON publications (updated_at);
CREATE INDEX publications_by_withdrawal ON publications (withdrawn_at, id) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX publications_by_end ON publications (visible_until, id) WHERE visible_until IS NOT NULL AND withdrawn_at IS NULL;

CREATE TRIGGER publications_changed AFTER INSERT OR UPDATE ON publications FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();
CREATE TRIGGER publication_media_changed AFTER UPDATE ON publication_media FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();
-- By its region the public finds what was published of an event.
CREATE TRIGGER agenda_items_moved AFTER UPDATE OF region_code ON agenda_items FOR EACH ROW
    WHEN (OLD.region_code IS DISTINCT FROM NEW.region_code) EXECUTE FUNCTION tell_reference_change();
