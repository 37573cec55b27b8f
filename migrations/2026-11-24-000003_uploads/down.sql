DROP TABLE upload_segments, uploads;
