//! An artifact: what staff bring back from an event (*data baru*, *draft konsep*, *bahan*).

use super::assignment::Classification;
use super::label::labels;
use super::time::Instant;

labels! {
    ArtifactKind {
        Photo = "PHOTO", Video = "VIDEO", Audio = "AUDIO", Dataset = "DATASET", Document = "DOCUMENT",
        /// *Bahan update data*: what staff are given to work with.
        SourceMaterial = "SOURCE_MATERIAL",
        WebsiteDraft = "WEBSITE_DRAFT", PressRelease = "PRESS_RELEASE",
    }

    /// *Memilah*: the subdivision head's decision on an artifact.
    SelectionDecision {
        Selected = "SELECTED", NotSelected = "NOT_SELECTED",
        /// To be mended by whoever sent it; still undecided.
        Returned = "RETURNED",
    }

    /// What stands between an artifact and the public.
    PublicGate {
        NotSelected = "NOT_SELECTED", TakenDown = "TAKEN_DOWN", Classification = "CLASSIFICATION", Embargoed = "EMBARGOED",
        AltTextMissing = "ALT_TEXT_MISSING", LawfulBasisMissing = "LAWFUL_BASIS_MISSING",
        ChildrenUnsaid = "CHILDREN_UNSAID", ConsentMissing = "CONSENT_MISSING",
    }
}

/// What decides whether the public may have an artifact: of itself, of its case, and the time.
#[derive(Debug, Clone, Copy)]
pub struct Exposure {
    pub decision: Option<SelectionDecision>,
    pub is_taken_down: bool,
    pub classification: Classification,
    pub embargo_until: Option<Instant>,
    pub now: Instant,
    /// What of people it can show.
    pub shows: Shows,
    pub has_alt_text: bool,
    pub names_persons: bool,
    pub has_lawful_basis: bool,
    /// None: nobody has said.
    pub children_shown: Option<bool>,
    pub has_consent: bool,
}

/// Whether one sees something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Image,
    Video,
    Nothing,
}

/// Every gate between an artifact and the public, in the order of [`PublicGate`]; none: it may be published.
///
/// The one place that says so (Law 27/2022; classification; *memilah*): whatever is shown to the public asks here, each time.
pub fn public_gates(of: &Exposure) -> Vec<PublicGate> {
    let gates = [
        (of.decision != Some(SelectionDecision::Selected), PublicGate::NotSelected),
        (of.is_taken_down, PublicGate::TakenDown),
        (of.classification != Classification::Ordinary, PublicGate::Classification),
        (of.embargo_until.is_some_and(|until| of.now < until), PublicGate::Embargoed),
        (of.shows == Shows::Image && !of.has_alt_text, PublicGate::AltTextMissing),
        (of.names_persons && !of.has_lawful_basis, PublicGate::LawfulBasisMissing),
        (of.shows != Shows::Nothing && of.children_shown.is_none(), PublicGate::ChildrenUnsaid),
        (of.children_shown == Some(true) && !of.has_consent, PublicGate::ConsentMissing),
    ];
    gates.into_iter().filter(|(is_shut, _)| *is_shut).map(|(_, gate)| gate).collect()
}

impl Shows {
    /// A photo whatever it is stored as; of other files, what their bytes are.
    pub fn of(kind: ArtifactKind, media_type: Option<&str>) -> Self {
        let is = |family: &str| media_type.is_some_and(|media_type| media_type.starts_with(family));
        match kind {
            ArtifactKind::Photo => Self::Image,
            ArtifactKind::Video => Self::Video,
            _ if is("image/") => Self::Image,
            _ if is("video/") => Self::Video,
            _ => Self::Nothing,
        }
    }
}

impl ArtifactKind {
    /// *Data baru* of the SOP's step 3.
    pub const NEW_DATA: &'static [Self] = &[Self::Photo, Self::Video, Self::Audio, Self::Dataset, Self::Document];
    /// *Draft konsep untuk website* of the SOP's step 3: text written here.
    pub const DRAFTS: &'static [Self] = &[Self::WebsiteDraft, Self::PressRelease];

