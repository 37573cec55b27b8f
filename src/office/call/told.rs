//! When an act was done, as its doer tells it: work done without a connection is sent later, and follows what it presupposes.

use super::Doing;
use crate::domain::time::{Instant, OfficeZone};
use crate::http::fields;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Place, Problem};
use actix_web::http::header::HeaderMap;
use chrono::{SecondsFormat, TimeDelta};

const NAME: &str = "Occurred-At";
/// Older work is no longer told: its case has long been looked after otherwise.
pub const LONGEST_AGO: TimeDelta = TimeDelta::days(30);
/// So far ahead a device's clock may be without anybody noticing: what it tells is taken as now.
const MOST_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What an act presupposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    Assignment,
    Issue,
    Reading,
    Return,
    Documentation,
    Selection,
    Submission,
    TakeDown,
    Acceptance,
    Publication,
    Exemption,
}

impl Earlier {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Assignment => ("penugasan", "the assignment"),
            Self::Issue => ("penerbitan disposisi", "the issue of the disposition"),
            Self::Reading => ("disposisi dibaca", "the reading of the disposition"),
            Self::Return => ("pengembalian", "the return"),
            Self::Documentation => ("selesainya dokumentasi", "the end of the documentation"),
            Self::Selection => ("pemilahan", "the selection"),
            Self::Submission => ("penyampaian laporan", "the submission of the report"),
            Self::TakeDown => ("penurunan", "the taking down"),
            Self::Acceptance => ("penerimaan laporan", "the acceptance of the report"),
            Self::Publication => ("tindakan terakhir pada terbitan ini", "the last act on this publication"),
            Self::Exemption => ("pengecualian", "the exemption"),
        }
    }
}

/// The `Occurred-At` header, or now.
pub fn occurred_at(headers: &HeaderMap, now: Instant) -> Result<Instant, Problem> {
    let Some(value) = headers.get("occurred-at") else { return Ok(now) };
    let refused = |kind| Problem::at(Place::Header(NAME), kind);
    let told = value.to_str().unwrap_or_default();
    let at = fields::instant(told).map_err(refused)?;
    if at > now + MOST_AHEAD {
        let minutes = (at - now).num_minutes();
        let id = format!("Jam perangkat Anda {minutes} menit terlalu cepat ({told}): betulkan, lalu kirim lagi.");
        let en = format!("Your device's clock is {minutes} minutes ahead ({told}): set it, then send again.");
        return Err(refused(FaultKind::rule("CLOCK_AHEAD", id, en)));
    }
    if at < now - LONGEST_AGO {
        let words = Words::new("Harus dalam 30 hari terakhir.", "Must lie within the last 30 days.");
        return Err(refused(FaultKind::Rule { code: "OUT_OF_RANGE", words }));
    }
    Ok(at.min(now))
}

impl Doing {
    /// Refuses an act that is told for a time before what it presupposes. One that tells no time is done now, after all that is there.
    pub fn follows(&self, earlier: impl IntoIterator<Item = (Earlier, Option<Instant>)>) -> Result<(), Problem> {
        if self.occurred_at == self.now {
            return Ok(());
        }
        let latest = earlier.into_iter().filter_map(|(what, at)| Some((at?, what))).max_by_key(|(at, _)| *at);
        let Some((at, what)) = latest.filter(|(at, _)| *at > self.occurred_at) else { return Ok(()) };
        let zone = self.office.zone();
        let (told, at, (id, en)) = (written(self.occurred_at, zone), written(at, zone), what.words());
        let id = format!("{told} mendahului {id} ({at}): tulis kapan tindakan ini sebenarnya dilakukan.");
        let en = format!("{told} is before {en} ({at}): tell when this act was really done.");
        Err(Problem::at(Place::Header(NAME), FaultKind::rule("BEFORE_ITS_CAUSE", id, en)))
    }
}

/// As people at the office read it, and programs too.
fn written(at: Instant, zone: OfficeZone) -> String {
    at.with_timezone(&zone.tz()).to_rfc3339_opts(SecondsFormat::Secs, false)
}
