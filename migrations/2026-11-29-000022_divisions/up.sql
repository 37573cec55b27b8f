-- One acting person a post at a time; a *Plh.* until its principal is back; the cases of a division found by its unit.

ALTER TABLE mandates ALTER COLUMN ends_at DROP NOT NULL,
    ADD CONSTRAINT mandates_vacant_post_has_an_end CHECK (ends_at IS NOT NULL OR kind = 'ACTING_DAILY'),
    ADD COLUMN tolerated boolean NOT NULL DEFAULT false;

-- When a mandate lends its role at most: from its beginning, and not before it was given, to its end; empty where it never did.
CREATE FUNCTION mandate_period(starts_at timestamptz, ends_at timestamptz, created_at timestamptz) RETURNS tstzrange
    LANGUAGE sql IMMUTABLE AS $$
    SELECT tstzrange(greatest(starts_at, created_at), CASE WHEN ends_at IS NOT NULL THEN greatest(starts_at, ends_at, created_at) END)
$$;

-- Those given before this was the rule stand: the later of two that overlap is let be until it ends.
UPDATE mandates m SET tolerated = true WHERE EXISTS (
    SELECT FROM mandates o WHERE o.principal_id = m.principal_id AND o.role = m.role AND o.id < m.id
        AND mandate_period(o.starts_at, o.ends_at, o.created_at) && mandate_period(m.starts_at, m.ends_at, m.created_at));

-- The post and the role as a range of one, for PostgreSQL excludes ranges without an extension.
CREATE TYPE post_range AS RANGE (subtype = text, collation = "C");
ALTER TABLE mandates ADD CONSTRAINT mandates_one_acting EXCLUDE USING gist (
    post_range(principal_id::text || role::text, principal_id::text || role::text, '[]') WITH &&,
    mandate_period(starts_at, ends_at, created_at) WITH &&) WHERE (NOT tolerated);

CREATE INDEX assignments_by_unit ON assignments (register_unit, id);
CREATE INDEX assignments_by_unit_and_state ON assignments (register_unit, state, id);

COMMENT ON COLUMN mandates.ends_at IS 'until then, exclusive; null: an ACTING_DAILY until it is revoked';
COMMENT ON COLUMN mandates.tolerated IS 'given before one acting person a post was the rule, beside an earlier one';
