-- What was found in more words than these functions tell stays so until it is next written: they would refuse some of it.
DROP INDEX agenda_items_by_creator;

CREATE OR REPLACE FUNCTION search_query(terms text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_agg('(' || concat_ws(' | ', nullif(plainto_tsquery('indonesian', plain)::text, ''),
        '''' || replace(replace(plain, '\', '\\'), '''', '''''') || '''' || CASE WHEN length(plain) > 1 THEN ':*' ELSE '' END) || ')', ' & ')::tsquery
    FROM (SELECT search_plain(term) AS plain FROM unnest(terms) term) given WHERE btrim(plain) <> '' $$;

CREATE OR REPLACE FUNCTION search_number(number text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN number IS NULL THEN ''::tsvector ELSE
    array_to_tsvector(ARRAY[search_plain(number)]) || setweight(to_tsvector('simple', translate(search_plain(number), '/.-_', '    ')), 'A') END $$;

CREATE OR REPLACE FUNCTION search_words(weight "char", VARIADIC said text[]) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT setweight(to_tsvector('indonesian', plain) || to_tsvector('simple', plain), weight)
    FROM search_plain(left(array_to_string(said, ' '), 50000)) AS plain $$;

DROP FUNCTION search_parts(text);
DROP FUNCTION search_word(text);
