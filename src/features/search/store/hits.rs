//! What is told of things that were found.

use super::super::requests::Kind;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::assignment::Classification;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// What is told of a thing that was found.
#[derive(Debug, Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Hit {
    pub id: Uuid,
    pub title: Line<300>,
    pub register_number: Option<String>,
    pub case: Option<Uuid>,
    pub at: Instant,
    pub classification: Option<Classification>,
}

type HitSql = (SqlUuid, Text, Nullable<Text>, Nullable<SqlUuid>, Timestamptz, Nullable<Text>);

impl Kind {
    /// Of these things, in their order.
    fn told(self) -> &'static str {
        match self {
            Self::AgendaItem => {
                "SELECT i.id, i.title, NULL, NULL::uuid, i.starts_at, NULL
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN agenda_items i ON i.id = f.id ORDER BY f.place"
            }
            Self::Assignment => {
                "SELECT a.id, a.subject, a.register_number, a.id, a.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN assignments a ON a.id = f.id ORDER BY f.place"
            }
            Self::Disposition => {
                "SELECT d.id, a.subject, d.register_number, a.id, d.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN dispositions d ON d.id = f.id
                JOIN assignments a ON a.id = d.assignment_id ORDER BY f.place"
            }
            Self::Artifact => {
                "SELECT t.id, t.title, NULL, a.id, t.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN artifacts t ON t.id = f.id
                JOIN assignments a ON a.id = t.assignment_id ORDER BY f.place"
            }
            Self::Report => {
                "SELECT t.id, a.subject, t.register_number, a.id, t.created_at, a.classification::text
                FROM unnest($::uuid[]) WITH ORDINALITY f (id, place) JOIN reports t ON t.id = f.id
                JOIN assignments a ON a.id = t.assignment_id ORDER BY f.place"
            }
        }
    }
}

/// Of things that were found in sight.
pub async fn hits(conn: &mut Connection, kind: Kind, things: Vec<Uuid>) -> QueryResult<Vec<Hit>> {
    statement::<HitSql>(kind.told()).bind::<Array<SqlUuid>, _>(things).load(conn).await
}
