//! A page of artifacts that may be drafts: their texts are long, so they are read once it is known which stand on it.

use super::{Texts, Whole, lists};
use crate::db::Connection;
use crate::http::paging::{Page, SHORT_TEXT};
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

impl Whole {
    fn text_bytes(&self) -> i32 {
        self.text.text_bytes.unwrap_or_default()
    }
}

impl Texts {
    /// What of them is read with the rows.
    pub fn at_once(self) -> Self {
        if self == Self::Read { Self::Short } else { self }
    }
}

/// What of these rows stands on the page, with the texts that are asked for, and the cursor of the next.
pub async fn paged<K: Serialize>(
    conn: &mut Connection,
    actor: &Actor,
    (page, texts): (&Page, Texts),
    mut rows: Vec<Whole>,
    key: impl Fn(&Whole) -> K,
) -> Result<(Vec<Whole>, Option<String>), Problem> {
    if texts == Texts::Left {
        let next = page.cut(&mut rows, key);
        return Ok((rows, next));
    }
    let next = page.cut_by(&mut rows, |whole| usize::try_from(whole.text_bytes()).unwrap_or_default(), key);
    let is_long = |whole: &Whole| whole.text_bytes() > SHORT_TEXT;
    let long: Vec<Uuid> = rows.iter().filter(|whole| is_long(whole)).map(|whole| whole.row.id).collect();
    if !long.is_empty() {
        // Read whole, so that a text stands with the version that it has; what is gone by now is not there.
        let read = lists::of_ids(conn, actor, &long, Texts::Read).await?;
        let mut read: HashMap<Uuid, Whole> = read.into_iter().map(|whole| (whole.row.id, whole)).collect();
        rows =
            rows.into_iter().filter_map(|whole| if is_long(&whole) { read.remove(&whole.row.id) } else { Some(whole) }).collect();
    }
    Ok((rows, next))
}
