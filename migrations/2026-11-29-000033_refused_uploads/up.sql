-- What can never become an artifact is over at once, and says why; and nobody fills a disk with what is refused.

ALTER TABLE uploads
    ADD COLUMN refused_at timestamptz,
    ADD COLUMN refusal jsonb,
    ADD CONSTRAINT uploads_refused CHECK ((refused_at IS NULL) = (refusal IS NULL) AND (refused_at IS NULL OR finished_at IS NULL));
CREATE INDEX uploads_by_principal ON uploads (principal, id);
COMMENT ON COLUMN uploads.refused_at IS 'when its bytes turned out to be what can never become an artifact; it is over then';
COMMENT ON COLUMN uploads.refusal IS 'why: {code, id, en}, the code of the fault and its words in both languages';

CREATE TABLE refused_bytes (
    officer_id uuid REFERENCES officers,
    hour timestamptz CONSTRAINT refused_bytes_hour CHECK (hour = date_trunc('hour', hour, 'UTC')),
    bytes bigint NOT NULL CONSTRAINT refused_bytes_bytes CHECK (bytes >= 0),
    PRIMARY KEY (officer_id, hour)
);
COMMENT ON TABLE refused_bytes IS 'How much of an officer came and was refused in an hour: beyond the office''s limit they are asked to wait; forgotten after a day';
COMMENT ON COLUMN refused_bytes.officer_id IS 'for whom it was sent';
COMMENT ON COLUMN refused_bytes.hour IS 'when the hour began (UTC)';
COMMENT ON COLUMN refused_bytes.bytes IS 'bytes of files that were refused after they had come';
