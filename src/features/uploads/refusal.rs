//! Why a body is not taken: here and now, with where to go on; or never, with the reason that stays.

use super::store::Upload;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Kind, Place, Problem, Thing, ThingKind};
use crate::http::tus;
use actix_web::http::header;
use serde::{Deserialize, Serialize};

/// Why an upload can never finish, as it is kept: whoever asks later reads it in their own language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    id: String,
    en: String,
}

impl Refusal {
    pub fn of(problem: &Problem) -> Self {
        let (code, Words { id, en }) = problem.reason();
        Self { code: code.to_owned(), id, en }
    }

    pub fn words(&self) -> Words {
        Words::new(self.id.clone(), self.en.clone())
    }
}

impl Upload {
    pub fn thing(&self) -> Thing {
        Thing::new(ThingKind::Upload, self.id)
    }

    /// Why it was refused, if it was.
    pub fn refused(&self) -> Option<Refusal> {
        serde_json::from_value(self.refusal.clone()?).ok()
    }

    /// It is over: refused, ended or expired.
    pub fn gone(&self) -> Problem {
        let gone = Problem::new(Kind::Gone).about(ThingKind::Upload, self.id).about(ThingKind::Assignment, self.assignment_id);
        let Some(refusal) = self.refused() else { return gone };
        let words = refusal.words();
        gone.header(tus::REFUSAL, refusal.code.as_str()).detail(
            format!(
                "Unggahan ini ditolak untuk selamanya ({}): {} Kirim berkas lain sebagai unggahan baru.",
                refusal.code, words.id
            ),
            format!("This upload was refused for good ({}): {} Send another file as a new upload.", refusal.code, words.en),
        )
    }
}

/// The upload stands elsewhere; tells where.
pub fn out_of_step(upload: &Upload) -> Problem {
    let at = upload.received;
    let words = Words::new(
        format!("Unggahan ini sudah sampai di byte {at}; lanjutkan dari sana."),
        format!("This upload stands at byte {at}; go on from there."),
    );
    let fault = Faults::one(Place::Header("Upload-Offset"), FaultKind::Rule { code: "OFFSET_MISMATCH", words });
    Problem::conflict(fault.about(&[upload.thing()])).header(tus::OFFSET, at)
}

/// The process ends sooner than the body may.
pub fn leaving() -> Problem {
    let told = Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "1");
    told.detail(
        "Server ini sedang berhenti; lanjutkan dari Upload-Offset, server lain akan menerimanya.",
        "This instance is stopping; go on from Upload-Offset, another will take it.",
    )
}
