-- Pictures: what their bytes say, the copies made of them, and the posters of what is no picture.

CREATE DOMAIN rendition_size AS text CHECK (VALUE IN ('thumbnail', 'web', 'print'));
COMMENT ON DOMAIN rendition_size IS 'The copies that are made of a picture; src/domain/picture.rs says how large';

ALTER TABLE agenda_items
    ADD COLUMN venue_latitude double precision,
    ADD COLUMN venue_longitude double precision,
    ADD CONSTRAINT agenda_items_venue_on_earth CHECK ((venue_latitude IS NULL) = (venue_longitude IS NULL)
        AND venue_latitude BETWEEN -90 AND 90 AND venue_longitude BETWEEN -180 AND 180);
COMMENT ON COLUMN agenda_items.venue_latitude IS 'where the venue is, degrees north (WGS 84); pictures taken far from it are flagged';
COMMENT ON COLUMN agenda_items.venue_longitude IS 'degrees east';

CREATE TABLE pictures (
    sha256 bytea PRIMARY KEY CONSTRAINT pictures_sha256 CHECK (length(sha256) = 32),
    width integer NOT NULL CONSTRAINT pictures_width CHECK (width BETWEEN 1 AND 30000),
    height integer NOT NULL CONSTRAINT pictures_height CHECK (height BETWEEN 1 AND 30000),
    captured_at timestamptz,
    camera text CONSTRAINT pictures_camera CHECK (length(camera) <= 200),
    latitude double precision,
    longitude double precision,
    likeness bytea CONSTRAINT pictures_likeness CHECK (length(likeness) = 8),
    broken boolean NOT NULL,
    CONSTRAINT pictures_on_earth CHECK ((latitude IS NULL) = (longitude IS NULL)
        AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
);
CREATE INDEX pictures_to_make ON pictures (sha256) WHERE likeness IS NULL AND NOT broken;
COMMENT ON TABLE pictures IS 'What the bytes of a picture say: one row a content, whoever sent it and how often';
COMMENT ON COLUMN pictures.sha256 IS 'the content; a key of facts, not a reference that keeps it';
COMMENT ON COLUMN pictures.width IS 'pixels, held upright';
COMMENT ON COLUMN pictures.height IS 'pixels, held upright';
COMMENT ON COLUMN pictures.captured_at IS 'when the camera says it was taken';
COMMENT ON COLUMN pictures.camera IS 'make and model';
COMMENT ON COLUMN pictures.latitude IS 'where the camera says it was taken, degrees north (WGS 84)';
COMMENT ON COLUMN pictures.longitude IS 'degrees east';
COMMENT ON COLUMN pictures.likeness IS 'perceptual hash (gradient, 64 bits, big-endian); null until a copy was made';
COMMENT ON COLUMN pictures.broken IS 'its header is good but its pixels cannot be decoded: not tried again';

CREATE TABLE renditions (
    sha256 bytea CONSTRAINT renditions_sha256 CHECK (length(sha256) = 32),
    size rendition_size,
    rendition_sha256 bytea NOT NULL CONSTRAINT renditions_rendition_sha256 CHECK (length(rendition_sha256) = 32),
    bytes integer NOT NULL CONSTRAINT renditions_bytes CHECK (bytes > 0),
    width integer NOT NULL CONSTRAINT renditions_width CHECK (width > 0),
    height integer NOT NULL CONSTRAINT renditions_height CHECK (height > 0),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (sha256, size)
);
CREATE INDEX renditions_by_digest ON renditions (rendition_sha256);
COMMENT ON TABLE renditions IS 'Smaller copies of pictures, made once and without metadata; gone with the last use of their original';
COMMENT ON COLUMN renditions.sha256 IS 'the original content; a key of facts, not a reference that keeps it';
COMMENT ON COLUMN renditions.size IS 'which copy';
COMMENT ON COLUMN renditions.rendition_sha256 IS 'the copy in the file store';
COMMENT ON COLUMN renditions.bytes IS 'its length';
COMMENT ON COLUMN renditions.width IS 'pixels';
COMMENT ON COLUMN renditions.height IS 'pixels';
COMMENT ON COLUMN renditions.made_at IS 'when it was made';

CREATE TABLE posters (
    artifact_id uuid PRIMARY KEY REFERENCES artifacts ON DELETE CASCADE,
    sha256 bytea NOT NULL CONSTRAINT posters_sha256 CHECK (length(sha256) = 32),
    media_type text NOT NULL CONSTRAINT posters_media_type CHECK (length(media_type) <= 100),
    size bigint NOT NULL CONSTRAINT posters_size CHECK (size > 0),
    uploaded_by_id uuid NOT NULL REFERENCES officers,
    uploaded_at timestamptz NOT NULL
);
CREATE INDEX posters_by_digest ON posters (sha256);
COMMENT ON TABLE posters IS 'The picture that stands for an artifact which is none: of a video, a document';
COMMENT ON COLUMN posters.artifact_id IS 'the artifact';
COMMENT ON COLUMN posters.sha256 IS 'the poster in the file store';
COMMENT ON COLUMN posters.media_type IS 'as found in the bytes';
COMMENT ON COLUMN posters.size IS 'bytes';
COMMENT ON COLUMN posters.uploaded_by_id IS 'who sent it';
COMMENT ON COLUMN posters.uploaded_at IS 'when';
