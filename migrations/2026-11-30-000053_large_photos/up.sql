-- Raw pictures and scans of full size are larger than 50 MiB. An office that chose a limit of its own keeps it.
UPDATE settings SET value = jsonb_set(value, '{maxBytes,photo}', '209715200'), version = version + 1
WHERE key = 'upload-limits' AND value #> '{maxBytes,photo}' = '52428800';
