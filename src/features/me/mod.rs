//! Who the caller is: what a front end asks first.

use crate::domain::role::Role;
use crate::features::artifacts::room;
use crate::features::mandates::{self, MandateView};
use crate::features::officers::{self, OfficerView};
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(config: &mut impl Routes) {
    config.service(read_me).service(read_my_storage);
}

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The token's `sub`; of a client of ours its `client_id`.
    #[schema(max_length = 255, example = "kasubag")]
    pub subject: String,
    /// The caller's own entry in the directory; null when there is none, or none that is active.
    pub officer: Option<OfficerView>,
    /// The roles that the token and the directory both say. Those of `mandates` come on top.
    #[schema(max_items = 6, example = json!(["SUBDIVISION_HEAD"]))]
    pub roles: Vec<Role>,
    /// The mandates in force now.
    #[schema(max_items = 1000)]
    pub mandates: Vec<MandateView>,
    /// Mandates that wait for the caller's confirmation.
    #[schema(max_items = 1000)]
    pub mandates_to_confirm: Vec<MandateView>,
}

/// Read who I am
///
/// The token's subject, the caller's entry in the directory, their roles, the mandates in force now, and those that wait for their confirmation.
#[utoipa::path(tag = "me",
    responses((status = 200, description = "The caller", body = Me, headers(("ETag" = String, description = "The whole")))),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/me")]
async fn read_me(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let roles = call.actor.hats.iter().filter(|hat| hat.is_own()).map(|hat| hat.role).collect();
    let mut me =
        Me { subject: call.actor.subject.clone(), officer: None, roles, mandates: Vec::new(), mandates_to_confirm: Vec::new() };
    if call.actor.officer.is_none() && !call.actor.watches() {
        // Nothing waits for a machine.
        return Ok(Answer::shown(0, &me));
    }
    let mut conn = call.lease().await?;
    let waiting = mandates::store::to_confirm(&mut conn, &call.actor, call.now).await?;
    me.mandates_to_confirm = waiting.iter().map(|(mandate, principal, holder)| mandate.view(holder, principal)).collect();
    let Some(id) = call.actor.officer else { return Ok(Answer::shown(0, &me)) };
    let officer = officers::store::find(&mut conn, id).await?;
    let held = mandates::store::in_force(&mut conn, id, call.now).await?;
    let holder = officer.reference();
    me.mandates = held.iter().map(|(mandate, principal)| mandate.view(&holder, principal)).collect();
    me.officer = Some(officer.view(&call.actor));
    Ok(Answer::shown(officer.version, &me))
}

/// What the caller has sent, and how much may be sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    /// Bytes of all content versions the caller has sent, of the texts of their drafts, and of the uploads they have begun.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_288_490_188)]
    pub used_bytes: u64,
    /// What an officer may send in all (`bytesPerOfficer` of `/v1/settings/upload-limits`).
    #[schema(minimum = 1, maximum = 1_125_899_906_842_624_u64, example = 107_374_182_400_u64)]
    pub limit_bytes: u64,
}

/// Read how much I have sent
///
/// Asked by a client before it sends: what would not fit is refused with 507. Without an entry in the directory nothing is used.
#[utoipa::path(tag = "me",
    responses((status = 200, description = "What is used, and the limit", body = Storage)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/me/storage")]
async fn read_my_storage(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let limit_bytes = call.office().await?.limits.bytes_per_officer;
    let used_bytes = match call.actor.officer {
        Some(id) => room::used_by(&mut *call.lease().await?, id, call.now).await?,
        None => 0,
    };
    Ok(Answer::plain(&Storage { used_bytes, limit_bytes }))
}
