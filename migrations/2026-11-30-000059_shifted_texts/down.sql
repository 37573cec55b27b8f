-- As UTF-8 it was told before.
UPDATE content_versions SET encoding = 'UTF-8' WHERE encoding = 'ISO-2022-JP';
ALTER DOMAIN text_encoding DROP CONSTRAINT text_encoding_check;
ALTER DOMAIN text_encoding ADD CONSTRAINT text_encoding_check
    CHECK (VALUE IN ('UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'windows-1252'));
