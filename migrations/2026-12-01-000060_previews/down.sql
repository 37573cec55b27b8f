-- What was tried once more has found its answer again.
SELECT 1;
