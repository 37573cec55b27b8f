//! Why a body is not taken here and now, with where to go on.

use super::store::Upload;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem};
use crate::http::tus;
use actix_web::http::header;

/// The upload stands elsewhere; tells where.
pub fn out_of_step(upload: &Upload) -> Problem {
    let at = upload.received;
    let words = Words::new(
        format!("Unggahan ini sudah sampai di byte {at}; lanjutkan dari sana."),
        format!("This upload stands at byte {at}; go on from there."),
    );
    let place = Place::Header("Upload-Offset");
    Problem::conflict(Faults::one(place, FaultKind::Rule { code: "OFFSET_MISMATCH", words })).header(tus::OFFSET, at)
}

/// The process ends sooner than the body may.
pub fn leaving() -> Problem {
    let told = Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "1");
    told.detail(
        "Server ini sedang berhenti; lanjutkan dari Upload-Offset, server lain akan menerimanya.",
        "This instance is stopping; go on from Upload-Offset, another will take it.",
    )
}
