UPDATE settings SET value = jsonb_set(value, '{maxBytes,photo}', '52428800'), version = version + 1
WHERE key = 'upload-limits' AND value #> '{maxBytes,photo}' = '209715200';
