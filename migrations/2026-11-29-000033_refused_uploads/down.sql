DROP TABLE refused_bytes;
DROP INDEX uploads_by_principal;
ALTER TABLE uploads DROP CONSTRAINT uploads_refused, DROP COLUMN refusal, DROP COLUMN refused_at;
