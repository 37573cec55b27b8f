//! Open work over HTTP: it belongs to the officer it waits for.

use super::requests::OpenWorkOf;
use super::store::{self, OpenWork};
use super::view::OpenWorkView;
use crate::db::Connection;
use crate::domain::role::Role;
use crate::features::officers::store as directory;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::openapi::Routes;
use crate::http::paging::{ListOf, ListParameters, ListRules};
use crate::http::problem::Problem;
use crate::http::query::NoParameters;
use crate::office::call::{Call, Embedded};
use actix_web::get;
use uuid::Uuid;

pub fn routes(config: &mut impl Routes) {
    config.service(list_open_work);
}

const RULES: ListRules = ListRules { sorts: &["createdAt"], expands: &[] };

/// List what is open with an officer
///
/// Every open case that is theirs to lead, every part of a disposition they have not completed, every open case they assigned; `orphaned`
/// says what nobody can do now, and `act` what gives it to others. Seen by the officer, ADMIN and AUDITOR; a division head sees what is
/// of their own cases. By the order in which the cases were made.
#[utoipa::path(tag = "officers", params(("id" = Uuid, Path, description = "The officer"), ListParameters), extensions(("x-sorts" = json!(RULES.sorts))),
    responses((status = 200, description = "One page", body = ListOf<OpenWorkView>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR"])))]
#[get("/officers/{id}/open-work")]
async fn list_open_work(call: Call, id: Id) -> Result<Answer, Problem> {
    let (NoParameters {}, page) = call.list::<OpenWorkView, NoParameters>(&RULES)?;
    let actor = &call.actor;
    let sees_all = actor.is(Role::Admin) || actor.is(Role::Auditor) || actor.speaks_for(id.0);
    if !sees_all && !actor.is(Role::DivisionHead) {
        return Err(Problem::not_found());
    }
    let mut conn = call.lease().await?;
    let of = OpenWorkOf { officer: directory::find(&mut conn, id.0).await?.id, only_in_sight: !sees_all };
    let rows = store::list(&mut conn, &of, actor, call.now, &page).await?;
    let count = if page.count { Some(store::count(&mut conn, &of, actor, call.now).await?) } else { None };
    call.page(&page, rows, OpenWork::key, |work| work.view(), count)
}

/// Its first page, for the answer to who takes somebody out of the directory, as it stands in the transaction that does.
pub async fn first_page(conn: &mut Connection, call: &Call, officer: Uuid) -> Result<Embedded<OpenWorkView>, Problem> {
    let of = OpenWorkOf { officer, only_in_sight: false };
    let page = call.first_page::<OpenWorkView>(&RULES)?;
    let rows = store::list(conn, &of, &call.actor, call.now, &page).await?;
    call.embed(&format!("/v1/officers/{officer}/open-work"), &RULES, rows, OpenWork::key, |work| work.view())
}
