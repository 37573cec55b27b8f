ALTER TABLE publication_media DROP COLUMN copyright;
