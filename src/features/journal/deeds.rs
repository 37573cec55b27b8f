//! What the journal knows of an act that the thing itself does not: when it was told, and who did it in person for another.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::time::Instant;
use crate::features::mandates::{Acting, acting};
use diesel::QueryResult;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// One entry, as far as a view asks for it.
#[derive(Debug, Clone)]
pub struct Deed {
    kind: String,
    subject: Uuid,
    /// Whose act it was: of the doer, or of the one in whose place they did it.
    pub officer: Option<Uuid>,
    pub occurred_at: Instant,
    pub received_at: Instant,
    /// Who did it in person, if by mandate.
    pub acting: Option<Acting>,
}

/// Those of some cases.
#[derive(Debug, Default)]
pub struct Deeds(Vec<Deed>);

/// In the words of an index that holds these entries alone: hardly any of a case, however much was sent.
const DEEDS: &str = "
SELECT j.type, j.subject_id, coalesce(j.on_behalf_of_id, j.actor_id), j.occurred_at, j.received_at, j.mandate_id FROM journal j
WHERE j.stream = ANY($) AND (j.mandate_id IS NOT NULL OR j.type = 'disposition.completed') ORDER BY j.seq";

type Row = (String, Uuid, Option<Uuid>, Instant, Instant, Option<Uuid>);
type RowSql = (Text, SqlUuid, Nullable<SqlUuid>, Timestamptz, Timestamptz, Nullable<SqlUuid>);

/// All that was done for another on these cases, and every completion. The caller has found them in sight.
pub async fn deeds(conn: &mut Connection, mut cases: Vec<Uuid>) -> QueryResult<Deeds> {
    cases.sort_unstable();
    cases.dedup();
    if cases.is_empty() {
        return Ok(Deeds::default());
    }
    let rows = statement::<RowSql>(DEEDS).bind::<Array<SqlUuid>, _>(cases).load::<Row>(conn).await?;
    let people = acting(conn, rows.iter().map(|row| row.5)).await?;
    let deed = |(kind, subject, officer, occurred_at, received_at, mandate): Row| {
        let acting = people.by(mandate);
        Deed { kind, subject, officer, occurred_at, received_at, acting }
    };
    Ok(Deeds(rows.into_iter().map(deed).collect()))
}

impl Deeds {
    /// The newest of this type on this thing that is meant.
    pub fn of(&self, kind: &str, subject: Uuid, meant: impl Fn(&Deed) -> bool) -> Option<Deed> {
        let of_it = self.0.iter().rev().filter(|deed| deed.kind == kind && deed.subject == subject);
        of_it.into_iter().find(|deed| meant(deed)).cloned()
    }

    /// Who did it in person.
    pub fn acting(&self, kind: &str, subject: Uuid, meant: impl Fn(&Deed) -> bool) -> Option<Acting> {
        self.of(kind, subject, meant)?.acting
    }
}
