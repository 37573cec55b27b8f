-- Clients of our own tokens: machines, and offices without an identity provider.

CREATE TABLE oauth_clients (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    roles text[] NOT NULL CONSTRAINT oauth_clients_roles_check CHECK (roles <@ ARRAY['AUDITOR', 'INTEGRATION']),
    active boolean NOT NULL,
    created_by text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT oauth_clients_have_a_role CHECK (cardinality(roles) BETWEEN 1 AND 2)
);
CREATE INDEX oauth_clients_by_age ON oauth_clients (created_at, id);
CREATE TRIGGER oauth_clients_changed AFTER INSERT OR UPDATE OR DELETE ON oauth_clients FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();

COMMENT ON TABLE oauth_clients IS 'Machines that get tokens of our own (RFC 6749 §4.4); made by ADMIN, never deleted';
COMMENT ON COLUMN oauth_clients.id IS 'UUIDv7; the client_id, and the sub of its tokens';
COMMENT ON COLUMN oauth_clients.name IS 'what it is, for people';
COMMENT ON COLUMN oauth_clients.roles IS 'what its tokens may say at most';
COMMENT ON COLUMN oauth_clients.active IS 'an inactive client gets no tokens, and those it has are refused';
COMMENT ON COLUMN oauth_clients.created_by IS 'the subject of the ADMIN who made it';
COMMENT ON COLUMN oauth_clients.created_at IS 'when it was made';
COMMENT ON COLUMN oauth_clients.updated_at IS 'when it, or its secrets, last changed';
COMMENT ON COLUMN oauth_clients.version IS 'for ETag and If-Match';

CREATE TABLE oauth_secrets (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES oauth_clients (id),
    slot smallint NOT NULL CHECK (slot IN (1, 2)),
    hash text NOT NULL CHECK (hash LIKE '$argon2id$%' AND length(hash) <= 200),
    created_by text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT oauth_secrets_slot_is_free UNIQUE (client_id, slot)
);

COMMENT ON TABLE oauth_secrets IS 'What proves a client: two at a time, so that one can be exchanged without a pause';
COMMENT ON COLUMN oauth_secrets.id IS 'UUIDv7, opaque; the secret itself begins with it';
COMMENT ON COLUMN oauth_secrets.client_id IS 'whose it is';
COMMENT ON COLUMN oauth_secrets.slot IS 'which of the two it is, so that there are never three';
COMMENT ON COLUMN oauth_secrets.hash IS 'Argon2id of the secret, which is kept nowhere';
COMMENT ON COLUMN oauth_secrets.created_by IS 'the subject of the ADMIN who made it';
COMMENT ON COLUMN oauth_secrets.created_at IS 'when it was made';
COMMENT ON COLUMN oauth_secrets.last_used_at IS 'when a token was last issued for it, to the minute; NULL: never';

ALTER TABLE secrets DROP CONSTRAINT secrets_name_check;
ALTER TABLE secrets ADD CONSTRAINT secrets_name_check CHECK (name IN ('cursors', 'tokens'));

ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check
    CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT', 'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION', 'CLIENT'));
