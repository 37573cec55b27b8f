DROP INDEX artifacts_by_time;
