//! What an entry of the journal says to a person, in both languages.

use super::store::Line;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::label::Label;
use crate::features::mandates::Acting;
use crate::features::officers::OfficerRef;
use crate::http::language::Words;
use crate::office::names::Names;
use crate::print::words;
use serde_json::Value;
use uuid::Uuid;

pub fn sentence(line: &Line, by: Option<&OfficerRef>, acting: Option<&Acting>, names: &Names) -> Words {
    let who = doer(line, by, acting);
    let said = |id: &str, en: &str| Words::new(format!("{who} {id}."), format!("{who} {en}."));
    let changes = &line.changes.0;
    let after = &changes["after"];
    let named = |member: &str| people(std::slice::from_ref(&after[member]), names);
    let files = (format!("{} berkas", line.entries), plural(line.entries, "file", "files"));
    match line.kind.as_str() {
        "assignment.assigned" => {
            let to = named("assigneeId");
            said(&format!("menugaskan {}", to.id), &format!("assigned it to {}", to.en))
        }
        "assignment.dispatched" => {
            let crew = crew(after, names);
            said(&format!("memerintahkan {}", crew.id), &format!("ordered {} to carry it out", crew.en))
        }
        "assignment.edited" => {
            let what = members(changes);
            said(&format!("mengubah {}", what.id), &format!("changed {}", what.en))
        }
        "assignment.reassigned" => {
            let to = named("assigneeId");
            said(&format!("mengalihkan penugasan kepada {}", to.id), &format!("gave the case to {}", to.en))
        }
        "assignment.cancelled" => said("membatalkan penugasan", "cancelled the case"),
        "assignment.lateness-explained" => {
            let step = after["step"].as_u64().unwrap_or_default();
            said(&format!("menjelaskan keterlambatan langkah {step}"), &format!("said why step {step} was late"))
        }
        "assignment.event-changed" => {
            let what = members(changes);
            said(&format!("mengubah acara: {}", what.id), &format!("changed the event: {}", what.en))
        }
        "assignment.event-acknowledged" => said("mengetahui perubahan acara", "took note of the change of the event"),
        "disposition.read" => said("membaca disposisi", "read the disposition"),
        "disposition.completed" if after["state"] == "DOCUMENTED" => {
            said("menyelesaikan bagiannya; pelaksanaan selesai", "completed their part; step 3 is done")
        }
        "disposition.completed" => said("menyelesaikan bagiannya", "completed their part"),
        "disposition.returned" => {
            let whose = named("officerId");
            said(&format!("mengembalikan pekerjaan {}", whose.id), &format!("returned the work of {}", whose.en))
        }
        "disposition.recalled" => {
            let from = people(after["recalled"].as_array().map_or(&[], Vec::as_slice), names);
            said(&format!("menarik disposisi dari {}", from.id), &format!("recalled the disposition from {}", from.en))
        }
        "disposition.released" => {
            let one = named("officerId");
            said(&format!("melepas {} dari tugas", one.id), &format!("released {} from duty", one.en))
        }
        "artifact.added" => {
            let sent = counted(&line.what, artifact_kind);
            said(&format!("mengirim {}", sent.id), &format!("sent {}", sent.en))
        }
        "artifact.selected" => {
            let decided = counted(&line.what, decision);
            said(&format!("memilah {}: {}", files.0, decided.id), &format!("sorted {}: {}", files.1, decided.en))
        }
        "artifact.edited" => said(&format!("mengubah {}", files.0), &format!("changed {}", files.1)),
        "artifact.content-replaced" => {
            said(&format!("mengirim versi baru {}", files.0), &format!("sent a new version of {}", files.1))
        }
        "artifact.poster-attached" => {
            said(&format!("melampirkan poster {}", files.0), &format!("attached a poster to {}", files.1))
        }
        "artifact.poster-removed" => said(&format!("melepas poster {}", files.0), &format!("removed the poster of {}", files.1)),
        "artifact.deleted" => said(&format!("menghapus {}", files.0), &format!("took away {}", files.1)),
        "artifact.taken-down" => said("menurunkan sebuah berkas dari publik", "took a file down from the public"),
        "artifact.take-down-lifted" => said("mencabut penurunan sebuah berkas", "lifted the take-down of a file"),
        "report.opened" => said("membuka laporan", "opened the report"),
        "report.edited" => said("mengubah laporan", "changed the report"),
        "report.submitted" => {
            let number = after["registerNumber"].as_str().unwrap_or_default();
            said(&format!("mengajukan laporan {number}"), &format!("submitted report {number}"))
        }
        "report.accepted" => said("menerima laporan; penugasan selesai", "accepted the report; the case is closed"),
        "report.returned" => said("mengembalikan laporan", "returned the report"),
        "publication.published" => said("menerbitkan", "published it"),
        "publication.corrected" => said("mengoreksi terbitan", "corrected the publication"),
        "publication.verified" => said("memeriksa ulang terbitan", "verified the publication"),
        "publication.withdrawn" => said("menarik terbitan", "withdrew the publication"),
        "publication.picture-withdrawn" => said("menarik sebuah berkas dari terbitan", "withdrew a file from the publication"),
        "publication.appeared" => {
            said("mencatat bahwa terbitan mulai tampil", "noted that the publication can be read from now on")
        }
        "publication.shown" => said("menampilkan terbitan", "shows the publication"),
        "publication.removed" => said("tidak lagi menampilkan terbitan", "shows the publication no more"),
        "publication.due" => {
            said("mencatat bahwa terbitan perlu diperiksa ulang", "noted that the publication is due to be verified")
        }
        "publication.stale" => said("mencatat bahwa terbitan kadaluarsa", "noted that the publication is stale"),
        "publication.expired" => said("mencatat bahwa masa tayang terbitan lewat", "noted that the publication has expired"),
        "assignment.exempted" => said("mengecualikan informasi ini", "exempted this information"),
        "assignment.exemption-lifted" => said("mencabut pengecualian", "lifted the exemption"),
        other => said(other, other),
    }
}

