DROP INDEX pictures_to_make;
ALTER TABLE pictures ADD COLUMN broken boolean;
UPDATE pictures SET broken = no_copies IS NOT NULL;
-- Facts, which are found again in the bytes; what is larger was refused before.
DELETE FROM pictures WHERE width > 30000 OR height > 30000;
ALTER TABLE pictures
    ALTER COLUMN broken SET NOT NULL,
    DROP COLUMN no_copies,
    DROP CONSTRAINT pictures_width,
    DROP CONSTRAINT pictures_height,
    ADD CONSTRAINT pictures_width CHECK (width BETWEEN 1 AND 30000),
    ADD CONSTRAINT pictures_height CHECK (height BETWEEN 1 AND 30000);
COMMENT ON COLUMN pictures.broken IS 'its header is good but its pixels cannot be decoded: not tried again';
CREATE INDEX pictures_to_make ON pictures (sha256) WHERE likeness IS NULL AND NOT broken;
ALTER TABLE content_versions DROP COLUMN ends_early;
DROP DOMAIN no_copies;
