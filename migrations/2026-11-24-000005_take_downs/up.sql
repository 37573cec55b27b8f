-- Taking an artifact away from the public (Law 27/2022): a fact beside the artifact, which stays as it is.

CREATE TABLE take_downs (
    id uuid PRIMARY KEY,
    artifact_id uuid NOT NULL REFERENCES artifacts ON DELETE CASCADE,
    taken_down_by_id uuid NOT NULL REFERENCES officers,
    taken_down_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    legal_basis text CHECK (length(legal_basis) BETWEEN 1 AND 300),
    lifted_by_id uuid REFERENCES officers,
    lifted_at timestamptz,
    lift_reason text CHECK (length(lift_reason) BETWEEN 1 AND 2000),
    CONSTRAINT take_downs_lifted CHECK ((lifted_at IS NULL) = (lifted_by_id IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL))
);
CREATE UNIQUE INDEX take_downs_one_standing ON take_downs (artifact_id) WHERE lifted_at IS NULL;
CREATE INDEX take_downs_by_artifact ON take_downs (artifact_id);

COMMENT ON TABLE take_downs IS 'Artifacts that were taken away from the public, and given back where that was wrong';
COMMENT ON COLUMN take_downs.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN take_downs.artifact_id IS 'what was taken down';
COMMENT ON COLUMN take_downs.taken_down_by_id IS 'by whom';
COMMENT ON COLUMN take_downs.taken_down_at IS 'when';
COMMENT ON COLUMN take_downs.reason IS 'why';
COMMENT ON COLUMN take_downs.legal_basis IS 'the law, order or request it rests on';
COMMENT ON COLUMN take_downs.lifted_by_id IS 'who gave it back; NULL while it stands';
COMMENT ON COLUMN take_downs.lifted_at IS 'when';
COMMENT ON COLUMN take_downs.lift_reason IS 'why it was given back';
