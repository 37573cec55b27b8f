-- Whose files a store holds: the store carries the same mark, so that the empty folder of a share that is not mounted, or the store of
-- another office, is not taken for it.

CREATE TABLE archives (
    id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX archives_is_one ON archives ((true));
INSERT INTO archives (id) VALUES (gen_random_uuid());

COMMENT ON TABLE archives IS 'the files of this database, wherever they are; one row';
COMMENT ON COLUMN archives.id IS 'the mark in the store: pubdok-archive, beside the files';
COMMENT ON COLUMN archives.created_at IS 'when the database got its schema';
