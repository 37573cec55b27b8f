//! What an act writes of an artifact that is there.

use super::Artifact;
use crate::db::Connection;
use crate::db::statement::statement;
use diesel::QueryResult;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};

const UPDATE: &str = "
UPDATE artifacts SET title = $, caption = $, byline = $, credit = $, copyright = $, taken_at = $, location_shown = $, keywords = $,
    alt_text = $, persons_shown = $, children_shown = $, lawful_basis = $, consent_ref = $, embargo_until = $, headline = $, excerpt = $,
    content = $, decision = $, decision_reason = $, decision_rank = $, decided_by_id = $, decided_at = $, updated_at = $, version = $
WHERE id = $";

/// Writes all of it that an act can change.
pub async fn update(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    let row = row.clone();
    let update = statement(UPDATE)
        .bind::<Text, _>(row.title)
        .bind::<Nullable<Text>, _>(row.caption)
        .bind::<Nullable<Text>, _>(row.byline)
        .bind::<Nullable<Text>, _>(row.credit)
        .bind::<Nullable<Text>, _>(row.copyright)
        .bind::<Nullable<Timestamptz>, _>(row.taken_at)
        .bind::<Nullable<Text>, _>(row.location_shown)
        .bind::<Array<Text>, _>(row.keywords)
        .bind::<Nullable<Text>, _>(row.alt_text)
        .bind::<Array<Text>, _>(row.persons_shown)
        .bind::<Nullable<Bool>, _>(row.children_shown)
        .bind::<Nullable<Text>, _>(row.lawful_basis)
        .bind::<Nullable<Text>, _>(row.consent_ref)
        .bind::<Nullable<Timestamptz>, _>(row.embargo_until)
        .bind::<Nullable<Text>, _>(row.headline)
        .bind::<Nullable<Text>, _>(row.excerpt)
        .bind::<Nullable<Text>, _>(row.content)
        .bind::<Nullable<Text>, _>(row.decision)
        .bind::<Nullable<Text>, _>(row.decision_reason)
        .bind::<Nullable<Integer>, _>(row.decision_rank)
        .bind::<Nullable<SqlUuid>, _>(row.decided_by_id)
        .bind::<Nullable<Timestamptz>, _>(row.decided_at)
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Integer, _>(row.version)
        .bind::<SqlUuid, _>(row.id);
    conn.defer(update).await
}

const DECIDE: &str = "
UPDATE artifacts SET decision = $, decision_reason = $, decision_rank = $, decided_by_id = $, decided_at = $, updated_at = $, version = $
WHERE id = $";

/// Writes what was decided on it, and nothing of what was sent.
pub async fn update_decision(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    let decide = statement(DECIDE)
        .bind::<Nullable<Text>, _>(row.decision)
        .bind::<Nullable<Text>, _>(row.decision_reason.clone())
        .bind::<Nullable<Integer>, _>(row.decision_rank)
        .bind::<Nullable<SqlUuid>, _>(row.decided_by_id)
        .bind::<Nullable<Timestamptz>, _>(row.decided_at)
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Integer, _>(row.version)
        .bind::<SqlUuid, _>(row.id);
    conn.defer(decide).await
}
