-- Whose a picture is stands in the bytes that everybody has for good: as it was said when it was published, whatever another artifact of the same bytes says.
ALTER TABLE publication_media ADD COLUMN copyright text CHECK (length(copyright) BETWEEN 1 AND 200);
COMMENT ON COLUMN publication_media.copyright IS 'whose it is, as its artifact said then';

ALTER TABLE publication_media DISABLE TRIGGER publication_media_are_kept;
UPDATE publication_media m SET copyright = f.copyright FROM artifacts f WHERE f.id = m.artifact_id AND f.copyright IS NOT NULL;
ALTER TABLE publication_media ENABLE TRIGGER publication_media_are_kept;
