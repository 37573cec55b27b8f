-- Whether a correction came before anybody could read what it corrects, the moment it is said to have been made does not tell.
ALTER TABLE publication_versions ADD COLUMN received_at timestamptz;
COMMENT ON COLUMN publication_versions.received_at IS 'when the service was told of it: what was corrected before it appeared nobody could read';

ALTER TABLE publication_versions DISABLE TRIGGER publication_versions_are_kept;
UPDATE publication_versions v SET received_at = told.received_at
FROM (SELECT j.subject_id, j.received_at, row_number() OVER (PARTITION BY j.subject_id ORDER BY j.seq) AS number
    FROM journal j WHERE j.subject_kind = 'PUBLICATION' AND j.type IN ('publication.published', 'publication.corrected')) told
WHERE told.subject_id = v.publication_id AND told.number = v.number;
UPDATE publication_versions SET received_at = made_at WHERE received_at IS NULL;
ALTER TABLE publication_versions ENABLE TRIGGER publication_versions_are_kept;
ALTER TABLE publication_versions ALTER COLUMN received_at SET NOT NULL;
