//! What an act writes of an artifact that is there.

use super::Artifact;
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use diesel::QueryResult;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

const UPDATE: &str = "
UPDATE artifacts SET title = $, caption = $, byline = $, credit = $, copyright = $, taken_at = $, location_shown = $, keywords = $,
    alt_text = $, persons_shown = $, children_shown = $, lawful_basis = $, consent_ref = $, embargo_until = $, headline = $, excerpt = $,
    content = $, decision = $, decision_reason = $, decision_rank = $, decided_by_id = $, decided_at = $, updated_at = $, version = $
WHERE id = $";

/// Writes all of it that an act can change.
pub async fn update(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    let own = row.clone();
    let update = statement(UPDATE)
        .bind::<Text, _>(own.title)
        .bind::<Nullable<Text>, _>(own.caption)
        .bind::<Nullable<Text>, _>(own.byline)
        .bind::<Nullable<Text>, _>(own.credit)
        .bind::<Nullable<Text>, _>(own.copyright)
        .bind::<Nullable<Timestamptz>, _>(own.taken_at)
        .bind::<Nullable<Text>, _>(own.location_shown)
        .bind::<Array<Text>, _>(own.keywords)
        .bind::<Nullable<Text>, _>(own.alt_text)
        .bind::<Array<Text>, _>(own.persons_shown)
        .bind::<Nullable<Bool>, _>(own.children_shown)
        .bind::<Nullable<Text>, _>(own.lawful_basis)
        .bind::<Nullable<Text>, _>(own.consent_ref)
        .bind::<Nullable<Timestamptz>, _>(own.embargo_until)
        .bind::<Nullable<Text>, _>(own.headline)
        .bind::<Nullable<Text>, _>(own.excerpt)
        .bind::<Nullable<Text>, _>(own.content);
    conn.defer(decided(update, row)).await
}

const DECIDE: &str = "
UPDATE artifacts SET decision = $, decision_reason = $, decision_rank = $, decided_by_id = $, decided_at = $, updated_at = $, version = $
WHERE id = $";

/// Writes what was decided on it, and nothing of what was sent.
pub async fn update_decision(conn: &mut Connection, row: &Artifact) -> QueryResult<()> {
    conn.defer(decided(statement(DECIDE), row)).await
}

/// Binds what was decided, when, and on which artifact: the end of both statements.
fn decided(update: Statement, row: &Artifact) -> Statement {
    update
        .bind::<Nullable<Text>, _>(row.decision)
        .bind::<Nullable<Text>, _>(row.decision_reason.clone())
        .bind::<Nullable<Integer>, _>(row.decision_rank)
        .bind::<Nullable<SqlUuid>, _>(row.decided_by_id)
        .bind::<Nullable<Timestamptz>, _>(row.decided_at)
        .bind::<Timestamptz, _>(row.updated_at)
        .bind::<Integer, _>(row.version)
        .bind::<SqlUuid, _>(row.id)
}

/// Keeps by which mandate it was decided on; none, if for oneself or not at all.
pub async fn select_under(conn: &mut Connection, artifact: Uuid, mandate: Option<Uuid>) -> QueryResult<()> {
    let Some(mandate) = mandate else {
        return conn.defer(statement("DELETE FROM selection_mandates WHERE artifact_id = $").bind::<SqlUuid, _>(artifact)).await;
    };
    const KEEP: &str = "
INSERT INTO selection_mandates (artifact_id, mandate_id) VALUES ($, $)
ON CONFLICT (artifact_id) DO UPDATE SET mandate_id = excluded.mandate_id";
    conn.defer(statement(KEEP).bind::<SqlUuid, _>(artifact).bind::<SqlUuid, _>(mandate)).await
}
