//! People by name: the one form in which whatever refers to an officer shows them.

use crate::db::Connection;
use crate::db::schema::officers;
use crate::domain::text::Line;
use crate::domain::workflow::Post;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An officer in short, where something else refers to one. Submitted reports hold it for good: a member added later must be optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Queryable, Selectable)]
#[serde(rename_all = "camelCase")]
#[diesel(table_name = officers, check_for_backend(diesel::pg::Pg))]
pub struct OfficerRef {
    pub id: Uuid,
    /// E.g. `Siti Aminah`.
    pub name: Line<200>,
    /// E.g. `Staf Sub Bagian Humas`.
    pub position_title: Line<200>,
}

impl From<&Post> for OfficerRef {
    fn from(post: &Post) -> Self {
        Self { id: post.officer, name: post.name.clone(), position_title: post.position_title.clone() }
    }
}

/// The directory, as far as it is shown to everybody. Nobody is ever taken out of it, so that whoever is referred to is in it.
#[derive(Debug, Default)]
pub struct People(HashMap<Uuid, OfficerRef>);

impl People {
    pub async fn load(conn: &mut Connection) -> QueryResult<Self> {
        let all: Vec<OfficerRef> = officers::table.select(OfficerRef::as_select()).load(conn).await?;
        Ok(Self(all.into_iter().map(|officer| (officer.id, officer)).collect()))
    }

    /// Somebody by name.
    ///
    /// Whoever was entered through another instance a moment ago, before PostgreSQL told this one, is shown by their id for that moment.
    pub fn named(&self, id: Uuid) -> OfficerRef {
        let unknown = || OfficerRef { id, name: id.into(), position_title: id.into() };
        self.0.get(&id).cloned().unwrap_or_else(unknown)
    }
}
