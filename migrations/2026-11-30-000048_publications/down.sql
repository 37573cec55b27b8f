DROP TABLE exemptions, publication_reviews, publication_media, publication_versions, publications;
DROP FUNCTION published_for_good;
DROP FUNCTION freshness_at;
DROP DOMAIN content_language;
DROP DOMAIN freshness;
DROP DOMAIN information_class;
ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
-- What the journal tells of publications stays, as everything in it.
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT',
    'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION', 'CLIENT')) NOT VALID;
