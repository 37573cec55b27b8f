-- A store that was this database's once is never a new one again, though no file is in it yet.
ALTER TABLE archives ADD COLUMN marked_at timestamptz;
COMMENT ON COLUMN archives.marked_at IS 'when its mark was first found in a store; none yet: a store without one is a new one';
