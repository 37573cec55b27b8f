//! How an address is shown: whole once, and never again.

use super::store::Feed;
use crate::http::fields::Stamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An address that was just made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewCalendarFeed)]
pub struct NewFeedView {
    /// For the calendar program. Whoever has it reads your agenda: give it to nobody. null where the same request is sent again.
    #[schema(
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/calendar-feeds/n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg/agenda.ics"
    )]
    pub address: Option<String>,
    pub made_at: Stamp,
}

/// Whether there is an address, and whether it is used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CalendarFeed)]
pub struct FeedView {
    pub active: bool,
    /// null where there is none.
    pub made_at: Option<Stamp>,
    /// To the minute; null: never yet.
    pub last_used_at: Option<Stamp>,
}

impl From<Option<Feed>> for FeedView {
    fn from(feed: Option<Feed>) -> Self {
        Self {
            active: feed.is_some(),
            made_at: feed.map(|(made_at, _)| made_at.into()),
            last_used_at: feed.and_then(|(_, used)| used).map(Stamp),
        }
    }
}
