//! Who the caller is: what a front end asks first.

use crate::domain::role::Role;
use crate::features::artifacts::{refused, room};
use crate::features::mandates::{self, MandateView};
use crate::features::officers::{self, OfficerView};
use crate::features::uploads::{self, UploadView};
use crate::http::answer::Answer;
use crate::http::openapi::Routes;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::office::settings::{LimitsView, UploadLimits};
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
pub struct Storage<'a> {
    /// Bytes of all content versions the caller has sent, of the texts of their drafts, and of the uploads they have begun.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_288_490_188)]
    pub used_bytes: u64,
    /// What an officer may send in all (`bytesPerOfficer` of `/v1/settings/upload-limits`).
    #[schema(minimum = 1, maximum = 1_125_899_906_842_624_u64, example = 107_374_182_400_u64)]
    pub limit_bytes: u64,
    /// Bytes that were refused this hour after they had come; of `refusedBytesPerHour` in `limits`.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 0)]
    pub refused_bytes: u64,
    /// The largest file of each kind, the files of an assignment, and which types are taken.
    #[schema(value_type = UploadLimits)]
    pub limits: LimitsView<'a>,
    /// What the caller has begun to send and can go on with: the first page of `/v1/uploads?state=UNFINISHED`.
    #[schema(max_items = 50)]
    pub unfinished_uploads: Vec<UploadView>,
    /// Where the rest of them is; null: these are all.
    #[schema(max_length = 2000, format = "uri", example = "http://127.0.0.1:8080/v1/uploads?state=UNFINISHED&cursor=eyJzIjoi")]
    pub unfinished_uploads_next: Option<String>,
}

/// Read how much I have sent
///
/// All that a screen for sending asks before it sends: the limits with the types that are taken, what is used of them (what would not
/// fit is refused with 507), and the uploads that can be gone on with. Without an entry in the directory nothing is used.
#[utoipa::path(tag = "me",
    responses((status = 200, description = "What is used, and the limit", body = Storage<'static>)),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "ADMIN", "AUDITOR", "INTEGRATION"])))]
#[get("/me/storage")]
async fn read_my_storage(call: Call) -> Result<Answer, Problem> {
    call.no_parameters()?;
    let office = call.office().await?;
    let mut conn = call.lease().await?;
    let (used_bytes, refused_bytes) = match call.actor.officer {
        Some(id) => (room::used_by(&mut conn, id, call.now).await?, refused::bytes(&mut conn, id, call.now).await?),
        None => (0, 0),
    };
    let unfinished = uploads::unfinished_of(&call, &mut conn).await?;
    Ok(Answer::plain(&Storage {
        used_bytes,
        limit_bytes: office.limits.bytes_per_officer,
        refused_bytes,
        limits: office.limits.view(),
        unfinished_uploads: unfinished.items,
        unfinished_uploads_next: unfinished.next,
    }))
}
