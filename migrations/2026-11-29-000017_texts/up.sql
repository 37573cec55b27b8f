-- Texts weigh as files do, and what must be known of one is kept beside it, so that it need not be read; a file on its way has a row
-- before it has a place, so that one that is refused can be removed at once and another's of the same content cannot.

-- Immutable in truth, for the database is UTF-8: only `convert_to` and `to_json` say of themselves that they depend on settings.
CREATE FUNCTION draft_digest(headline text, excerpt text, content text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(
        '[' || to_json(headline)::text || ',' || coalesce(to_json(excerpt)::text, 'null') || ',' || to_json(content)::text || ']', 'UTF8'))
$$;
CREATE FUNCTION draft_plain_digest(headline text, excerpt text, content text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN headline IS NOT NULL THEN sha256(convert_to(concat_ws(E'\n\n', headline, excerpt, content) || E'\n', 'UTF8')) END
$$;

ALTER TABLE artifacts
    ADD COLUMN text_bytes integer GENERATED ALWAYS AS
        (octet_length(headline) + coalesce(octet_length(excerpt), 0) + octet_length(content)) STORED,
    ADD COLUMN text_digest bytea GENERATED ALWAYS AS (draft_digest(headline, excerpt, content)) STORED,
    ADD COLUMN plain_digest bytea GENERATED ALWAYS AS (draft_plain_digest(headline, excerpt, content)) STORED;
CREATE INDEX artifacts_drafts_by_sender ON artifacts (sender_id) INCLUDE (text_bytes) WHERE headline IS NOT NULL;

COMMENT ON FUNCTION draft_digest IS 'SHA-256 of the JSON array [headline, excerpt, content]: what binds a report to the text of a draft';
COMMENT ON FUNCTION draft_plain_digest IS 'SHA-256 of a draft as it is handed over: headline, excerpt and text as plain text';
COMMENT ON COLUMN artifacts.text_bytes IS 'bytes of headline, excerpt and text of a draft';
COMMENT ON COLUMN artifacts.text_digest IS 'what binds a report to the text of a draft (draft_digest)';
COMMENT ON COLUMN artifacts.plain_digest IS 'of a draft as it is handed over (draft_plain_digest)';

-- Nobody needs it after a crash: who was sending then has been told nothing.
CREATE UNLOGGED TABLE arrivals (
    id uuid PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    arrived_at timestamptz NOT NULL
);
CREATE INDEX arrivals_by_digest ON arrivals (sha256);

COMMENT ON TABLE arrivals IS 'Files that have come, for each request one row until its act is done or refused';
COMMENT ON COLUMN arrivals.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN arrivals.sha256 IS 'digest, and address in the blob store';
COMMENT ON COLUMN arrivals.arrived_at IS 'when it came';
