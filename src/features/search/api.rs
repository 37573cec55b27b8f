//! Searching over HTTP.

use super::requests::{Kind, SearchParameters, Wanted};
use super::store::{self, Found};
use super::view::{GroupView, HitView, SearchView};
use crate::db::Connection;
use crate::domain::label::Label;
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::paging::Count;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(search);
}

/// Of each kind, where nobody says.
const USUAL: i64 = 5;

/// Search everything
///
/// Events, assignments, dispositions, artifacts and reports in your sight, the best of each kind first, each with where it was found:
/// pieces of plain text, of which those that were looked for say so (`match`). Of what very many things have, the newest are put in order: of
/// those found, a thousand; and where fifty of the newest have it (a thousand of the office, and what belongs to the newest five hundred cases
/// in your sight), these alone (`count.exact` is false then). `list` leads to what was found of a kind; narrowed by more than `q`, or with a
/// `sort` of its own, that list tells all of it.
#[utoipa::path(tag = "search", params(SearchParameters),
    responses((status = 200, description = "What was found, kind by kind", body = SearchView)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/search")]
async fn search(call: Call) -> Result<Answer, Problem> {
    let asked = call.parameters()?.read::<SearchParameters>()?;
    let mut wanted = Wanted::of(&asked.q)?;
    let limit = usize::try_from(asked.limit.map_or(USUAL, |limit| limit.0)).unwrap_or_default();
    let mut conn = call.lease().await?;
    let weighed = store::weigh(&mut conn, &mut wanted).await?;
    let mut groups = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| asked.kind.0.is_empty() || asked.kind.0.contains(kind)) {
        let Found { mut ids, is_all } = store::find(&mut conn, &call.actor, *kind, &weighed).await?;
        let count = Count::of(&ids);
        ids.truncate(limit);
        let list = format!("{}{}{}", call.app.config.base_url, list(*kind), encoded(&asked.q));
        let items = hits(&mut conn, &call, *kind, &wanted, ids).await?;
        groups.push(GroupView { kind: *kind, count: Count { exact: count.exact && is_all, ..count }, items, list });
    }
    Ok(Answer::plain(&SearchView { groups }))
}

/// Where all of a kind are listed.
fn list(kind: Kind) -> &'static str {
    match kind {
        Kind::AgendaItem => "/v1/agenda-items?q=",
        Kind::Assignment => "/v1/assignments?q=",
        Kind::Disposition => "/v1/dispositions?box=ALL&q=",
        Kind::Artifact => "/v1/artifacts?q=",
        Kind::Report => "/v1/reports?q=",
    }
}

fn encoded(q: &str) -> String {
    url::form_urlencoded::byte_serialize(q.as_bytes()).collect()
}

/// What was found, as it is shown, in its order.
async fn hits(conn: &mut Connection, call: &Call, kind: Kind, wanted: &Wanted, ids: Vec<Uuid>) -> Result<Vec<HitView>, Problem> {
    let mut excerpts = store::excerpts(conn, kind, wanted, ids.clone()).await?;
    let rows = store::hits(conn, kind, ids).await?;
    let view = |row: store::Hit| {
        if let Some((case, classification)) = row.case.zip(row.classification) {
            call.actor.shown.add(case, classification);
        }
        HitView {
            excerpt: excerpts.remove(&row.id).unwrap_or_default(),
            id: row.id,
            title: row.title,
            register_number: row.register_number,
            assignment_id: row.case,
            at: row.at.into(),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}
