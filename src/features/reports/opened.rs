//! A report under the hand of one act.

use super::store::{self, Report};
use crate::db::Connection;
use crate::domain::workflow::Facts;
use crate::features::assignments::{self, Case};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use uuid::Uuid;

/// With its case locked.
pub struct Opened {
    pub case: Case,
    pub report: Report,
}

pub async fn open(conn: &mut Connection, doing: &Doing, id: Uuid) -> Result<Opened, Problem> {
    let case = store::case_of(conn, id).await?;
    let case = assignments::open(conn, doing, case).await?;
    // Read under the case's lock: of two who decide at once, the second sees what the first did.
    let report = store::load(conn, id).await?;
    doing.expected.check(report.version)?;
    Ok(Opened { case, report })
}

impl Opened {
    pub fn facts(&self) -> Facts {
        Facts { report: Some(self.report.state), ..self.case.facts() }
    }
}
