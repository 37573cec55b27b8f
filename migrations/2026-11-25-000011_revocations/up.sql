-- Tokens that are taken back before their time: one by its id, or all of a subject that were issued before a moment.

CREATE TABLE revocations (
    id uuid PRIMARY KEY,
    subject text CHECK (length(subject) BETWEEN 1 AND 255),
    jti text CHECK (length(jti) BETWEEN 1 AND 255),
    not_before timestamptz,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    expires_at timestamptz NOT NULL,
    created_by text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL,
    CONSTRAINT revocations_of_one CHECK ((subject IS NULL) <> (jti IS NULL) AND (subject IS NULL) = (not_before IS NULL))
);
CREATE INDEX revocations_by_age ON revocations (created_at, id);
CREATE INDEX revocations_by_end ON revocations (expires_at);
CREATE TRIGGER revocations_changed AFTER INSERT OR UPDATE OR DELETE ON revocations FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();

COMMENT ON TABLE revocations IS 'Tokens taken back before their time; kept until they could no longer be valid anyway';
COMMENT ON COLUMN revocations.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN revocations.subject IS 'whose tokens; NULL where it is about one token';
COMMENT ON COLUMN revocations.jti IS 'the id of the one token; NULL where it is about a subject';
COMMENT ON COLUMN revocations.not_before IS 'tokens of the subject issued before then are refused';
COMMENT ON COLUMN revocations.reason IS 'why';
COMMENT ON COLUMN revocations.expires_at IS 'when no such token can be valid any more';
COMMENT ON COLUMN revocations.created_by IS 'the subject of the ADMIN who wrote it';
COMMENT ON COLUMN revocations.created_at IS 'when it was written';

ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check
    CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT', 'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION'));
