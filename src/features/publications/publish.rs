//! Publishing: of an accepted report, one selected draft with selected files. Nothing is published otherwise, nor by itself.

use super::prepare::{Against, Content, Files, officer};
use super::requests::Publish;
use super::store::{self, Publication, Review, contents, exemptions};
use crate::db::Connection;
use crate::domain::assignment::Classification;
use crate::domain::journal::SubjectKind;
use crate::domain::publication::{Freshness, InformationClass, Terms, latest_review};
use crate::domain::report::ReportState;
use crate::domain::slug;
use crate::domain::structured_text::{Outside, StructuredText};
use crate::domain::time::Instant;
use crate::domain::workflow::{self, Act, Facts, Gate, Hat, Unmet};
use crate::features::artifacts::store::Whole as Artifact;
use crate::features::assignments::{self, Case, CaseOf};
use crate::features::journal::{self, Entry};
use crate::http::fields::Stamp;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::{Doing, Earlier};
use serde_json::json;
use uuid::Uuid;

/// Publishes, and answers the id.
pub async fn publish(conn: &mut Connection, doing: &Doing, request: Publish) -> Result<Uuid, Problem> {
    let of = CaseOf::Report(request.report_id);
    let (case, mut reports) = assignments::open_with(conn, doing, of, store::report(request.report_id)).await?;
    let (state, decided_at): store::ReportRow = reports.pop().ok_or_else(Problem::not_found)?;
    let guarded = case.assignment.classification != Classification::Ordinary;
    let facts = Facts { report: Some(state), guarded, ..case.facts() };
    // What is wrong with the request is told only to whom the act belongs.
    workflow::choose(Act::Publish, &doing.actor.hats, &facts)?;

    let mut against = Against::default();
    let publish_at = request.publish_at.map_or(doing.now, |at| at.0);
    if publish_at < doing.now {
        against.faults.add(Place::body("#/publishAt"), past());
    }
    let since = (publish_at, "publishAt");
    let terms = terms(doing, since, request.information_class, request.review_due_at, request.visible_until);
    let terms = against.faults.keep(terms);
    // The table tells one gate of the thing, that the report is not accepted before this one.
    if guarded && state != ReportState::Accepted {
        against.unmet.push(Gate::CaseNotOrdinary.into());
    }
    if let Some(exemption) = exemptions::standing(conn, case.id(), doing.now).await? {
        against.unmet.push(Unmet::from(Gate::InformationExempt).about(exemption));
    }
    if let Some(standing) = store::standing_of_case(conn, case.id()).await?.get(&request.draft_id) {
        against.unmet.push(Unmet::at(Gate::AlreadyPublished, "#/draftId").about(standing));
    }
    let (report_id, draft_id) = (request.report_id, request.draft_id);
    let content = compose(conn, doing, &case, request, publish_at, &mut against).await?;
    against.faults.none()?;
    let hat = workflow::permit(Act::Publish, &doing.actor.hats, &facts, against.unmet)?;
    doing.follows([(Earlier::Acceptance, decided_at)])?;
    let (Some(content), Some(terms)) = (content, terms) else { return Err(Problem::internal("a publication without content")) };
    let row = row(doing, hat, &case, (report_id, draft_id), publish_at, terms)?;
    enter(conn, doing, hat, row, content).await
}

/// What is to be read, and all that stands against it; none where it cannot even be put together.
async fn compose(
    conn: &mut Connection,
    doing: &Doing,
    case: &Case,
    request: Publish,
    at: Instant,
    against: &mut Against,
) -> Result<Option<Content>, Problem> {
    against.class(request.information_class);
    against.tags(&request.tags);
    let files = Files::of(conn, doing, case.id(), &request.media, Some(request.draft_id)).await?;
    let media = files.media(request.media, at, against);
    let draft = files.draft(request.draft_id, request.lawful_basis.is_some(), at, against);
    let Some(draft) = draft else { return Ok(None) };
    let as_accepted = request.headline.is_none() && request.excerpt.is_none() && request.body.is_none();
    let Some(body) = request.body.or_else(|| body_of(draft, against)) else { return Ok(None) };
    let headline = request.headline.or_else(|| draft.row.headline.clone());
    Ok(Some(Content {
        information_class: request.information_class,
        headline: headline.ok_or_else(|| Problem::internal("a draft without a headline"))?,
        excerpt: request.excerpt.or_else(|| draft.row.excerpt.clone()),
        body,
        language: request.language,
        tags: request.tags,
        channels: request.channels,
        lawful_basis: request.lawful_basis.or_else(|| draft.row.lawful_basis.clone()),
        as_accepted,
        media,
    }))
}

/// The text of the draft, if it is as the public may read it.
fn body_of(draft: &Artifact, against: &mut Against) -> Option<StructuredText> {
    let outside = StructuredText::try_from(draft.row.content.clone()?);
    let told = |outside: Outside| Unmet::at(Gate::TextOutsideSubset, "#/draftId").about(outside.line);
    outside.map_err(|outside| against.unmet.push(told(outside))).ok()
}

