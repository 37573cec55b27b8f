//! The words of the sheets: dates, times and closed sets in the office's Indonesian.

use crate::domain::agenda::Certainty;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::{Classification, Urgency};
use crate::domain::clock::Step;
use crate::domain::disposition::{Duty, RecipientKind};
use crate::domain::officer::MandateKind;
use crate::domain::picture::ArtifactFlag;
use crate::domain::time::{Instant, OfficeZone};
use chrono::{Datelike, NaiveDate, Timelike};

const MONTHS: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/// 30 September 2026
pub fn date(on: NaiveDate) -> String {
    format!("{} {} {}", on.day(), MONTHS[on.month0() as usize], on.year())
}

/// 30 September 2026
pub fn day_of(at: Instant, zone: OfficeZone) -> String {
    date(zone.local_date(at))
}

/// 30 September 2026, 09.00 WIB
pub fn moment(at: Instant, zone: OfficeZone) -> String {
    format!("{}, {} {}", day_of(at, zone), hour(at, zone), abbreviation(zone))
}

/// When something was done, where that was told later: 30 September 2026, 09.00 WIB, dilaporkan kemudian.
pub fn earlier(done: Instant, told: Instant, zone: OfficeZone) -> Option<String> {
    let done = moment(done, zone);
    (done != moment(told, zone)).then(|| format!("{done}, dilaporkan kemudian"))
}

/// Rabu, 30 September 2026, pukul 09.00–11.00 WIB; without an end: sampai selesai.
pub fn period(from: Instant, until: Option<Instant>, zone: OfficeZone) -> String {
    let day = |at: Instant| {
        let on = zone.local_date(at);
        format!("{}, {}", DAYS[on.weekday().num_days_from_monday() as usize], date(on))
    };
    let (begin, zone_name) = (format!("{}, pukul {}", day(from), hour(from, zone)), abbreviation(zone));
    match until {
        None => format!("{begin} {zone_name} sampai selesai"),
        Some(end) if zone.local_date(end) == zone.local_date(from) => format!("{begin}–{} {zone_name}", hour(end, zone)),
        Some(end) => format!("{begin} {zone_name} sampai {}, pukul {} {zone_name}", day(end), hour(end, zone)),
    }
}

/// 1 jam 12 menit
pub fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} menit"),
        (hours, 0) => format!("{hours} jam"),
        (hours, minutes) => format!("{hours} jam {minutes} menit"),
    }
}

/// 09.00
fn hour(at: Instant, zone: OfficeZone) -> String {
    let wall = zone.wall_clock(at);
    format!("{:02}.{:02}", wall.hour(), wall.minute())
}

fn abbreviation(zone: OfficeZone) -> &'static str {
    match zone {
        OfficeZone::Jakarta => "WIB",
        OfficeZone::Makassar => "WITA",
        OfficeZone::Jayapura => "WIT",
    }
}

pub fn classification(value: Classification) -> &'static str {
    match value {
        Classification::Ordinary => "Biasa",
        Classification::Restricted => "Terbatas",
        Classification::Confidential => "Rahasia",
        Classification::Secret => "Sangat Rahasia",
    }
}

/// Before the title of the post that somebody stands in for.
pub fn standing_in(value: MandateKind) -> &'static str {
    match value {
        MandateKind::Acting => "Plt.",
        MandateKind::ActingDaily => "Plh.",
    }
}

pub fn urgency(value: Urgency) -> &'static str {
    match value {
        Urgency::Normal => "Biasa",
        Urgency::Urgent => "Segera",
        Urgency::VeryUrgent => "Sangat Segera",
    }
}

pub fn certainty(value: Certainty) -> &'static str {
    match value {
        Certainty::Tentative => "Tentatif",
        Certainty::Definitive => "Pasti",
        Certainty::Postponed => "DITUNDA",
        Certainty::Cancelled => "BATAL",
    }
}

pub fn duty(value: Duty) -> &'static str {
    match value {
        Duty::Photographer => "Fotografer",
        Duty::Videographer => "Videografer",
        Duty::Writer => "Penulis",
        Duty::Data => "Pengolah data",
        Duty::Protocol => "Protokol",
    }
}

pub fn recipient_kind(value: RecipientKind) -> &'static str {
    match value {
        RecipientKind::Action => "Pelaksana",
        RecipientKind::Copy => "Tembusan",
    }
}

/// Of an artifact, before any decision on it.
pub const TAKEN_DOWN: &str = "Diturunkan dari publik";

pub fn decision(value: SelectionDecision) -> &'static str {
    match value {
        SelectionDecision::Selected => "Terpilih",
        SelectionDecision::NotSelected => "Tidak dipilih",
        SelectionDecision::Returned => "Dikembalikan",
    }
}

pub fn flag(value: ArtifactFlag) -> &'static str {
    match value {
        ArtifactFlag::TakenOutsideEvent => "di luar waktu acara",
        ArtifactFlag::TakenElsewhere => "di tempat lain",
        ArtifactFlag::LabelDiffers => "jenis berkas lain dari namanya",
        ArtifactFlag::EndsEarly => "terpotong",
    }
}

pub fn artifact_kind(value: ArtifactKind) -> &'static str {
    match value {
        ArtifactKind::Photo => "Foto",
        ArtifactKind::Video => "Video",
        ArtifactKind::Audio => "Audio",
        ArtifactKind::Dataset => "Data",
        ArtifactKind::Document => "Dokumen",
        ArtifactKind::SourceMaterial => "Bahan",
        ArtifactKind::WebsiteDraft => "Draf website",
        ArtifactKind::PressRelease => "Siaran pers",
    }
}

pub fn step(ordinal: u8) -> &'static str {
    match Step::from_ordinal(ordinal) {
        Some(Step::Assign) => "Penugasan oleh kepala bagian",
        Some(Step::Order) => "Perintah kepada staf",
        Some(Step::Document) => "Pelaksanaan oleh staf",
        Some(Step::Report) => "Pemilahan dan pelaporan",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_those_of_the_office() {
        let (start, zone) = (at("2026-09-30T02:00:00Z"), OfficeZone::Jakarta);
        assert_eq!(moment(start, zone), "30 September 2026, 09.00 WIB");
        assert_eq!(day_of(at("2026-09-30T16:30:00Z"), OfficeZone::Makassar), "1 Oktober 2026");
        let told = |end| period(start, end, zone);
        assert_eq!(told(Some(at("2026-09-30T04:30:00Z"))), "Rabu, 30 September 2026, pukul 09.00–11.30 WIB");
        assert_eq!(told(None), "Rabu, 30 September 2026, pukul 09.00 WIB sampai selesai");
        assert_eq!([0, 59, 60, 72].map(minutes), ["0 menit", "59 menit", "1 jam", "1 jam 12 menit"]);
        let night = told(Some(at("2026-09-30T17:00:00Z")));
        assert_eq!(night, "Rabu, 30 September 2026, pukul 09.00 WIB sampai Kamis, 1 Oktober 2026, pukul 00.00 WIB");
    }
}
