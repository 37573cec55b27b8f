//! Lists: keyset pages only, one shape for all of them.

mod cursor;
mod order;
mod seal;
mod shape;

pub use order::{Order, Place as OrderPlace};
pub use seal::Seal;
pub use shape::{Shape, ShapeParameters, Shaped, members};

use super::fields::INLINE;
use super::problem::{FaultKind, Faults, Kind, Place, Problem};
use super::query::{Flag, Parameters, Whole};
use super::row::{HasEtag, Row};
use deserr::Deserr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// Counting further than this helps nobody and costs much.
pub const COUNT_CAP: i64 = 10_000;

/// How many a page has where nobody says.
pub const USUAL: i64 = 50;

/// So many bytes of long texts stand on one page at most; the rest is on the next. What offices write comes nowhere near it, and two
/// hundred texts as long as may be would fill the memory.
pub const MOST_TEXT: usize = 4 * 1024 * 1024;
/// Of texts no longer than this a page of any length has room for all: they are read with their rows.
pub const SHORT_TEXT: i32 = 20_000;

/// What every list takes besides its filters.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParameters {
    /// How many at most; fewer, where their texts are very long (more than 4 MiB in all).
    #[deserr(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<Whole<1, 200>>,
    /// Where to go on: `nextCursor` of the page before, with the same filters and sort. No other is taken, so there is no example.
    #[deserr(default)]
    #[param(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
    /// The order; a leading `-` turns it round.
    #[deserr(default)]
    #[param(max_length = 50, pattern = "^-?[A-Za-z]+$")]
    #[expect(dead_code, reason = "read apart, so that its fault is told beside the others; here for the document")]
    sort: Option<String>,
    /// Members to show, separated by commas; all when absent.
    #[deserr(default)]
    #[param(max_length = 1000, pattern = "^[A-Za-z]+(,[A-Za-z]+)*$")]
    #[expect(dead_code, reason = "read apart, so that its fault is told beside the others; here for the document")]
    fields: Option<String>,
    /// Related things to embed, separated by commas.
    #[deserr(default)]
    #[param(max_length = 200, pattern = "^[A-Za-z]+(,[A-Za-z]+)*$")]
    #[expect(dead_code, reason = "read apart, so that its fault is told beside the others; here for the document")]
    expand: Option<String>,
    /// `true`: also count what fits the filters, up to 10000.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = false)]
    count: Option<Flag>,
    /// `true`: of CSV, begin with the mark (BOM) by which Excel knows UTF-8.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = false)]
    #[expect(dead_code, reason = "read where a table is written")]
    bom: Option<Flag>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct SortParameter {
    #[deserr(default)]
    sort: Option<String>,
}

const PAGING: [&str; 7] = ["limit", "cursor", "sort", "fields", "expand", "count", "bom"];

/// What one list allows.
pub struct ListRules {
    /// Sort keys; the first, as written, is the default (`-createdAt`: newest first).
    pub sorts: &'static [&'static str],
    pub expands: &'static [&'static str],
}

/// One page to fetch.
#[derive(Debug)]
pub struct Page {
    pub limit: i64,
    pub sort: &'static str,
    /// Whether that order was asked for, and is not the usual one.
    pub is_sorted: bool,
    pub descending: bool,
    pub count: bool,
    pub shape: Shape,
    cursor: Option<Value>,
    /// Binds a cursor to the list it came from.
    scope: String,
    seal: Arc<Seal>,
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl ListRules {
    /// The order asked for, or the usual one.
    fn sort(&self, wanted: Option<&str>) -> Result<&'static str, Faults> {
        let Some(wanted) = wanted else { return Ok(self.sorts.first().copied().unwrap_or_default()) };
        self.sorts.iter().copied().find(|sort| *sort == wanted).ok_or_else(|| {
            Faults::one(Place::Parameter("sort".to_owned()), FaultKind::UnknownValue { accepted: owned(self.sorts) })
        })
    }
}

