-- What portals tell of themselves: which version of a publication they show, and where.

ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT',
    'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION', 'CLIENT', 'PUBLICATION', 'PORTAL'));

CREATE TABLE portals (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    client_id uuid NOT NULL REFERENCES oauth_clients,
    address text CHECK (length(address) BETWEEN 1 AND 1000),
    active boolean NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT portals_one_of_a_client UNIQUE (client_id)
);

CREATE TABLE receipts (
    id uuid PRIMARY KEY,
    publication_id uuid NOT NULL REFERENCES publications,
    portal_id uuid NOT NULL REFERENCES portals,
    number integer NOT NULL,
    address text CHECK (length(address) BETWEEN 1 AND 1000),
    shown_at timestamptz,
    removed_at timestamptz,
    outdated_since timestamptz,
    told_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT receipts_one_of_a_portal UNIQUE (publication_id, portal_id),
    CONSTRAINT receipts_version FOREIGN KEY (publication_id, number) REFERENCES publication_versions,
    CONSTRAINT receipts_shown_or_removed CHECK ((shown_at IS NOT NULL OR removed_at IS NOT NULL) AND (removed_at IS NOT NULL OR address IS NOT NULL)),
    CONSTRAINT receipts_outdated CHECK (outdated_since IS NULL OR removed_at IS NULL)
);
-- What should not be shown any more is little, however much ever was.
CREATE INDEX receipts_outdated ON receipts (publication_id) WHERE outdated_since IS NOT NULL;
CREATE INDEX receipts_by_portal ON receipts (portal_id, id);

COMMENT ON TABLE portals IS 'Who shows what the office publishes; each with the client that tells of it';
COMMENT ON COLUMN portals.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN portals.name IS 'what people call it';
COMMENT ON COLUMN portals.client_id IS 'the client whose tokens tell what it shows';
COMMENT ON COLUMN portals.address IS 'its front page';
COMMENT ON COLUMN portals.active IS 'an inactive one tells nothing, and nothing is waited for from it';
COMMENT ON COLUMN portals.created_by IS 'the subject of the ADMIN who entered it';
COMMENT ON COLUMN portals.created_at IS 'when it was entered';
COMMENT ON COLUMN portals.updated_at IS 'when it last changed';
COMMENT ON COLUMN portals.version IS 'counts its changes; the ETag carries it';

COMMENT ON TABLE receipts IS 'What a portal has told last of a publication';
COMMENT ON COLUMN receipts.id IS 'UUIDv7, opaque; in the order in which they first told';
COMMENT ON COLUMN receipts.publication_id IS 'of which publication';
COMMENT ON COLUMN receipts.portal_id IS 'which portal';
COMMENT ON COLUMN receipts.number IS 'which of its versions it shows, or showed last';
COMMENT ON COLUMN receipts.address IS 'where it shows it';
COMMENT ON COLUMN receipts.shown_at IS 'since when it shows that version; null: it never told that';
COMMENT ON COLUMN receipts.removed_at IS 'since when it shows it no more; null: it shows it';
COMMENT ON COLUMN receipts.outdated_since IS 'since when it shows what was superseded or withdrawn; null: it shows what stands, or nothing';
COMMENT ON COLUMN receipts.told_at IS 'when it told this';
COMMENT ON COLUMN receipts.version IS 'counts what it told; the ETag carries it';
