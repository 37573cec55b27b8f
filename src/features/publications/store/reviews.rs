//! SQL of reviews: from when which terms of freshness hold.

use crate::db::Connection;
use crate::db::schema::publication_reviews;
use crate::db::statement::{SqlOf, statement};
use crate::domain::text::Prose;
use crate::domain::time::Instant;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// That a publication was verified; number 0: that it was published.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = publication_reviews, check_for_backend(Pg), treat_none_as_default_value = false)]
pub struct Review {
    pub publication_id: Uuid,
    pub number: i32,
    pub at: Instant,
    pub by_id: Uuid,
    pub by_mandate_id: Option<Uuid>,
    pub content_number: i32,
    pub checked: Option<Prose<2000>>,
    pub due_from: Instant,
    pub review_due_at: Instant,
    pub visible_until: Option<Instant>,
}

const LATEST: &str = "
SELECT r.publication_id, r.number, r.at, r.by_id, r.by_mandate_id, r.content_number, r.checked, r.due_from, r.review_due_at, r.visible_until
FROM publications x JOIN publication_reviews r ON r.publication_id = x.id AND r.number = x.reviews WHERE x.id = ANY($)";

pub async fn latest_reviews(conn: &mut Connection, ids: &[Uuid]) -> QueryResult<HashMap<Uuid, Review>> {
    let found = statement::<SqlOf<Review>>(LATEST).bind::<Array<SqlUuid>, _>(ids.to_vec()).load::<Review>(conn).await?;
    Ok(found.into_iter().map(|review| (review.publication_id, review)).collect())
}

pub async fn insert_review(conn: &mut Connection, review: &Review) -> QueryResult<()> {
    diesel::insert_into(publication_reviews::table).values(review).execute(conn).await.map(|_| ())
}
