//! Who the caller is: what a front end asks first.

use crate::domain::role::Role;
use crate::features::mandates::{self, MandateView};
use crate::features::officers::{self, OfficerView};
use crate::http::answer::Answer;
use crate::http::call::Call;
use crate::http::problem::Problem;
use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config.service(read_me);
}

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The caller's own entry in the directory; null when there is none, or none that is active.
    pub officer: Option<OfficerView>,
    /// The roles of the token. Those of `mandates` come on top.
    #[schema(max_items = 6, example = json!(["SUBDIVISION_HEAD"]))]
    pub roles: Vec<Role>,
    /// The mandates in force now.
    #[schema(max_items = 1000)]
    pub mandates: Vec<MandateView>,
}

/// Read who I am
///
/// The caller's entry in the directory, the roles of the token, and the mandates in force now.
#[utoipa::path(tag = "me",
    responses((status = 200, description = "The caller", body = Me, headers(("ETag" = String, description = "The whole")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/me")]
async fn read_me(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let roles = call.actor.hats.iter().filter(|hat| !hat.by_mandate).map(|hat| hat.role).collect();
    let Some(id) = call.actor.officer else {
        return Ok(Answer::shown(0, &Me { officer: None, roles, mandates: Vec::new() }));
    };
    let mut conn = call.lease().await?;
    let officer = officers::store::find(&mut conn, id).await?;
    let held = mandates::store::in_force(&mut conn, id, call.now).await?;
    let holder = officer.reference();
    let mandates = held.iter().map(|(mandate, principal)| mandate.view(&holder, principal)).collect();
    let me = Me { officer: Some(officer.view(&call.actor)), roles, mandates };
    Ok(Answer::shown(officer.version, &me))
}
