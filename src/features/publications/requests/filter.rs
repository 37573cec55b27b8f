//! What lists of publications are narrowed to, and which months are told of.

use crate::domain::publication::{Freshness, InformationClass, PublicationState};
use crate::domain::text::{Line, UnitCode};
use crate::domain::time::{Instant, OfficeZone};
use crate::http::fields::Stamp;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::{Flag, Many, in_order};
use chrono::{Datelike, NaiveDate};
use deserr::{Deserr, ValuePointerRef};
use utoipa::IntoParams;
use uuid::Uuid;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PublicationFilter {
    /// As it is now; what is withdrawn has none. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Freshness>>, max_items = 4)]
    pub freshness: Many<Freshness, 4>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<PublicationState>>, max_items = 3)]
    pub state: Many<PublicationState, 3>,
    /// Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<InformationClass>>, max_items = 4)]
    pub information_class: Many<InformationClass, 4>,
    /// Of this assignment.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// Of this event. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Uuid>>, max_items = 200)]
    pub agenda_item_id: Many<Uuid, 200>,
    /// Looked after by this officer: the subdivision head whose case it is of.
    #[deserr(default)]
    pub officer_id: Option<Uuid>,
    /// The unit whose case it is of.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 50, pattern = "^[A-Za-z0-9._-]{1,50}$", example = "HUMAS")]
    pub unit: Option<UnitCode>,
    /// Its name in addresses.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "panen-raya-dibuka-bupati")]
    pub slug: Option<Line<100>>,
    /// With this tag.
    #[deserr(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 100, example = "panen")]
    pub tag: Option<Line<100>>,
    /// Published at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub published_at_from: Option<Stamp>,
    /// Published before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub published_at_to: Option<Stamp>,
    /// To be verified at or after this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub review_due_at_from: Option<Stamp>,
    /// To be verified before this instant.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub review_due_at_to: Option<Stamp>,
}

fn checked(filter: PublicationFilter, _: ValuePointerRef) -> Result<PublicationFilter, Faults> {
    let mut faults = Faults::default();
    in_order(&mut faults, ("publishedAtFrom", filter.published_at_from), ("publishedAtTo", filter.published_at_to));
    in_order(&mut faults, ("reviewDueAtFrom", filter.review_due_at_from), ("reviewDueAtTo", filter.review_due_at_to));
    faults.none().map(|()| filter)
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct VersionFilter {
    /// `true`: only the version that stands; `false`: only those it supersedes.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub standing: Option<Flag>,
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ExemptionFilter {
    /// Of this assignment.
    #[deserr(default)]
    pub assignment_id: Option<Uuid>,
    /// `true`: only those that hold now; `false`: only others.
    #[deserr(default)]
    #[param(value_type = Option<bool>, example = true)]
    pub standing: Option<Flag>,
}

/// Which months are told of: those that have a day of the period.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct FreshnessParameters {
    /// The first day, at the office.
    pub from: NaiveDate,
    /// The last day, at the office. A period has 400 days at most.
    pub to: NaiveDate,
}

const MOST_DAYS: i64 = 400;

/// Months of the office that have begun: each with its first day, and from when until when it is.
#[derive(Debug)]
pub struct Months(pub Vec<(NaiveDate, Instant, Instant)>);

impl FreshnessParameters {
    pub fn months(&self, zone: OfficeZone, now: Instant) -> Result<Months, Faults> {
        let fault = |kind| Err(Faults::one(Place::Parameter("to".to_owned()), kind));
        if self.to < self.from {
            return fault(FaultKind::Order { first: "from", second: "to" });
        }
        if (self.to - self.from).num_days() >= MOST_DAYS {
            let words = Words::new("Jangka waktu paling lama 400 hari.", "A period has 400 days at most.");
            return fault(FaultKind::Rule { code: "PERIOD_TOO_LONG", words });
        }
        let first = self.from.with_day(1);
        let months = std::iter::successors(first, |month| month.checked_add_months(chrono::Months::new(1)));
        let spans = months.take_while(|month| *month <= self.to).map(|month| {
            let next = month.checked_add_months(chrono::Months::new(1));
            (month, zone.start_of_day(month), next.map_or(Instant::MAX_UTC, |next| zone.start_of_day(next)))
        });
        Ok(Months(spans.take_while(|(_, begins, _)| *begins <= now).collect()))
    }
}
