-- A hash tree over the whole journal (RFC 9162), and its signed roots: who keeps one elsewhere can prove that nothing before it was
-- changed, cut off or put in.

CREATE TABLE journal_leaves (
    leaf bigint PRIMARY KEY CHECK (leaf >= 0),
    seq bigint NOT NULL UNIQUE
);
CREATE TABLE journal_nodes (
    node bigint PRIMARY KEY CHECK (node >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE TABLE journal_checkpoints (
    size bigint PRIMARY KEY CHECK (size > 0),
    seq bigint NOT NULL,
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    verifier_key text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TRIGGER journal_leaves_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_nodes_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_nodes
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_checkpoints_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

COMMENT ON TABLE journal_leaves IS 'which entry each leaf of the tree is: the entries in the order of seq';
COMMENT ON COLUMN journal_leaves.leaf IS 'from 0 on, without gaps';
COMMENT ON COLUMN journal_leaves.seq IS 'of the entry';
COMMENT ON TABLE journal_nodes IS 'nodes of the tree whose leaves are all there; they never change';
COMMENT ON COLUMN journal_nodes.node IS 'its place from left to right: leaf n is 2n (RFC 9420 appendix C)';
COMMENT ON COLUMN journal_nodes.hash IS 'SHA-256; of a leaf, over the hash of its entry';
COMMENT ON TABLE journal_checkpoints IS 'signed roots of the tree (C2SP tlog-checkpoint)';
COMMENT ON COLUMN journal_checkpoints.size IS 'how many entries it covers';
COMMENT ON COLUMN journal_checkpoints.seq IS 'the last entry it covers';
COMMENT ON COLUMN journal_checkpoints.root IS 'the root over them';
COMMENT ON COLUMN journal_checkpoints.note IS 'the signed note, as it is told';
COMMENT ON COLUMN journal_checkpoints.verifier_key IS 'the public key of the instance that signed it (C2SP signed-note)';
COMMENT ON COLUMN journal_checkpoints.created_at IS 'when it was signed';
