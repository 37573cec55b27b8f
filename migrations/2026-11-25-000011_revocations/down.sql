DROP TABLE revocations;
ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
-- What the journal tells of revocations stays, as everything in it.
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check
    CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT', 'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING')) NOT VALID;
