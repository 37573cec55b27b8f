-- What all instances know and no caller: cursors are sealed with it.

CREATE TABLE secrets (
    name text PRIMARY KEY CHECK (name IN ('cursors')),
    value bytea NOT NULL CHECK (length(value) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE secrets IS 'random keys, made once by the first instance that starts';
COMMENT ON COLUMN secrets.name IS 'what it is for';
COMMENT ON COLUMN secrets.value IS '32 random bytes';
COMMENT ON COLUMN secrets.created_at IS 'when it was made';
