DROP TABLE oauth_secrets;
DROP TABLE oauth_clients;
DELETE FROM secrets WHERE name = 'tokens';
ALTER TABLE secrets DROP CONSTRAINT secrets_name_check;
ALTER TABLE secrets ADD CONSTRAINT secrets_name_check CHECK (name IN ('cursors'));
ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
-- What the journal tells of clients stays, as everything in it.
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check
    CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT', 'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION')) NOT VALID;