    /// Drafts are text; everything else is a file.
    pub fn is_draft(self) -> bool {
        Self::DRAFTS.contains(&self)
    }
}

impl SelectionDecision {
    pub const FINAL: &'static [Self] = &[Self::Selected, Self::NotSelected];

    /// A report may be submitted once every artifact has one of these.
    pub fn is_final(self) -> bool {
        Self::FINAL.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// A photo with everything the law asks for.
    fn fit() -> Exposure {
        Exposure {
            decision: Some(SelectionDecision::Selected),
            is_taken_down: false,
            classification: Classification::Ordinary,
            embargo_until: None,
            now: Instant::default(),
            shows: Shows::Image,
            has_alt_text: true,
            names_persons: true,
            has_lawful_basis: true,
            children_shown: Some(true),
            has_consent: true,
        }
    }

    #[test]
    fn a_photo_that_lacks_nothing_may_be_published() {
        assert_eq!(public_gates(&fit()), []);
    }

    #[test]
    fn each_lack_alone_keeps_it_from_the_public() {
        let soon = Some(fit().now + TimeDelta::milliseconds(1));
        for (lacking, gate) in [
            (Exposure { decision: None, ..fit() }, PublicGate::NotSelected),
            (Exposure { decision: Some(SelectionDecision::NotSelected), ..fit() }, PublicGate::NotSelected),
            (Exposure { decision: Some(SelectionDecision::Returned), ..fit() }, PublicGate::NotSelected),
            (Exposure { is_taken_down: true, ..fit() }, PublicGate::TakenDown),
            (Exposure { classification: Classification::Restricted, ..fit() }, PublicGate::Classification),
            (Exposure { classification: Classification::Secret, ..fit() }, PublicGate::Classification),
            (Exposure { embargo_until: soon, ..fit() }, PublicGate::Embargoed),
            (Exposure { has_alt_text: false, ..fit() }, PublicGate::AltTextMissing),
            (Exposure { has_lawful_basis: false, ..fit() }, PublicGate::LawfulBasisMissing),
            (Exposure { children_shown: None, ..fit() }, PublicGate::ChildrenUnsaid),
            (Exposure { has_consent: false, ..fit() }, PublicGate::ConsentMissing),
        ] {
            assert_eq!(public_gates(&lacking), [gate], "{lacking:?}");
        }
    }

    #[test]
    fn nothing_is_asked_for_that_does_not_concern_it() {
        let ended = Exposure { embargo_until: Some(fit().now), ..fit() };
        let nobody = Exposure { names_persons: false, has_lawful_basis: false, ..fit() };
        let no_children = Exposure { children_shown: Some(false), has_consent: false, ..fit() };
        let video = Exposure { shows: Shows::Video, has_alt_text: false, ..fit() };
        let text = Exposure { shows: Shows::Nothing, has_alt_text: false, children_shown: None, ..fit() };
        for free in [ended, nobody, no_children, video, text] {
            assert_eq!(public_gates(&free), [], "{free:?}");
        }
    }

    #[test]
    fn everything_at_once_is_told_at_once() {
        let worst = Exposure {
            decision: None,
            is_taken_down: true,
            classification: Classification::Secret,
            embargo_until: Some(fit().now + TimeDelta::days(1)),
            has_alt_text: false,
            has_lawful_basis: false,
            has_consent: false,
            ..fit()
        };
        // Whether there are children cannot be unsaid and unconsented at once.
        assert_eq!(public_gates(&worst).len(), 7);
    }

    #[test]
    fn what_is_seen_in_a_file_follows_its_kind_and_its_bytes() {
        assert_eq!(Shows::of(ArtifactKind::Photo, Some("image/tiff")), Shows::Image);
        assert_eq!(Shows::of(ArtifactKind::SourceMaterial, Some("image/png")), Shows::Image);
        assert_eq!(Shows::of(ArtifactKind::SourceMaterial, Some("video/mp4")), Shows::Video);
        assert_eq!(Shows::of(ArtifactKind::Document, Some("application/pdf")), Shows::Nothing);
        assert_eq!(Shows::of(ArtifactKind::PressRelease, None), Shows::Nothing);
    }
}
