//! `expand` on assignments: what belongs to them, embedded. One batch a kind, however many assignments there are.

use super::super::view::AssignmentView;
use crate::db::Connection;
use crate::domain::time::Instant;
use crate::features::artifacts::{self, ArtifactView};
use crate::features::dispositions::{self, DispositionView};
use crate::http::paging::Shape;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use std::collections::HashMap;
use uuid::Uuid;

pub const EXPANDS: &[&str] = &["dispositions", "artifacts"];

/// What was asked for, by assignment.
#[derive(Default)]
pub struct Expansion {
    dispositions: Option<HashMap<Uuid, Vec<DispositionView>>>,
    artifacts: Option<HashMap<Uuid, Vec<ArtifactView>>>,
}

/// Loads what the shape asks for of these assignments, which the caller has seen.
pub async fn expand(
    conn: &mut Connection,
    actor: &Actor,
    now: Instant,
    shape: &Shape,
    seen: &[Uuid],
) -> Result<Expansion, Problem> {
    let mut expansion = Expansion::default();
    if shape.expands("dispositions") {
        let of = expansion.dispositions.insert(HashMap::new());
        for disposition in dispositions::store::of_cases(conn, actor, seen).await? {
            of.entry(disposition.row.assignment_id).or_default().push(disposition.view(actor));
        }
    }
    if shape.expands("artifacts") {
        let of = expansion.artifacts.insert(HashMap::new());
        for artifact in artifacts::store::of_cases(conn, actor, seen).await? {
            of.entry(artifact.row.assignment_id).or_default().push(artifact.view(actor, now));
        }
    }
    Ok(expansion)
}

impl Expansion {
    /// Embeds what belongs to this assignment.
    pub fn embed(&mut self, mut view: AssignmentView) -> AssignmentView {
        let id = view.id;
        view.dispositions = self.dispositions.as_mut().map(|of| of.remove(&id).unwrap_or_default());
        view.artifacts = self.artifacts.as_mut().map(|of| of.remove(&id).unwrap_or_default());
        view
    }
}
