-- Nothing that may be written or asked for is too long for a search, and what stands in joined words is found.

-- Without accents, as before; so much of it that a tsvector and a tsquery take it as one word (2,046 bytes), four bytes a letter at most.
CREATE FUNCTION search_word(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT left(search_plain(said), 500) $$;

-- PostgreSQL takes *humas/protokol*, *COVID-19*, *selesai.Bupati* and *panen_raya_1.png* for one word each, or 19 for -19: the parts of
-- what is joined so, and of what stands in typographic quotes and dashes, which it takes for letters.
CREATE FUNCTION search_parts(plain text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT regexp_replace(string_agg(joined[1], ' '), '[-/_.:@+,=&?%#~*;|''!()\u00ab\u00bb\u00b7\u2010-\u2027\u2030-\u205e]+', ' ', 'g')
    FROM regexp_matches(plain, '\S*(?:[\u00ab\u00bb\u00b7\u2010-\u2027\u2030-\u205e]|[^-\s/_.:@+,=&?%#~*;|''!()][-/_.:@+,=&?%#~*;|''!()]+[^-\s/_.:@+,=&?%#~*;|''!()])\S*', 'g') AS joined $$;

-- Stems, so that *dibuka* finds *membuka*; the words as they are, so that what one begins to write finds them; and the parts of joined
-- ones. A hundred thousand letters of ordinary text are taken whole. A tsvector holds 1 MiB of words and places: each weight has a share
-- of it, and of what needs more (letters that stand for many, or words of which no two are the same) the end is left out, so that
-- nothing is refused for its words.
CREATE OR REPLACE FUNCTION search_words(weight "char", VARIADIC said text[]) RETURNS tsvector LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
DECLARE
    plain text := left(search_plain(left(array_to_string(said, ' '), 150000)), 150000);
    words tsvector;
BEGIN
    -- What everybody writes fits: nothing needs to be tried.
    IF octet_length(plain) <= 8000 THEN
        RETURN setweight(to_tsvector('indonesian', plain) || to_tsvector('simple', plain)
            || to_tsvector('simple', coalesce(search_parts(plain), '')), weight);
    END IF;
    IF octet_length(plain) > 400000 THEN
        plain := left(plain, 100000);
    END IF;
    LOOP
        BEGIN
            words := setweight(to_tsvector('indonesian', plain) || to_tsvector('simple', plain)
                || to_tsvector('simple', coalesce(search_parts(plain), '')), weight);
            EXIT WHEN pg_column_size(words) <= CASE weight WHEN 'D' THEN 460000 WHEN 'A' THEN 100000 ELSE 220000 END;
        EXCEPTION WHEN program_limit_exceeded THEN
            NULL;
        END;
        plain := left(plain, length(plain) * 3 / 4);
    END LOOP;
    RETURN words;
END $$;

CREATE OR REPLACE FUNCTION search_number(number text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN coalesce(search_word(number), '') = '' THEN ''::tsvector ELSE
    array_to_tsvector(ARRAY[search_word(number)]) || setweight(to_tsvector('simple', translate(search_word(number), '/.-_', '    ')), 'A') END $$;

CREATE OR REPLACE FUNCTION search_query(terms text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_agg('(' || concat_ws(' | ', nullif(plainto_tsquery('indonesian', plain)::text, ''),
        '''' || replace(replace(plain, '\', '\\'), '''', '''''') || '''' || CASE WHEN length(plain) > 1 THEN ':*' ELSE '' END) || ')', ' & ')::tsquery
    FROM (SELECT search_word(term) AS plain FROM unnest(terms) term) given WHERE btrim(plain) <> '' $$;

-- What somebody entered themselves, the newest first: they see it, and search it.
CREATE INDEX agenda_items_by_creator ON agenda_items (created_by, id);

-- What is found in other words now.
UPDATE searchables s SET words = n.words FROM (
    SELECT 'AGENDA_ITEM' AS kind, i.id, search_agenda_item(i) AS words FROM agenda_items i
    UNION ALL SELECT 'ASSIGNMENT', a.id, search_assignment(a) FROM assignments a
    UNION ALL SELECT 'DISPOSITION', d.id, search_disposition(d) FROM dispositions d
    UNION ALL SELECT 'ARTIFACT', f.id, search_artifact(f) FROM artifacts f
    UNION ALL SELECT 'REPORT', t.id, search_report(t) FROM reports t
    UNION ALL SELECT 'PUBLICATION', x.id, search_publication(v)
        FROM publications x JOIN publication_versions v ON v.publication_id = x.id AND v.number = x.content_number) n
WHERE s.kind = n.kind AND s.thing_id = n.id AND s.words <> n.words;
