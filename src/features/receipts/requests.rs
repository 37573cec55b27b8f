//! What portals tell, and what can be asked of it.

use crate::domain::label::labels;
use crate::domain::text::Line;
use crate::features::portals::check_address;
use crate::http::fields::{Integer, Stamp, label_fields};
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::Many;
use deserr::{Deserr, ValuePointerRef};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

labels! {
    /// How what a portal shows stands to what it should.
    Standing {
        /// It shows the version that stands.
        Current = "CURRENT",
        /// It still shows a version that was superseded.
        Superseded = "SUPERSEDED",
        /// It still shows what was withdrawn.
        Withdrawn = "WITHDRAWN",
        /// It shows it no more.
        Removed = "REMOVED",
        /// It has told nothing.
        Silent = "SILENT",
    }
}

label_fields! {
    Standing as "ReceiptStanding": "CURRENT: it shows the version that stands; SUPERSEDED: still one before it, or a file of it that was taken down since; WITHDRAWN: still what was withdrawn; REMOVED: nothing any more; SILENT: it has told nothing.";
}

/// What a portal shows of a publication, or that it shows it no more.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, validate = checked -> Faults)]
#[schema(rename_all = "camelCase")]
pub struct Receipt {
    /// Which version it shows, or showed last: `version` of the change, the number of the public view.
    #[schema(value_type = i32, minimum = 1, maximum = 1000000, example = 1)]
    pub version: Integer<1, 1_000_000>,
    /// Where it is shown; needed as long as it is.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = "uri", max_length = 1000, example = "https://kab.example.go.id/berita/panen-raya")]
    pub address: Option<Line<1000>>,
    /// Since when it shows that version. Either this or `removedAt`.
    #[deserr(default)]
    pub shown_at: Option<Stamp>,
    /// Since when it shows the publication no more.
    #[deserr(default)]
    pub removed_at: Option<Stamp>,
}

fn checked(receipt: Receipt, location: ValuePointerRef) -> Result<Receipt, Faults> {
    let mut faults = Faults::default();
    if receipt.shown_at.is_some() == receipt.removed_at.is_some() {
        let (id, en) = ("Isi tepat satu dari shownAt dan removedAt.", "Give either shownAt or removedAt.");
        faults.add(Place::body("#/shownAt"), FaultKind::rule("ONE_OF_TWO", id, en));
    }
    if receipt.shown_at.is_some() && receipt.address.is_none() {
        faults.add(Place::body("#/address"), FaultKind::Required);
    }
    if let Err(more) = check_address(receipt.address.as_ref(), location) {
        faults.extend(more);
    }
    faults.none().map(|()| receipt)
}

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReceiptFilter {
    /// Repeatable. WITHDRAWN are those that still show what was withdrawn.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Standing>>, max_items = 5)]
    pub standing: Many<Standing, 5>,
    /// What this portal tells.
    #[deserr(default)]
    pub portal_id: Option<Uuid>,
}