/// By name; who acts for another with the title of the post; a machine by its subject.
fn doer(line: &Line, by: Option<&OfficerRef>, acting: Option<&Acting>) -> String {
    match (by, acting) {
        (Some(post), Some(acting)) => {
            format!("{} ({} {})", &*acting.officer.name, words::standing_in(acting.kind), &*post.position_title)
        }
        (Some(officer), None) => officer.name.to_string(),
        (None, _) => line.actor.clone(),
    }
}

fn people(ids: &[Value], names: &Names) -> Words {
    let ids = ids.iter().filter_map(|id| Uuid::try_parse(id.as_str()?).ok());
    let called: Vec<Words> =
        ids.map(|id| names.officer(id).name.to_string()).map(|name| Words::new(name.clone(), name)).collect();
    listed(&called)
}

/// Whom a dispatch orders: not those who only have a copy.
fn crew(after: &Value, names: &Names) -> Words {
    let recipients = after["recipients"].as_array().map_or(&[][..], Vec::as_slice);
    let ordered = recipients.iter().filter(|to| to["kind"] == "ACTION").map(|to| to["officerId"].clone());
    people(&ordered.collect::<Vec<_>>(), names)
}

/// One, two and three.
fn listed(all: &[Words]) -> Words {
    let of = |language: fn(&Words) -> &String, and: &str| match all {
        [] => "–".to_owned(),
        [one] => language(one).clone(),
        [before @ .., last] => {
            let before: Vec<&str> = before.iter().map(|one| language(one).as_str()).collect();
            format!("{} {and} {}", before.join(", "), language(last))
        }
    };
    Words::new(of(|words| &words.id, "dan"), of(|words| &words.en, "and"))
}

