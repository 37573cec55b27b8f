//! What is told of an act whose transaction was undone, or of which nobody knows what came of it.

use super::{Kind, Problem};
use actix_web::http::header;

impl Problem {
    /// Undone for the sake of another transaction: done from its beginning again, it may well go through.
    pub fn clash(error: impl std::fmt::Display) -> Self {
        tracing::info!(target: "pubdok", %error, "clashed with another transaction");
        Self { is_clash: true, ..Self::new(Kind::Unavailable).header(header::RETRY_AFTER, "1") }
    }

    /// Whether that is all that is wrong.
    pub fn is_clash(&self) -> bool {
        self.is_clash
    }

    /// Nobody said whether the act is done: never to be told as done, nor as not done.
    pub fn outcome_unknown(error: impl std::fmt::Display) -> Self {
        tracing::warn!(target: "pubdok", %error, "an act's outcome is unknown");
        Self::new(Kind::OutcomeUnknown).header(header::RETRY_AFTER, "1")
    }

    /// The act is done, but whether it stays done if this database is lost is not known: never to be told as done.
    pub fn unconfirmed(error: impl std::fmt::Display) -> Self {
        Self::unavailable(error).detail(
            "Belum pasti tersimpan: server cadangan tidak memastikannya. Kirim lagi dengan Idempotency-Key yang sama; tanpa kunci, periksa dulu apakah sudah tercatat.",
            "Not certain to be kept: the standby did not confirm it. Send it again with the same Idempotency-Key; without one, look first whether it is recorded.",
        )
    }
}
