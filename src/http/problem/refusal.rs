//! How a refusal of the workflow is told: every unmet gate, and what would mend each.

use super::super::language::Words;
use super::about;
use super::{Choice, Fault, FaultKind, Kind, Place, Problem, Thing, ThingKind};
use crate::domain::label::Label;
use crate::domain::workflow::{Gate, Refusal, Unmet, roles};
use crate::http::fields::Stamp;

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
            Refusal::Ambiguous { choices } => {
                let choices: Vec<Choice> = choices.iter().filter_map(Choice::of).collect();
                let names: Vec<String> =
                    choices.iter().map(|choice| format!("{} ({})", &*choice.name, choice.officer_id)).collect();
                let names = names.join(", ");
                Problem::new(Kind::AmbiguousHat).choose(choices).detail(
                    format!("Anda dapat melakukan ini atas nama lebih dari satu petugas: {names}. Ulangi dengan ?actingFor= dan salah satu id."),
                    format!("You can do this for more than one officer: {names}. Repeat with ?actingFor= and one of the ids."),
                )
            }
            Refusal::BeforeMandate { told, from } => {
                let (told, from) = (Stamp(told), Stamp(from));
                let words = Words::new(
                    format!("Menurut Occurred-At dilakukan {told}, sebelum mandat Anda berlaku ({from})."),
                    format!("By Occurred-At it was done at {told}, before your mandate held ({from})."),
                );
                Problem::at(Place::Header("Occurred-At"), FaultKind::Rule { code: "BEFORE_MANDATE", words })
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
            about: things(&unmet),
        }
    }
}

