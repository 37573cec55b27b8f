//! Reports (*laporan hasil publikasi dan dokumentasi*): step 4 of the SOP, and what the division head makes of it.

mod api;
mod bundle;
mod contents;
mod decide;
mod draft;
#[cfg(feature = "pdf")]
mod sheet;
mod store;
mod submit;

pub use api::{ReportView, routes};

use crate::db::Connection;
use crate::domain::workflow::Facts;
use crate::features::assignments::{self, Case};
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// A report under the hand of one act, its case locked.
struct Opened {
    case: Case,
    report: store::Report,
}

async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let case = store::case_of(conn, id).await?;
    let case = assignments::open(conn, doing, case).await?;
    // Read under the case's lock: of two who decide at once, the second sees what the first did.
    let report = store::load(conn, id).await?;
    doing.expected.check(report.version)?;
    Ok(Opened { case, report })
}

impl Opened {
    fn facts(&self) -> Facts {
        Facts { report: Some(self.report.state), ..self.case.facts() }
    }
}

/// The report as it stands after an act, for whoever did it.
async fn shown(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Answer, Problem> {
    let whole = store::find(conn, &doing.actor, id).await?;
    let view = whole.view(&doing.actor, &doing.office, doing.now);
    Ok(Answer::shown(view.version, &view).about([whole.report.assignment_id]))
}
