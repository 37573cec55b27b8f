//! What the public asks for.

use crate::domain::publication::{ContentLanguage, InformationClass};
use crate::domain::text::{Line, UnitCode};
use crate::http::fields::Stamp;
use crate::http::problem::Faults;
use crate::http::query::{Many, Whole, in_order};
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PublishedFilter {
    /// {{words}}
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "panen raya")]
    pub q: Option<Line<200>>,
    /// Repeatable; EXEMPT is never published.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InformationClass>>, max_items = 4)]
    pub information_class: Many<InformationClass, 4>,
    /// With this tag.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "panen")]
    pub tag: Option<Line<100>>,
    /// Of an event in this region: its Kemendagri code, or the beginning of it (`33.13` for all of a regency).
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 13, example = "33.13")]
    pub region_code: Option<Line<13>>,
    /// The unit whose work it is.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Written in one of these. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ContentLanguage>>, max_items = 8)]
    pub language: Many<ContentLanguage, 8>,
    /// Published at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub published_at_from: Option<Stamp>,
    /// Published before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub published_at_to: Option<Stamp>,
}

impl PublishedFilter {
    /// Whether it asks for anything besides words.
    pub fn narrows(&self) -> bool {
        let Self { q: _, information_class, tag, region_code, unit, language, published_at_from, published_at_to } = self;
        let is_one_of = !information_class.0.is_empty() || !language.0.is_empty();
        let is_of = tag.is_some() || region_code.is_some() || unit.is_some();
        is_one_of || is_of || published_at_from.is_some() || published_at_to.is_some()
    }
}

fn checked(filter: PublishedFilter, _: ValuePointerRef) -> Result<PublishedFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("publishedAtFrom", filter.published_at_from), ("publishedAtTo", filter.published_at_to));
    faults.none().map(|()| filter)
}

/// What a feed is narrowed to.
#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FeedFilter {
    /// Repeatable; EXEMPT is never published.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InformationClass>>, max_items = 4)]
    information_class: Many<InformationClass, 4>,
    /// With this tag.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "panen")]
    tag: Option<Line<100>>,
    /// Of an event in this region: its Kemendagri code, or the beginning of it.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 13, example = "33.13")]
    region_code: Option<Line<13>>,
    /// The unit whose work it is.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    unit: Option<UnitCode>,
    /// Written in one of these. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<ContentLanguage>>, max_items = 8)]
    language: Many<ContentLanguage, 8>,
}

impl From<FeedFilter> for PublishedFilter {
    fn from(FeedFilter { information_class, tag, region_code, unit, language }: FeedFilter) -> Self {
        Self { information_class, tag, region_code, unit, language, ..Self::default() }
    }
}

/// Which part of the sitemap.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichPart {
    /// The so manieth, from 1; the index of all, or all where they are few, when left out.
    #[deserr(default)]
    #[param(value_type = Option<i32>, minimum = 1, maximum = 50000, example = 1)]
    pub part: Option<Whole<1, 50_000>>,
}

/// Which page of the catalogue.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageOfCatalog {
    /// How many at most.
    #[deserr(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50, example = 50)]
    #[expect(dead_code, reason = "read with every page; here for the document")]
    limit: Option<Whole<1, 200>>,
    /// Where to go on, as the page before tells.
    #[deserr(default)]
    #[param(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$")]
    #[expect(dead_code, reason = "read with every page; here for the document")]
    cursor: Option<String>,
}