fn row(
    doing: &Doing,
    hat: &Hat,
    case: &Case,
    (report_id, draft_id): (Uuid, Uuid),
    publish_at: Instant,
    terms: Terms,
) -> Result<Publication, Problem> {
    let mut row = Publication {
        id: doing.new_id(),
        slug: String::new(),
        assignment_id: case.id(),
        report_id,
        draft_id,
        unit: case.assignment.register_unit.clone(),
        assignee_id: case.assignment.assignee_id,
        publish_at,
        published_by_id: officer(hat)?,
        published_by_mandate_id: hat.mandate(),
        content_number: 1,
        due_from: terms.due_from,
        review_due_at: terms.review_due_at,
        visible_until: terms.visible_until,
        reviews: 0,
        last_verified_at: None,
        crossed: Freshness::Fresh,
        crosses_at: None,
        withdrawn_at: None,
        withdrawn_by_id: None,
        withdrawn_by_mandate_id: None,
        withdrawal_reason: None,
        created_at: doing.now,
        updated_at: doing.now,
        version: 1,
        appears_at: (publish_at > doing.now).then_some(publish_at),
    };
    row.set_terms(terms, doing.now);
    Ok(row)
}

/// Enters it under the first slug of its headline that was never given.
async fn enter(conn: &mut Connection, doing: &Doing, hat: &Hat, mut row: Publication, content: Content) -> Result<Uuid, Problem> {
    let words = slug::of_headline(&content.headline);
    let taken = store::slugs_like(conn, &words).await?;
    let free = (1..).map(|number| slug::numbered(&words, number)).filter(|slug| !taken.contains(slug));
    for slug in free {
        row.slug = slug;
        // Another case may have taken it a moment ago.
        if store::insert(conn, &row).await? {
            break;
        }
    }
    let version = content.version((doing, doing.now), hat, (row.id, 1), None)?;
    contents::insert(conn, &version).await?;
    store::insert_review(conn, &review(&row, doing.occurred_at, hat)?).await?;
    let mut told = version.told();
    told["slug"] = json!(row.slug);
    told["reportId"] = json!(row.report_id);
    told["draftId"] = json!(row.draft_id);
    told["publishedAt"] = json!(Stamp(row.publish_at));
    told["dueFrom"] = json!(Stamp(row.due_from));
    told["reviewDueAt"] = json!(Stamp(row.review_due_at));
    told["visibleUntil"] = json!(row.visible_until.map(Stamp));
    let entry = Entry::act(Act::Publish, hat, (SubjectKind::Publication, row.id));
    journal::record(conn, doing, entry.of_case(row.assignment_id).changed(().into(), told)).await?;
    Ok(row.id)
}

/// From when the terms of a publication hold.
pub fn review(row: &Publication, at: Instant, hat: &Hat) -> Result<Review, Problem> {
    Ok(Review {
        publication_id: row.id,
        number: row.reviews,
        at,
        by_id: officer(hat)?,
        by_mandate_id: hat.mandate(),
        content_number: row.content_number,
        checked: None,
        due_from: row.due_from,
        review_due_at: row.review_due_at,
        visible_until: row.visible_until,
    })
}

/// The terms of what is published or verified at this time, or what is wrong with them.
pub fn terms(
    doing: &Doing,
    (since, since_name): (Instant, &'static str),
    class: InformationClass,
    review_due_at: Option<Stamp>,
    visible_until: Option<Stamp>,
) -> Result<Terms, Faults> {
    let mut faults = Faults::default();
    let review = review_due_at.map_or_else(|| class.usual_review(since), |at| at.0);
    if review <= doing.now {
        faults.add(Place::body("#/reviewDueAt"), past());
    } else if review <= since {
        faults.add(Place::body("#/reviewDueAt"), FaultKind::Before { first: since_name, second: "reviewDueAt" });
    } else if review > latest_review(since) {
        let words = Words::new("Paling lama 24 bulan sesudahnya.", "At most 24 months later.");
        faults.add(Place::body("#/reviewDueAt"), FaultKind::Rule { code: "OUT_OF_RANGE", words });
    }
    let visible_until = visible_until.map(|at| at.0);
    if visible_until.is_some_and(|until| until <= doing.now) {
        faults.add(Place::body("#/visibleUntil"), past());
    } else if visible_until.is_some_and(|until| until <= since) {
        faults.add(Place::body("#/visibleUntil"), FaultKind::Before { first: since_name, second: "visibleUntil" });
    }
    faults.none().map(|()| Terms::new(since, review, visible_until))
}

fn past() -> FaultKind {
    FaultKind::rule("PAST", "Sudah lewat.", "Already past.")
}
