//! Taking people off a disposition: RECALL while it is unread, RELEASE of one of the crew although it was read. Both may end step 3, and
//! ask then for what it must have brought.

use super::act::{Opened, finish_when_last, is_done, open, without_results};
use super::requests::{Recall, Release};
use super::store::{self, RecipientRow};
use crate::db::Connection;
use crate::domain::artifact::ArtifactKind;
use crate::domain::assignment::State;
use crate::domain::disposition::{RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::workflow::{self, Act, Gate, Order, Unmet};
use crate::features::journal::{self, Entry};
use crate::http::problem::Problem;
use crate::office::call::Doing;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

/// Takes the order back from one who has not read it, or from all of them.
pub async fn recall(conn: &mut Connection, doing: &Doing, id: Uuid, request: Recall) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    let mut unmet = Vec::new();
    if let Some(officer) = request.officer_id {
        let has_unread = opened.facts.order.as_ref().is_some_and(Order::has_unread);
        match opened.recipients.iter().find(|to| to.officer_id == officer && to.state.stands()) {
            None => unmet.push(Unmet::at(Gate::NotARecipient, "#/officerId")),
            // That nobody has it unread says the same.
            Some(to) if to.state != RecipientState::Delivered && has_unread => {
                unmet.push(Unmet::at(Gate::AlreadyRead, "#/officerId"));
            }
            Some(_) => {}
        }
    }
    let is_meant = |to: &RecipientRow| {
        to.state == RecipientState::Delivered && request.officer_id.is_none_or(|officer| officer == to.officer_id)
    };
    let gone: Vec<RecipientRow> = opened.recipients.iter().filter(|to| is_meant(to)).cloned().collect();
    unmet.extend(lacking_without(conn, &opened, id, &gone).await?);
    let hat = workflow::permit(Act::Recall, &doing.actor.hats, &opened.facts, unmet)?;
    let before = opened.case.assignment.state;
    let recalled: Vec<Uuid> = gone.iter().map(|to| to.officer_id).collect();
    for to in gone {
        store::save(conn, &RecipientRow { state: RecipientState::Recalled, ..to }, doing.now).await?;
    }
    let state = finish_when_last(conn, doing, &mut opened.case).await?;
    let entry = Entry::act(Act::Recall, hat, (SubjectKind::Disposition, id))
        .of_case(opened.case.id())
        .because(request.reason.to_string())
        .changed(json!({ "state": before }), json!({ "state": state, "recalled": recalled }));
    Ok(journal::record(conn, doing, entry).await?)
}

/// Takes one of the crew off although it was read or sent back. What they have sent stays.
pub async fn release(conn: &mut Connection, doing: &Doing, id: Uuid, request: Release) -> Result<(), Problem> {
    let mut opened = open(conn, doing, id).await?;
    let named = opened.recipients.iter().find(|to| to.officer_id == request.officer_id && to.kind == RecipientKind::Action);
    let named = named.filter(|to| to.state.stands()).cloned();
    let mut unmet = match &named {
        None => vec![Unmet::at(Gate::NotARecipient, "#/officerId")],
        Some(to) if !to.state.is_outstanding() => vec![Unmet::at(Gate::RecipientCompleted, "#/officerId")],
        Some(_) => Vec::new(),
    };
    if unmet.is_empty() {
        unmet = lacking_without(conn, &opened, id, named.as_slice()).await?;
    }
    let hat = workflow::permit(Act::Release, &doing.actor.hats, &opened.facts, unmet)?;
    let mut to = named.ok_or_else(|| Problem::internal("permitted to release nobody"))?;
    let before = to.state;
    (to.state, to.note) = (RecipientState::Released, Some(request.reason.clone()));
    store::save(conn, &to, doing.now).await?;
    let state = finish_when_last(conn, doing, &mut opened.case).await?;
    let entry = Entry::act(Act::Release, hat, (SubjectKind::Disposition, id))
        .of_case(opened.case.id())
        .because(request.reason.to_string())
        .changed(
            json!({ "recipientState": before, "state": State::Dispatched }),
            json!({ "recipientState": to.state, "officerId": to.officer_id, "state": state }),
        );
    Ok(journal::record(conn, doing, entry).await?)
}

/// What step 3 must have brought and has not, where it would be done without these recipients of a disposition: what the others
/// completed with may be deleted since.
async fn lacking_without(conn: &mut Connection, opened: &Opened, id: Uuid, gone: &[RecipientRow]) -> QueryResult<Vec<Unmet>> {
    if opened.case.assignment.state != State::Dispatched {
        return Ok(Vec::new());
    }
    let crew = store::crew(conn, opened.case.id()).await?;
    let goes = |officer: Uuid| gone.iter().any(|to| to.officer_id == officer);
    let rest = crew.iter().filter(|to| to.disposition_id != id || !goes(to.officer_id)).map(|to| to.state);
    if !is_done(rest) {
        return Ok(Vec::new());
    }
    let kinds: Vec<ArtifactKind> = store::artifact_kinds(opened.case.id()).load(conn).await?;
    Ok(without_results(&kinds))
}