fn plural(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// So many of each, in the order in which they first came.
fn counted(what: &[Option<String>], called: fn(i64, &str) -> Words) -> Words {
    let mut kinds: Vec<(&str, i64)> = Vec::new();
    for one in what {
        let one = one.as_deref().unwrap_or_default();
        match kinds.iter_mut().find(|(kind, _)| *kind == one) {
            Some((_, count)) => *count += 1,
            None => kinds.push((one, 1)),
        }
    }
    listed(&kinds.into_iter().map(|(kind, count)| called(count, kind)).collect::<Vec<_>>())
}

fn artifact_kind(count: i64, label: &str) -> Words {
    let Some(kind) = ArtifactKind::from_label(label) else {
        return Words::new(format!("{count} berkas"), plural(count, "file", "files"));
    };
    let (one, many) = match kind {
        ArtifactKind::Photo => ("photo", "photos"),
        ArtifactKind::Video => ("video", "videos"),
        ArtifactKind::Audio => ("sound recording", "sound recordings"),
        ArtifactKind::Dataset => ("dataset", "datasets"),
        ArtifactKind::Document => ("document", "documents"),
        ArtifactKind::SourceMaterial => ("piece of source material", "pieces of source material"),
        ArtifactKind::WebsiteDraft => ("website draft", "website drafts"),
        ArtifactKind::PressRelease => ("press release", "press releases"),
    };
    Words::new(format!("{count} {}", words::artifact_kind(kind).to_lowercase()), plural(count, one, many))
}

fn decision(count: i64, label: &str) -> Words {
    let (id, en) = match SelectionDecision::from_label(label) {
        Some(SelectionDecision::Selected) => ("terpilih", "selected"),
        Some(SelectionDecision::NotSelected) => ("tidak dipilih", "not selected"),
        Some(SelectionDecision::Returned) => ("dikembalikan", "returned"),
        None => ("belum diputuskan lagi", "undecided again"),
    };
    Words::new(format!("{count} {id}"), format!("{count} {en}"))
}

/// What of a case or its event was changed.
fn members(changes: &Value) -> Words {
    const CALLED: [(&str, &str, &str); 10] = [
        ("subject", "perihal", "the subject"),
        ("scope", "lingkup", "the scope"),
        ("urgency", "tingkat urgensi", "the urgency"),
        ("classification", "sifat", "the classification"),
        ("dueAt", "batas waktu", "the due time"),
        ("title", "nama acara", "the title"),
        ("startsAt", "waktu mulai", "the start"),
        ("endsAt", "waktu selesai", "the end"),
        ("venue", "tempat", "the venue"),
        ("certainty", "kepastian", "the certainty"),
    ];
    let (before, after) = (&changes["before"], &changes["after"]);
    let withheld = changes["withheld"].as_array().map_or(&[][..], Vec::as_slice);
    let has_changed = |name: &str| before[name] != after[name] || withheld.iter().any(|one| one == name);
    let changed = CALLED.iter().filter(|(name, ..)| has_changed(name));
    listed(&changed.map(|(_, id, en)| Words::new(*id, *en)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_in_a_row_is_counted_by_kind() {
        let what = ["PHOTO", "PHOTO", "PRESS_RELEASE", "PHOTO"].map(|kind| Some(kind.to_owned()));
        let told = counted(&what, artifact_kind);
        assert_eq!((told.id.as_str(), told.en.as_str()), ("3 foto dan 1 siaran pers", "3 photos and 1 press release"));
        let told = counted(&["SELECTED", "NOT_SELECTED", "RETURNED"].map(|one| Some(one.to_owned())), decision);
        assert_eq!(told.id, "1 terpilih, 1 tidak dipilih dan 1 dikembalikan");
    }

    #[test]
    fn what_changed_is_told_by_its_name_alone() {
        let changes =
            serde_json::json!({ "before": { "urgency": "NORMAL" }, "after": { "urgency": "URGENT" }, "withheld": ["scope"] });
        let told = members(&changes);
        assert_eq!((told.id.as_str(), told.en.as_str()), ("lingkup dan tingkat urgensi", "the scope and the urgency"));
    }
}
