ALTER TABLE assignments
    ALTER COLUMN edited DROP DEFAULT,
    ALTER COLUMN clock TYPE jsonb USING clock::jsonb,
    ALTER COLUMN edited TYPE jsonb USING edited::jsonb,
    ALTER COLUMN edited SET DEFAULT '{}';
