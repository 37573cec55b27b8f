-- Who was shown what the journal does not tell of: reading leaves no trace there.

CREATE DOMAIN security_event_kind AS text CHECK (VALUE IN ('REFUSED', 'NOT_FOUND', 'FILE_READ', 'CLASSIFIED_READ'));
CREATE TABLE security_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind security_event_kind NOT NULL,
    subject text,
    officer_id uuid,
    method text NOT NULL,
    path text NOT NULL,
    status smallint NOT NULL,
    assignment_ids uuid[] NOT NULL,
    address text CHECK (length(address) <= 100),
    request_id text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX security_events_by_subject ON security_events (subject, id);
CREATE INDEX security_events_by_kind ON security_events (kind, id);
CREATE INDEX security_events_by_age ON security_events (at);

COMMENT ON TABLE security_events IS 'refusals, and reads of files and of classified cases; purged after PUBDOK_SECURITY_EVENT_DAYS';
COMMENT ON COLUMN security_events.id IS 'the order of writing';
COMMENT ON COLUMN security_events.kind IS 'refused (401, 403), not found (404), a file read, a CONFIDENTIAL or SECRET case read';
COMMENT ON COLUMN security_events.subject IS 'of the token; null where none was proven';
COMMENT ON COLUMN security_events.officer_id IS 'who that is in the directory';
COMMENT ON COLUMN security_events.method IS 'of the request';
COMMENT ON COLUMN security_events.path IS 'of the request, without its query';
COMMENT ON COLUMN security_events.status IS 'of the answer';
COMMENT ON COLUMN security_events.assignment_ids IS 'the classified cases that were shown';
COMMENT ON COLUMN security_events.address IS 'where the request came from';
COMMENT ON COLUMN security_events.request_id IS 'Request-Id of the answer';
COMMENT ON COLUMN security_events.at IS 'when it was answered';
