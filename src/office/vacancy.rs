//! Whose part nobody plays: found from the rows of people and mandates as they are, never from a flag that somebody must think of.

/// Tables for a statement whose table `me` tells `now`.
///
/// `holding`: who acts for whom now, by a mandate that lends ([`super::reference::lends`] says of one person's the same).
/// `vacant`: officers who are not there in a role, gone or without it, and in whose place nobody acts. One who acts daily (*Plh.*) stands
/// in for somebody who is there, so only who acts in a vacant post (*Plt.*) counts.
/// `headed`: units that have a division head, or somebody acting as theirs.
pub const VACANCY: &str = "
holding AS NOT MATERIALIZED (
    SELECT m.holder_id, m.principal_id AS officer_id, m.role::text AS role, m.kind::text AS kind
    FROM mandates m JOIN officers h ON h.id = m.holder_id JOIN officers p ON p.id = m.principal_id
    WHERE m.confirmed_at IS NOT NULL AND (m.kind::text = 'ACTING' OR p.active AND m.role::text = ANY (p.roles))
        AND h.active AND m.starts_at <= (SELECT now FROM me) AND (m.ends_at IS NULL OR m.ends_at > (SELECT now FROM me))
), standing AS NOT MATERIALIZED (
    SELECT officer_id, role FROM holding WHERE kind = 'ACTING'
), vacant AS NOT MATERIALIZED (
    SELECT o.id AS officer_id, p.role, o.updated_at AS since FROM officers o, (VALUES ('SUBDIVISION_HEAD'), ('STAFF')) p (role)
    WHERE NOT (o.active AND p.role = ANY (o.roles))
        AND NOT EXISTS (SELECT FROM standing s WHERE s.officer_id = o.id AND s.role = p.role)
), headed AS NOT MATERIALIZED (
    SELECT o.unit FROM officers o
    WHERE o.active AND 'DIVISION_HEAD' = ANY (o.roles)
        OR EXISTS (SELECT FROM standing s WHERE s.officer_id = o.id AND s.role = 'DIVISION_HEAD')
)";
