//! Verifying that a publication is still right, and withdrawing it.

use super::correct::{self, Opened};
use super::prepare::officer;
use super::publish::{review, terms};
use super::requests::{Verify, Withdraw};
use super::store::{self, Review};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::publication::{Freshness, PublicationState, Terms};
use crate::domain::text::Prose;
use crate::domain::workflow::{self, Act, Gate, Hat};
use crate::features::journal::{self, Entry};
use crate::features::receipts;
use crate::http::fields::Stamp;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use serde_json::{Value, json};
use uuid::Uuid;

pub async fn verify(conn: &mut Connection, doing: &Doing, id: Uuid, request: Verify) -> Result<(), Problem> {
    let mut opened = correct::open(conn, doing, id).await?;
    let facts = opened.facts();
    workflow::choose(Act::Verify, &doing.actor.hats, &facts)?;
    let content = opened.content(conn).await?;
    // What is not to be read yet is verified for when it is.
    let since = doing.occurred_at.max(opened.row.publish_at);
    let new = terms(doing, (since, "occurredAt"), content.row.information_class, request.review_due_at, request.visible_until)?;
    let is_over = opened.row.terms().freshness(doing.now) == Freshness::Expired && new.visible_until.is_none();
    let unmet = is_over.then(|| Gate::PublicationExpired.into()).into_iter().collect();
    let hat = workflow::permit(Act::Verify, &doing.actor.hats, &facts, unmet)?;
    opened.follows(doing, &content)?;
    let before = told(&opened, doing);
    let visible_until = new.visible_until.or(opened.row.visible_until);
    opened.row.set_terms(Terms { visible_until, ..new }, doing.now);
    opened.row.reviews += 1;
    opened.row.last_verified_at = Some(doing.occurred_at);
    let review = Review { checked: Some(request.checked), ..review(&opened.row, doing.occurred_at, hat)? };
    store::insert_review(conn, &review).await?;
    opened.save(conn, doing).await?;
    let entry = Entry::act(Act::Verify, hat, (SubjectKind::Publication, id))
        .of_case(opened.case.id())
        .changed(before, told(&opened, doing));
    Ok(journal::record(conn, doing, entry).await?)
}

fn told(opened: &Opened, doing: &Doing) -> Value {
    let row = &opened.row;
    json!({
        "number": row.content_number, "freshness": row.freshness(doing.now), "dueFrom": Stamp(row.due_from),
        "reviewDueAt": Stamp(row.review_due_at), "visibleUntil": row.visible_until.map(Stamp),
    })
}

pub async fn withdraw(conn: &mut Connection, doing: &Doing, id: Uuid, request: Withdraw) -> Result<(), Problem> {
    let mut opened = correct::open(conn, doing, id).await?;
    let hat = workflow::permit(Act::Withdraw, &doing.actor.hats, &opened.facts(), Vec::new())?;
    let content = opened.content(conn).await?;
    opened.follows(doing, &content)?;
    opened.withdraw(conn, doing, hat, request.reason).await
}

impl Opened {
    /// What is left is a tombstone: that there was one, since when there is none, and why.
    pub async fn withdraw(
        &mut self,
        conn: &mut Connection,
        doing: &Doing,
        hat: &Hat,
        reason: Prose<2000>,
    ) -> Result<(), Problem> {
        // Until now it was shown, whenever it was decided.
        let since = self.row.seen_from(doing.now);
        let row = &mut self.row;
        row.withdrawn_at = Some(since);
        (row.withdrawn_by_id, row.withdrawn_by_mandate_id) = (Some(officer(hat)?), hat.mandate());
        row.withdrawal_reason = Some(reason.clone());
        (row.crosses_at, row.appears_at) = (None, None);
        self.save(conn, doing).await?;
        receipts::outdate(conn, self.row.id, since).await?;
        let entry = Entry::act(Act::Withdraw, hat, (SubjectKind::Publication, self.row.id))
            .of_case(self.case.id())
            .because(reason.to_string())
            .changed(json!({}), json!({ "state": PublicationState::Withdrawn, "slug": self.row.slug }));
        Ok(journal::record(conn, doing, entry).await?)
    }
}
