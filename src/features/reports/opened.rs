//! A report under the hand of one act.

use super::store::{self, Report};
use crate::db::Connection;
use crate::domain::workflow::Facts;
use crate::features::assignments::{self, Case, CaseOf};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// With its case locked.
pub struct Opened {
    pub case: Case,
    pub report: Report,
}

pub async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    // Of two who decide at once, the second sees what the first did.
    let (case, mut reports) = assignments::open_with(conn, doing, CaseOf::Report(id), store::loading(id)).await?;
    let report = reports.pop().ok_or_else(Problem::not_found)?;
    doing.expected.check(report.version)?;
    Ok(Opened { case, report })
}

impl Opened {
    pub fn facts(&self) -> Facts {
        Facts { report: Some(self.report.state), writers: self.report.writers.clone(), ..self.case.facts() }
    }
}