impl Page {
    /// Takes the paging parameters out of `parameters`; what is left are the filters. `list` is the path that the list has.
    pub fn take<V: PartialSchema>(
        parameters: &mut Parameters,
        rules: &ListRules,
        (list, caller): (&str, &str),
        seal: &Arc<Seal>,
    ) -> Result<Self, Faults> {
        let mut common = parameters.split(&PAGING);
        let (sort, shape) = (common.split(&["sort"]), common.split(&["fields", "expand"]));
        let common = common.read::<ListParameters>();
        let sort = sort.read::<SortParameter>();
        let sort = sort.and_then(|sort| Ok((rules.sort(sort.sort.as_deref())?, sort.sort.is_some())));
        let shape = shape
            .read::<ShapeParameters>()
            .and_then(|shape| Shape::new::<V>(shape.fields.as_deref(), shape.expand.as_deref(), rules.expands));
        let (common, (sort, is_sorted), shape) = match (common, sort, shape) {
            (Ok(common), Ok(sort), Ok(shape)) => (common, sort, shape),
            (common, sort, shape) => {
                let mut faults = Faults::default();
                let found = [common.err(), sort.err(), shape.err()];
                found.into_iter().flatten().for_each(|more| faults.extend(more));
                return Err(faults);
            }
        };
        let scope = cursor::scope(list, parameters, sort, caller);
        Ok(Self {
            limit: common.limit.map_or(USUAL, |limit| limit.0),
            descending: sort.starts_with('-'),
            sort,
            is_sorted,
            count: common.count.is_some_and(|count| count.0),
            shape,
            cursor: common.cursor.map(|given| cursor::open(&given, &scope, seal)).transpose()?,
            scope,
            seal: seal.clone(),
        })
    }

    /// The same, and what the list is narrowed to.
    pub fn asked<V: PartialSchema, F: Deserr<Faults>>(
        mut parameters: Parameters,
        rules: &ListRules,
        place: (&str, &str),
        seal: &Arc<Seal>,
    ) -> Result<(F, Self), Faults> {
        let page = Self::take::<V>(&mut parameters, rules, place, seal);
        // A choice of nothing is not offered.
        let more = PAGING.iter().filter(|name| **name != "expand" || !rules.expands.is_empty());
        let tell = |known: &mut Vec<String>| known.extend(more.clone().map(|name| (*name).to_owned()));
        let filter = parameters.read::<F>().map_err(|faults| faults.known(tell));
        match (filter, page) {
            (Ok(filter), Ok(page)) => Ok((filter, page)),
            (Err(mut faults), Err(more)) => {
                faults.extend(more);
                Err(faults)
            }
            (Err(faults), _) | (_, Err(faults)) => Err(faults),
        }
    }

    /// The key of the last thing of the page before.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let key = self.cursor.clone().map(serde_json::from_value).transpose();
        key.map_err(|_| Problem::new(Kind::CursorInvalid))
    }

    /// One more than asked for is fetched, to know whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// What is shown of a thing, as a row with its ETag unless that is not asked for.
    pub fn as_row<V: HasEtag>(&self, view: V) -> Row<V> {
        if self.shape.shows("etag") { Row::Whole(view) } else { Row::Ready(view) }
    }

    /// Cuts the extra row off and seals the cursor of the next page.
    pub fn cut<R, K: Serialize>(&self, rows: &mut Vec<R>, key: impl Fn(&R) -> K) -> Option<String> {
        self.cut_by(rows, |_| 0, key)
    }

    /// The same of rows with texts of so many bytes: the page ends before they are too much. One always stands on it.
    pub fn cut_by<R, K: Serialize>(
        &self,
        rows: &mut Vec<R>,
        text: impl Fn(&R) -> usize,
        key: impl Fn(&R) -> K,
    ) -> Option<String> {
        let mut texts = 0;
        let fits = |row: &&R| {
            let is_first = texts == 0;
            texts += text(row);
            is_first || texts <= MOST_TEXT
        };
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let fitting = rows.iter().take(limit).take_while(fits).count();
        if rows.len() <= fitting {
            return None;
        }
        rows.truncate(fitting);
        self.cursor(&key(rows.last()?))
    }

    /// The cursor of a page that begins behind this place.
    pub fn cursor(&self, key: &impl Serialize) -> Option<String> {
        cursor::made(&self.scope, &self.seal, key)
    }
}

/// Where a list at this address goes on.
pub fn following(address: &str, cursor: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else { return String::new() };
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| name != "cursor").map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(kept).append_pair("cursor", cursor);
    url.into()
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListOf<T: ToSchema> {
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// Send it as `cursor` for the next page; null on the last.
    #[schema(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$", example = "eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0")]
    pub next_cursor: Option<String>,
    /// With `count=true`: how many fit the filters.
    pub count: Option<Count>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Count {
    /// At most 10000.
    #[schema(minimum = 0, maximum = 10000, example = 42)]
    pub value: i64,
    /// False: there are at least that many.
    pub exact: bool,
}

impl Count {
    /// Of what was found, looking no further than one past the cap.
    pub fn of<T>(found: &[T]) -> Self {
        Self::capped(i64::try_from(found.len()).unwrap_or(i64::MAX))
    }

    /// From a count that was stopped one past the cap.
    pub fn capped(found: i64) -> Self {
        Self { value: found.min(COUNT_CAP), exact: found <= COUNT_CAP }
    }
}

/// Whether a schema name is one that the finishing pass writes in place.
pub fn is_inline(name: &str) -> bool {
    name.contains(INLINE)
}
