//! The sheet of a report at an address of its own, so that generated clients know its bytes for bytes.

use super::super::store::{self, Parts};
use crate::features::papers::PaperParameters;
use crate::http::answer::Answer;
use crate::http::extract::Id;
use crate::http::problem::Problem;
use crate::office::call::Call;
use actix_web::get;

/// Print a report
///
/// The *Laporan Hasil Publikasi dan Dokumentasi*: the same file as the report itself by `Accept: application/pdf`.
#[utoipa::path(tag = "reports", params(("id" = Uuid, Path, description = "The report"), PaperParameters),
    responses((status = 200, description = "The sheet; unless it is a draft's, `ETag` and `Repr-Digest` are its SHA-256", body = [u8], content_type = "application/pdf")),
    security(("bearer" = ["DIVISION_HEAD", "SUBDIVISION_HEAD", "STAFF", "AUDITOR"])))]
#[get("/reports/{id}/sheet")]
pub(super) async fn print_report(call: Call, id: Id) -> Result<Answer, Problem> {
    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "nothing is printed"))]
    let paper = call.parameters()?.read::<PaperParameters>()?;
    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "nothing is printed"))]
    let whole = store::find(&mut *call.lease().await?, &call.actor, id.0, Parts::ALL).await?;
    #[cfg(not(feature = "pdf"))]
    return Err(crate::http::accept::no_press());
    #[cfg(feature = "pdf")]
    super::super::paper::print(&call, &*call.office().await?, whole, paper.with_notes()).await
}
