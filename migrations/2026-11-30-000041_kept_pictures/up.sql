-- Every picture is kept: one that ends early with a flag, one of which no copies can be made with the reason.

CREATE DOMAIN no_copies AS text CHECK (VALUE IN ('TOO_LARGE', 'PACKED', 'UNSUPPORTED', 'DAMAGED'));
COMMENT ON DOMAIN no_copies IS 'Why no smaller copies are made of a picture';

ALTER TABLE content_versions ADD COLUMN ends_early boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN content_versions.ends_early IS 'a picture that was cut off on its way: it says that it goes on where it ends';

ALTER TABLE pictures
    ADD COLUMN no_copies no_copies,
    DROP CONSTRAINT pictures_width,
    DROP CONSTRAINT pictures_height,
    ADD CONSTRAINT pictures_width CHECK (width > 0),
    ADD CONSTRAINT pictures_height CHECK (height > 0);
COMMENT ON COLUMN pictures.no_copies IS 'why none can be made: not tried again; none yet, or there are some';
-- What was broken is tried once more: more is decoded now than was before, and the reason was not kept.
DROP INDEX pictures_to_make;
ALTER TABLE pictures DROP COLUMN broken;
CREATE INDEX pictures_to_make ON pictures (sha256) WHERE likeness IS NULL AND no_copies IS NULL;
