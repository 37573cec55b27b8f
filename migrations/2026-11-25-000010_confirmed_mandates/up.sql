-- A mandate lends its role only once somebody other than its giver has confirmed it.

ALTER TABLE mandates
    ADD COLUMN given_by text NOT NULL DEFAULT '' CHECK (length(given_by) <= 4000),
    ADD COLUMN confirmed_at timestamptz,
    ADD COLUMN confirmed_by text CHECK (length(confirmed_by) <= 4000);
-- Those given before were in force without it, and what was done under them stands.
UPDATE mandates SET confirmed_at = created_at;
ALTER TABLE mandates ALTER COLUMN given_by DROP DEFAULT;
CREATE INDEX mandates_unconfirmed ON mandates (principal_id) WHERE confirmed_at IS NULL;

COMMENT ON COLUMN mandates.given_by IS 'issuer and subject of the ADMIN who gave it; empty for those given before this was kept';
COMMENT ON COLUMN mandates.confirmed_at IS 'from when it lends its role; null: not confirmed, or to be confirmed anew';
COMMENT ON COLUMN mandates.confirmed_by IS 'issuer and subject of who confirmed it; null for those given before this was kept';
