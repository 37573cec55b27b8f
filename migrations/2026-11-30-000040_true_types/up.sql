-- The bytes of a file decide what it is: that it was called otherwise is kept with it, and so is how a text is written.

CREATE DOMAIN text_encoding AS text CHECK (VALUE IN ('UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'windows-1252'));
COMMENT ON DOMAIN text_encoding IS 'How the letters of a text are written as bytes; src/domain/text_encoding.rs tells them apart';

ALTER TABLE content_versions
    ADD COLUMN label_differs boolean NOT NULL DEFAULT false,
    ADD COLUMN encoding text_encoding;
COMMENT ON COLUMN content_versions.label_differs IS 'its sender called it something else than its bytes are; before there was this column such files were refused';
COMMENT ON COLUMN content_versions.encoding IS 'of a text, where its bytes tell; none of what came before texts were looked at, nor of an alphabet that is told nowhere';
