//! What can be asked of the feed.

mod position;

pub use position::Position;

use crate::http::paging::Seal;
use crate::http::problem::{FaultKind, Faults, Kind, Place};
use crate::http::query::Whole;
use deserr::Deserr;
use utoipa::IntoParams;

/// How many changes an answer has where nobody says.
const USUAL: i64 = 100;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ChangeParameters {
    /// Behind which place: `after` of the answer before, `position` of any change, or what the dump begins with. Left out: from the first
    /// change on. No other is taken, so there is no example.
    #[deserr(default)]
    #[param(max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    after: Option<String>,
    /// How many changes at most.
    #[deserr(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 100, example = 100)]
    limit: Option<Whole<1, 200>>,
}

impl ChangeParameters {
    pub fn limit(&self) -> i64 {
        self.limit.map_or(USUAL, |limit| limit.0)
    }

    pub fn after(&self, seal: &Seal) -> Result<Position, Faults> {
        let Some(after) = &self.after else { return Ok(Position::BEGINNING) };
        Position::open(after, seal).ok_or_else(|| {
            let words = Kind::CursorInvalid.remedy();
            Faults::one(Place::Parameter("after".to_owned()), FaultKind::Rule { code: "CURSOR_INVALID", words })
        })
    }
}
