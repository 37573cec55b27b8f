//! SQL of one publication by its slug.

use super::{Whole, loaded, rows, with_texts};
use crate::db::Connection;
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use diesel::QueryResult;
use diesel::sql_types::Text;

/// What stands under a slug.
pub enum Found {
    Shown(Box<Whole>),
    Withdrawn {
        at: Instant,
        reason: Prose<2000>,
    },
    /// Nothing that anybody may know of; it may begin to be read at this moment.
    Nothing {
        until: Option<Instant>,
    },
}

pub async fn find(conn: &mut Connection, slug: &str, now: Instant) -> QueryResult<Found> {
    let mut found = loaded(conn, rows().and(" AND x.slug = $").bind::<Text, _>(slug.to_owned())).await?;
    with_texts(conn, &mut found).await?;
    let Some(whole) = found.into_iter().next() else { return Ok(Found::Nothing { until: None }) };
    let row = &whole.row;
    Ok(match (row.withdrawn_at, &row.withdrawal_reason) {
        (Some(at), Some(reason)) if row.publish_at <= row.updated_at => Found::Withdrawn { at, reason: reason.clone() },
        (None, _) if row.publish_at <= now => Found::Shown(Box::new(whole)),
        (None, _) => Found::Nothing { until: Some(row.publish_at) },
        _ => Found::Nothing { until: None },
    })
}
