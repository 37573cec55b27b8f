-- Japanese as letters and old machines write it, in bytes of seven bits, is told as well.
ALTER DOMAIN text_encoding DROP CONSTRAINT text_encoding_check;
ALTER DOMAIN text_encoding ADD CONSTRAINT text_encoding_check
    CHECK (VALUE IN ('UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'windows-1252', 'ISO-2022-JP'));
