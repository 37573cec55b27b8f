UPDATE settings SET value = jsonb_set(value, '{items}', (
    SELECT jsonb_agg(item - 'labelEn' ORDER BY place)
    FROM jsonb_array_elements(value -> 'items') WITH ORDINALITY AS listed (item, place)))
WHERE key = 'instructions';
