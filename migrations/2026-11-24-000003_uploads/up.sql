-- Resumable uploads (tus 1.0.0): a file arriving in pieces, kept where any instance can go on with it.

CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    assignment_id uuid NOT NULL REFERENCES assignments,
    replaces_id uuid REFERENCES artifacts ON DELETE CASCADE,
    sender_id uuid NOT NULL REFERENCES officers,
    principal text NOT NULL CHECK (length(principal) BETWEEN 1 AND 1000),
    kind artifact_kind NOT NULL,
    description jsonb NOT NULL,
    told_metadata text NOT NULL CHECK (length(told_metadata) <= 65536),
    file_name text CHECK (length(file_name) <= 255),
    declared_type text CHECK (length(declared_type) <= 200),
    length bigint NOT NULL CHECK (length > 0),
    received bigint NOT NULL,
    writer uuid NOT NULL,
    artifact_id uuid REFERENCES artifacts ON DELETE SET NULL,
    version_number integer CHECK (version_number > 0),
    finished_at timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT uploads_received CHECK (received BETWEEN 0 AND length),
    -- The last byte is acknowledged with the artifact, never before.
    CONSTRAINT uploads_whole_is_finished CHECK ((received = length) = (finished_at IS NOT NULL)),
    CONSTRAINT uploads_made CHECK (finished_at IS NOT NULL OR (artifact_id IS NULL AND version_number IS NULL))
);
CREATE INDEX uploads_unfinished ON uploads (assignment_id, sender_id) WHERE finished_at IS NULL;
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_replaces ON uploads (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX uploads_by_artifact ON uploads (artifact_id) WHERE artifact_id IS NOT NULL;

CREATE TABLE upload_segments (
    upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
    start bigint NOT NULL CHECK (start >= 0),
    size bigint NOT NULL CHECK (size > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (upload_id, start)
);
CREATE INDEX upload_segments_by_digest ON upload_segments (sha256);

COMMENT ON TABLE uploads IS 'Files on their way in by tus; what is finished or expired stays for a while, so that late questions are answered';
COMMENT ON COLUMN uploads.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN uploads.assignment_id IS 'the case the file is for';
COMMENT ON COLUMN uploads.replaces_id IS 'the artifact that gets a new content version; null: the file becomes a new artifact';
COMMENT ON COLUMN uploads.sender_id IS 'the officer it is sent for';
COMMENT ON COLUMN uploads.principal IS 'issuer and subject of the token it was begun with: nobody else sees it';
COMMENT ON COLUMN uploads.kind IS 'the kind of artifact it is or becomes';
COMMENT ON COLUMN uploads.description IS 'what the artifact is to say of itself, as in the upload form; {} for a new version';
COMMENT ON COLUMN uploads.told_metadata IS 'Upload-Metadata exactly as it was sent';
COMMENT ON COLUMN uploads.file_name IS 'as sent, cleaned; metadata only';
COMMENT ON COLUMN uploads.declared_type IS 'the media type the sender says';
COMMENT ON COLUMN uploads.length IS 'bytes of the whole file: Upload-Length';
COMMENT ON COLUMN uploads.received IS 'bytes that are durable: Upload-Offset; never goes back';
COMMENT ON COLUMN uploads.writer IS 'fencing token of the newest PATCH: an older one can keep nothing more';
COMMENT ON COLUMN uploads.artifact_id IS 'what it became; null until then, and when that was taken away';
COMMENT ON COLUMN uploads.version_number IS 'which content version of the artifact it became';
COMMENT ON COLUMN uploads.finished_at IS 'when it became an artifact';
COMMENT ON COLUMN uploads.expires_at IS 'from then on it is gone (410): expired, or ended by its sender';
COMMENT ON COLUMN uploads.created_at IS 'when it was begun';
COMMENT ON COLUMN uploads.updated_at IS 'when it last changed';
COMMENT ON TABLE upload_segments IS 'The pieces of unfinished uploads, each a blob of its own; those from uploads.received on do not count yet';
COMMENT ON COLUMN upload_segments.upload_id IS 'whose';
COMMENT ON COLUMN upload_segments.start IS 'where in the file it begins';
COMMENT ON COLUMN upload_segments.size IS 'bytes';
COMMENT ON COLUMN upload_segments.sha256 IS 'digest, and address in the blob store';
