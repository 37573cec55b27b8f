-- Two hundred photos in the order they were taken: what does not say when comes behind all that does.

CREATE INDEX artifacts_by_time ON artifacts (assignment_id, (coalesce(taken_at, 'infinity'::timestamptz)), id);
