//! How a refusal of the workflow is told: every unmet gate, and what would mend each.

use super::super::language::Words;
use super::{Fault, FaultKind, Kind, Place, Problem};
use crate::domain::label::Label;
use crate::domain::workflow::{Gate, Refusal, Unmet, roles};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotYours { act } => {
                let who: Vec<_> = roles(act).iter().map(|role| role.label()).collect();
                Problem::new(Kind::NotYours).detail(
                    format!("{act} adalah tindakan {} yang ditunjuk untuk perkara ini. Lihat allowedActions.", who.join(" / ")),
                    format!("{act} belongs to the {} this case names. See allowedActions.", who.join(" / ")),
                )
            }
            Refusal::Gates { unmet, .. } => {
                unmet.into_iter().fold(Problem::new(Kind::StateForbids), |problem, unmet| problem.fault(unmet.into()))
            }
        }
    }
}

impl From<Unmet> for Fault {
    fn from(unmet: Unmet) -> Self {
        Fault {
            place: Place::Body(unmet.pointer.clone().unwrap_or_else(|| "#".to_owned())),
            kind: FaultKind::Rule { code: unmet.gate.label(), words: tell(&unmet) },
        }
    }
}

/// The gate in words.
#[rustfmt::skip]
pub fn tell(unmet: &Unmet) -> Words {
    let w = |id: &str, en: &str| Words::new(id, en);
    let about = unmet.about.join(", ");
    match unmet.gate {
        Gate::StateForbids => {
            let now = unmet.about.first().map_or("", String::as_str);
            let possible = unmet.about.get(1..).unwrap_or_default().join(", ");
            Words::new(format!("Penugasan berstatus {now}; tindakan ini hanya dapat dilakukan pada {possible}."),
                       format!("The assignment is {now}; this act is possible only in {possible}."))
        }
        Gate::AgendaItemCancelled => w("Acara ini dibatalkan; pilih acara lain, ubah certainty-nya, atau batalkan penugasannya.", "The event is cancelled; choose another, change its certainty, or cancel the assignment."),
        Gate::AssigneeInactive => w("Petugas yang ditunjuk tidak aktif; tunjuk yang aktif.", "The assignee is not active; choose one who is."),
        Gate::AssigneeNotSubdivisionHead => w("Yang ditunjuk bukan kepala subbagian; tunjuk petugas dengan peran SUBDIVISION_HEAD.", "The assignee is not a subdivision head; choose an officer with the role SUBDIVISION_HEAD."),
        Gate::ProcedureMissing => w("Belum ada SOP yang berlaku; ADMIN menambahkannya di /v1/procedures.", "No SOP is in force; an ADMIN adds one at /v1/procedures."),
        Gate::ActionRecipientMissing => w("Perlu paling sedikit satu penerima dengan kind ACTION.", "At least one recipient of kind ACTION is needed."),
        Gate::RecipientInactive => w("Penerima ini tidak aktif; pilih petugas yang aktif.", "This recipient is not active; choose one who is."),
        Gate::RecipientNotStaff => w("Penerima ACTION harus petugas dengan peran STAFF.", "An ACTION recipient must be an officer with the role STAFF."),
        Gate::DutyMissing => w("Penerima ACTION perlu duty.", "An ACTION recipient needs a duty."),
        Gate::AlreadyCompleted => w("Bagian Anda sudah selesai.", "Your part is already completed."),
        Gate::AlreadyRead => w("Semua penerima sudah membaca; disposisi yang sudah dibaca tidak dapat ditarik.", "Every recipient has read it; what has been read cannot be recalled."),
        Gate::NotAStepTwoDisposition => w("Ini disposisi langkah 1; yang dapat dikembalikan adalah disposisi kepada staf (langkah 2).", "This is a step 1 disposition; only one to staff (step 2) can be returned."),
        Gate::RecipientNotCompleted => w("Petugas ini belum menyelesaikan disposisi ini, jadi belum ada yang dikembalikan.", "This officer has not completed this disposition, so there is nothing to return."),
        Gate::NewDataMissing => w("Belum ada data baru: unggah paling sedikit satu PHOTO, VIDEO, AUDIO, DATASET atau DOCUMENT.", "No new data yet: upload at least one PHOTO, VIDEO, AUDIO, DATASET or DOCUMENT."),
        Gate::DraftMissing => w("Belum ada draf: tulis paling sedikit satu WEBSITE_DRAFT atau PRESS_RELEASE.", "No draft yet: write at least one WEBSITE_DRAFT or PRESS_RELEASE."),
        Gate::UploadUnfinished => Words::new(format!("Unggahan Anda belum selesai: {about}; lanjutkan, atau akhiri dengan DELETE /v1/uploads/{{id}}."), format!("Your uploads are not finished: {about}; go on with each, or end it by DELETE /v1/uploads/{{id}}.")),
        Gate::ArtifactUndecided => Words::new(format!("Belum dipilah (SELECTED atau NOT_SELECTED): {about}."), format!("Not yet decided (SELECTED or NOT_SELECTED): {about}.")),
        Gate::ArtifactSelected => w("Sudah terpilih; batalkan pilihannya dahulu di …/selection.", "Already selected; take the selection back at …/selection first."),
        Gate::ArtifactTakenDown if about.is_empty() => w("Sudah diturunkan dari publik: tidak dapat dipilih atau dihapus selama penurunannya berlaku; kepala bagian dapat mencabutnya di …/take-down/lifting.", "Taken down: it can be neither selected nor deleted while that stands; a division head can lift it at …/take-down/lifting."),
        Gate::ArtifactTakenDown => Words::new(format!("Terpilih, tetapi sudah diturunkan dari publik: {about}; putuskan NOT_SELECTED, atau minta kepala bagian mencabut penurunannya."), format!("Selected, but taken down: {about}; decide NOT_SELECTED, or have a division head lift the take-down.")),
        Gate::AlreadyTakenDown => w("Sudah diturunkan dari publik; lihat takeDown.", "Already taken down; see takeDown."),
        Gate::NotTakenDown => w("Tidak sedang diturunkan, jadi tidak ada yang dicabut.", "It is not taken down, so there is nothing to lift."),
        Gate::DraftIsText => w("Draf adalah teks tanpa berkas; ubah teksnya dengan PATCH.", "A draft is text without a file; change its text by PATCH."),
        Gate::PictureNeedsNoPoster => w("Berkas ini gambar dan menjadi posternya sendiri; kirim versi baru lewat …/content.", "This file is a picture and its own poster; send a new version at …/content."),
        Gate::PosterMissing => w("Tidak ada poster yang dapat dilepas.", "There is no poster to remove."),
        Gate::SelectionEmpty => w("Belum ada yang terpilih: pilih paling sedikit satu artefak.", "Nothing is selected: select at least one artifact."),
        Gate::ReportNotDraft => w("Laporan ini bukan DRAFT lagi.", "This report is no longer a DRAFT."),
        Gate::ReportNotSubmitted => w("Laporan ini tidak sedang menunggu keputusan (SUBMITTED).", "This report is not waiting for a decision (SUBMITTED)."),
        Gate::ReportDraftOpen => Words::new(format!("Sudah ada laporan DRAFT: {about}; ubah yang itu."), format!("A DRAFT report is open already: {about}; edit that one.")),
    }
}
