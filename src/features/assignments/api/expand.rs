//! `expand` on assignments: the first page of what belongs to them, embedded. One batch a kind, however many assignments there are.

use super::super::view::AssignmentView;
use crate::db::Connection;
use crate::features::artifacts::{self, ArtifactView};
use crate::features::dispositions::{self, DispositionView};
use crate::features::journal::{self, LineView, StepDoer};
use crate::features::reports::{self, ReportInShort};
use crate::http::paging::{Shape, USUAL};
use crate::http::problem::Problem;
use crate::office::call::{Call, Embedded};
use crate::office::reference::Office;
use std::collections::HashMap;
use uuid::Uuid;

pub const EXPANDS: &[&str] = &["dispositions", "artifacts", "reports"];

/// Of one assignment its timeline as well.
pub const EXPANDS_OF_ONE: &[&str] = &["dispositions", "artifacts", "reports", "timeline"];

/// What was asked for, by assignment.
#[derive(Default)]
pub struct Expansion {
    dispositions: Option<HashMap<Uuid, Embedded<DispositionView>>>,
    artifacts: Option<HashMap<Uuid, Embedded<ArtifactView>>>,
    reports: Option<HashMap<Uuid, Embedded<ReportInShort>>>,
    timeline: Option<(Embedded<LineView>, Vec<StepDoer>)>,
}

/// Loads what the shape asks for of these assignments, which the caller has seen.
pub async fn expand(
    conn: &mut Connection,
    call: &Call,
    office: &Office,
    shape: &Shape,
    seen: &[Uuid],
) -> Result<Expansion, Problem> {
    let mut expansion = Expansion::default();
    if shape.expands("dispositions") {
        let rows = dispositions::store::first_of_cases(conn, &call.actor, seen, USUAL + 1).await?;
        let of = by_case(rows, |whole| whole.row.assignment_id, |case, first| dispositions::embed(call, case, first))?;
        expansion.dispositions = Some(of);
    }
    if shape.expands("artifacts") {
        let rows = artifacts::store::first_of_cases(conn, &call.actor, seen, USUAL + 1).await?;
        let of = by_case(rows, |whole| whole.row.assignment_id, |case, first| artifacts::embed(call, case, first))?;
        expansion.artifacts = Some(of);
    }
    if shape.expands("reports") {
        let rows = reports::newest_of_cases(conn, &call.actor, seen, USUAL + 1).await?;
        let of = by_case(rows, |whole| whole.report.assignment_id, |case, first| reports::embed(call, office, case, first))?;
        expansion.reports = Some(of);
    }
    if let ([one], true) = (seen, shape.expands("timeline")) {
        expansion.timeline = Some(journal::embed(call, *one, journal::first(conn, *one).await?)?);
    }
    Ok(expansion)
}

fn by_case<R, V>(
    rows: Vec<R>,
    case: impl Fn(&R) -> Uuid,
    embed: impl Fn(Uuid, Vec<R>) -> Result<Embedded<V>, Problem>,
) -> Result<HashMap<Uuid, Embedded<V>>, Problem> {
    let mut of: HashMap<Uuid, Vec<R>> = HashMap::new();
    for row in rows {
        of.entry(case(&row)).or_default().push(row);
    }
    of.into_iter().map(|(case, first)| Ok((case, embed(case, first)?))).collect()
}

impl Expansion {
    pub fn is_asked(&self) -> bool {
        self.dispositions.is_some() || self.artifacts.is_some() || self.reports.is_some() || self.timeline.is_some()
    }

    /// Embeds what belongs to this assignment.
    pub fn embed(&mut self, view: &mut AssignmentView) {
        (view.dispositions, view.dispositions_next) = of(&mut self.dispositions, view.id);
        (view.artifacts, view.artifacts_next) = of(&mut self.artifacts, view.id);
        (view.reports, view.reports_next) = of(&mut self.reports, view.id);
        if let Some((Embedded { items, next }, doers)) = self.timeline.take() {
            (view.timeline, view.timeline_next, view.done_by) = (Some(items), next, Some(doers));
        }
    }
}

/// The first page and where the rest is; nothing of what was not asked for.
fn of<V>(all: &mut Option<HashMap<Uuid, Embedded<V>>>, case: Uuid) -> (Option<Vec<V>>, Option<String>) {
    let Some(all) = all else { return (None, None) };
    let Embedded { items, next } = all.remove(&case).unwrap_or(Embedded { items: Vec::new(), next: None });
    (Some(items), next)
}