/// What the words of a gate name by id.
fn things(unmet: &Unmet) -> Vec<Thing> {
    let kind = match unmet.gate {
        Gate::UploadUnfinished => ThingKind::Upload,
        Gate::ArtifactUndecided | Gate::ArtifactTakenDown | Gate::ArtifactNotSelected | Gate::Embargoed => ThingKind::Artifact,
        Gate::AltTextMissing | Gate::LawfulBasisMissing | Gate::ChildrenUnsaid => ThingKind::Artifact,
        Gate::ConsentMissing | Gate::CreditMissing => ThingKind::Artifact,
        Gate::AlreadyPublished | Gate::PublicationStands => ThingKind::Publication,
        Gate::InformationExempt | Gate::AlreadyExempt => ThingKind::Exemption,
        Gate::ReportDraftOpen => ThingKind::Report,
        _ => return Vec::new(),
    };
    let ids = unmet.about.iter().filter_map(|id| id.parse().ok());
    ids.take(about::MOST).map(|id| Thing::new(kind, id)).collect()
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
        Gate::AssigneeIsOneself => w("Tidak seorang pun menugaskan dirinya sendiri, juga bukan sebagai Plh. atau Plt.; tunjuk petugas lain.", "Nobody assigns to themself, nor to a post that they stand in for; choose another officer."),
        Gate::AssigneeUnchanged => w("Perkara ini sudah ditugaskan kepadanya dan disposisinya masih berlaku; tunjuk kepala subbagian lain.", "The case is theirs already and their disposition stands; choose another subdivision head."),
        Gate::ProcedureMissing => w("Belum ada SOP yang berlaku; ADMIN menambahkannya di /v1/procedures.", "No SOP is in force; an ADMIN adds one at /v1/procedures."),
        Gate::ActionRecipientMissing => w("Perlu paling sedikit satu penerima dengan kind ACTION.", "At least one recipient of kind ACTION is needed."),
        Gate::RecipientInactive => w("Penerima ini tidak aktif; pilih petugas yang aktif.", "This recipient is not active; choose one who is."),
        Gate::RecipientNotStaff => w("Penerima ACTION harus petugas dengan peran STAFF.", "An ACTION recipient must be an officer with the role STAFF."),
        Gate::DutyMissing => w("Penerima ACTION perlu duty.", "An ACTION recipient needs a duty."),
        Gate::AlreadyCompleted => w("Bagian Anda sudah selesai.", "Your part is already completed."),
        Gate::AlreadyRead => w("Sudah dibaca, dan yang sudah dibaca tidak dapat ditarik; pelaksana yang sudah membaca dapat dilepas (RELEASE).", "It has been read, and what has been read cannot be recalled; one of the crew who has read it can be released (RELEASE)."),
        Gate::NobodyOutstanding => w("Tidak ada lagi pelaksana yang belum selesai pada disposisi ini.", "Nobody whom this disposition orders to act still has something to do."),
        Gate::NotARecipient => w("Disposisi ini tidak (lagi) ditujukan kepada petugas ini; lihat recipients.", "This disposition is not addressed to this officer, or no longer; see recipients."),
        Gate::RecipientCompleted => w("Petugas ini sudah menyelesaikan bagiannya; yang dapat dilepas hanya yang belum selesai.", "This officer has completed their part; only those who have not can be released."),
        Gate::NotAStepTwoDisposition => w("Ini disposisi langkah 1; tindakan ini hanya untuk disposisi kepada staf (langkah 2).", "This is a step 1 disposition; the act is for one to staff (step 2) alone."),
        Gate::RecipientNotCompleted => w("Petugas ini belum menyelesaikan disposisi ini, jadi belum ada yang dikembalikan.", "This officer has not completed this disposition, so there is nothing to return."),
        Gate::NewDataMissing => w("Belum ada data baru: unggah paling sedikit satu PHOTO, VIDEO, AUDIO, DATASET atau DOCUMENT.", "No new data yet: upload at least one PHOTO, VIDEO, AUDIO, DATASET or DOCUMENT."),
        Gate::DraftMissing => w("Belum ada draf: tulis paling sedikit satu WEBSITE_DRAFT atau PRESS_RELEASE.", "No draft yet: write at least one WEBSITE_DRAFT or PRESS_RELEASE."),
        Gate::UploadUnfinished => Words::new(format!("Unggahan Anda belum selesai: {about}; lanjutkan, atau akhiri dengan DELETE /v1/uploads/{{id}}."), format!("Your uploads are not finished: {about}; go on with each, or end it by DELETE /v1/uploads/{{id}}.")),
        Gate::ArtifactUndecided => Words::new(format!("Belum dipilah (SELECTED atau NOT_SELECTED): {about}."), format!("Not yet decided (SELECTED or NOT_SELECTED): {about}.")),
        Gate::ArtifactSelected => w("Sudah terpilih; batalkan pilihannya dahulu di …/selection.", "Already selected; take the selection back at …/selection first."),
        Gate::ArtifactTakenDown if about.is_empty() => w("Sudah diturunkan dari publik: tidak dapat dipilih atau dihapus selama penurunannya berlaku; kepala bagian dapat mencabutnya di …/take-down/lifting.", "Taken down: it can be neither selected nor deleted while that stands; a division head can lift it at …/take-down/lifting."),
        Gate::ArtifactTakenDown => Words::new(format!("Terpilih, tetapi sudah diturunkan dari publik: {about}; tinggalkan (NOT_SELECTED), atau minta kepala bagian mencabut penurunannya."), format!("Selected, but taken down: {about}; leave it out (NOT_SELECTED), or have a division head lift the take-down.")),
        Gate::AlreadyTakenDown => w("Sudah diturunkan dari publik; lihat takeDown.", "Already taken down; see takeDown."),
        Gate::NotTakenDown => w("Tidak sedang diturunkan, jadi tidak ada yang dicabut.", "It is not taken down, so there is nothing to lift."),
        Gate::DraftIsText => w("Draf adalah teks tanpa berkas; ubah teksnya dengan PATCH.", "A draft is text without a file; change its text by PATCH."),
        Gate::PictureNeedsNoPoster => w("Berkas ini gambar dan menjadi posternya sendiri; kirim versi baru lewat …/content.", "This file is a picture and its own poster; send a new version at …/content."),
        Gate::PosterMissing => w("Tidak ada poster yang dapat dilepas.", "There is no poster to remove."),
        Gate::SelectionEmpty => w("Belum ada yang terpilih: pilih paling sedikit satu artefak.", "Nothing is selected: select at least one artifact."),
        Gate::ReportNotDraft => w("Laporan ini bukan DRAFT lagi.", "This report is no longer a DRAFT."),
        Gate::ReportNotSubmitted => w("Laporan ini tidak sedang menunggu keputusan (SUBMITTED).", "This report is not waiting for a decision (SUBMITTED)."),
        Gate::ReportIsOnesOwn => w("Anda ikut menulis atau mengajukan laporan ini; yang memutuskan harus orang lain (empat mata), jabatan mana pun yang Anda wakili.", "You wrote of this report or submitted it; somebody else must decide on it (four eyes), whichever post you stand in for."),
        Gate::ReportDraftOpen => Words::new(format!("Sudah ada laporan DRAFT: {about}; ubah yang itu."), format!("A DRAFT report is open already: {about}; edit that one.")),
        Gate::ReportNotAccepted => w("Laporan ini belum atau tidak diterima; hanya isi laporan yang diterima (ACCEPTED) dapat diterbitkan.", "This report is not accepted; only what an ACCEPTED report reports can be published."),
        Gate::CaseNotOrdinary => w("Penugasan ini tidak bersifat ORDINARY; isinya tidak diterbitkan.", "The assignment is not ORDINARY; nothing of it is published."),
        Gate::InformationExempt => Words::new(format!("Informasi ini dikecualikan (EXEMPT): {about}; tidak diterbitkan selama pengecualiannya berlaku."), format!("This information is EXEMPT: {about}; it is not published while that holds.")),
        Gate::AlreadyPublished => Words::new(format!("Draf ini sudah terbit: {about}; koreksi yang itu."), format!("This draft is published already: {about}; correct that.")),
        Gate::TextOutsideSubset => Words::new(format!("Baris {about} draf ini memuat yang tidak dapat diterbitkan (HTML, gambar, kode, judul tingkat 1, tautan lain); kirim teks yang sudah disiapkan dalam body."), format!("Line {about} of this draft has what cannot be published (HTML, images, code, headings of level 1, other links); send a text that is made ready in body.")),
        Gate::ArtifactNotSelected => Words::new(format!("Tidak terpilih pada laporan ini: {about}; pakai yang SELECTED."), format!("Not selected in this report: {about}; take what is SELECTED.")),
        Gate::Embargoed => Words::new(format!("Masih diembargo saat itu: {about}; jadwalkan sesudahnya dengan publishAt."), format!("Still under embargo then: {about}; schedule it later by publishAt.")),
        Gate::AltTextMissing => Words::new(format!("Gambar tanpa teks alternatif: {about}; isi altText."), format!("An image without a text for those who cannot see it: {about}; fill altText.")),
        Gate::LawfulBasisMissing => Words::new(format!("Menyebut orang tanpa dasar hukum: {about}; isi lawfulBasis."), format!("Names persons without a lawful basis: {about}; fill lawfulBasis.")),
        Gate::ChildrenUnsaid => Words::new(format!("Belum dikatakan apakah ada anak-anak: {about}; isi childrenShown."), format!("Nobody has said whether children are in it: {about}; fill childrenShown.")),
        Gate::ConsentMissing => Words::new(format!("Menampilkan anak-anak tanpa izin: {about}; isi consentRef."), format!("Shows children without consent: {about}; fill consentRef.")),
        Gate::CreditMissing => Words::new(format!("Tanpa kredit: {about}; isi credit."), format!("Without a credit: {about}; fill credit.")),
        Gate::NothingChanged => w("Isinya sama dengan versi yang berlaku; tidak ada yang dikoreksi.", "It is what the version that stands is already; nothing is corrected."),
        Gate::PublicationWithdrawn => w("Terbitan ini sudah ditarik; yang ditarik tidak diubah lagi.", "This publication is withdrawn; what is withdrawn is changed no more."),
        Gate::PublicationExpired => w("Masa tayangnya sudah lewat: beri visibleUntil yang baru, atau tarik terbitannya.", "It was to be shown until a time that is past: give a new visibleUntil, or withdraw it."),
        Gate::AlreadyExempt => Words::new(format!("Sudah dikecualikan: {about}; cabut yang itu dahulu."), format!("Exempt already: {about}; lift that first.")),
        Gate::PublicationStands => Words::new(format!("Masih ada terbitan yang berlaku: {about}; tarik dahulu."), format!("Publications of it stand: {about}; withdraw them first.")),
        Gate::ExemptionOver => w("Pengecualian ini tidak berlaku lagi.", "This exemption holds no longer."),
    }
}
