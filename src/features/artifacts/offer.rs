//! What is said of a file that is sent, and what it turns out to be.

use crate::blobs::sniff::{self, Recognised};
use crate::blobs::{FileName, HEAD, Received, TypeMismatch};
use crate::domain::artifact::ArtifactKind;
use crate::domain::digest::{Crc32, Digest};
use crate::domain::media_type::MediaType;
use crate::domain::text::TextFault;
use crate::domain::text_encoding::TextEncoding;
use crate::features::archive::Arrival;
use crate::features::pictures::Seen;
use crate::http::body;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Kind, Place, Problem};
use std::sync::Arc;
use uuid::Uuid;

/// What the sender says of a file.
pub struct Offer {
    pub kind: ArtifactKind,
    /// The largest it may be.
    pub limit: u64,
    pub declared: Option<String>,
    pub file_name: Option<FileName>,
    /// Every digest it was given with.
    pub digests: Vec<Digest>,
    /// Where to tell what is wrong with it.
    pub place: Place,
    /// The officer it is sent for.
    pub sender: Uuid,
}

/// A file that has come: what it turned out to be.
#[derive(Debug, Clone)]
pub struct File {
    pub digest: Digest,
    pub crc32: Crc32,
    pub size: u64,
    pub media_type: MediaType,
    /// Its sender called it something else.
    pub label_differs: bool,
    /// What a text is written in, if its bytes tell.
    pub encoding: Option<TextEncoding>,
    pub file_name: Option<FileName>,
    /// What it says of itself, if it is a picture we can read.
    pub look: Option<Seen>,
    /// Its room was reserved before it came.
    pub has_room: bool,
    /// None: it was looked at and is not in the store.
    pub arrival: Option<Arc<Arrival>>,
    /// Where to tell what is found wrong with it later.
    pub place: Place,
    /// The officer it is sent for.
    pub sender: Uuid,
}

impl File {
    /// What tells two files apart: for the fingerprint of a request.
    pub fn fingerprint(&self) -> String {
        let name = self.file_name.as_ref().map_or("", FileName::as_str);
        format!("{} {} {name}", self.digest, self.media_type)
    }
}

impl Offer {
    pub fn fits(&self, size: u64) -> Result<(), Problem> {
        if size > self.limit { Err(body::too_large(self.limit)) } else { Ok(()) }
    }

    pub fn is_some(&self, size: u64) -> Result<(), Problem> {
        if size == 0 { Err(Problem::at(self.content(), FaultKind::Text(TextFault::Empty))) } else { Ok(()) }
    }

    /// With every digest it was given with.
    pub fn agrees(&self, received: &Received) -> Result<(), Problem> {
        if self.digests.iter().all(|digest| *digest == received.digest) {
            return Ok(());
        }
        let told = received.digest.repr_digest();
        Err(Problem::new(Kind::DigestMismatch)
            .detail(format!("Yang diterima: {told}; kirim ulang."), format!("What arrived is {told}; send it again.")))
    }

    pub fn file(&self, received: Received, Recognised { media_type, label_differs }: Recognised) -> File {
        let Received { digest, crc32, size } = received;
        File {
            digest,
            crc32,
            size,
            media_type,
            label_differs,
            encoding: None,
            file_name: self.file_name.clone(),
            look: None,
            has_room: false,
            arrival: None,
            place: self.content(),
            sender: self.sender,
        }
    }

    /// Where to tell what is wrong with the bytes: a bare file is the body itself.
    pub fn content(&self) -> Place {
        if let Place::Header(_) = self.place { Place::Body("#".to_owned()) } else { self.place.clone() }
    }

    /// Refuses a file by its beginning, where that tells enough: what it does not tell, the whole will.
    pub fn beginning(&self, head: &[u8]) -> Result<(), Problem> {
        if head.len() < HEAD {
            // Too little to say what it is; but what it can never be may show by now.
            let mismatch = sniff::never(self.kind, self.declared.as_deref(), self.file_name.as_ref().map(FileName::as_str), head);
            return mismatch.map_or(Ok(()), |mismatch| Err(self.mismatch(&mismatch)));
        }
        self.recognise(&head[..HEAD]).map(|_| ())
    }

    /// What the file is by its beginning, which is [`HEAD`] bytes or the whole file.
    pub fn recognise(&self, head: &[u8]) -> Result<Recognised, Problem> {
        let name = self.file_name.as_ref().map(FileName::as_str);
        sniff::media_type(self.kind, self.declared.as_deref(), name, head).map_err(|mismatch| self.mismatch(&mismatch))
    }

    fn mismatch(&self, mismatch: &TypeMismatch) -> Problem {
        let words = mismatch_words(self.kind, mismatch);
        Problem::at(self.place.clone(), FaultKind::Rule { code: "TYPE_MISMATCH", words })
    }
}

fn mismatch_words(kind: ArtifactKind, mismatch: &TypeMismatch) -> Words {
    let said = |text: &Option<String>, none: &str| text.clone().unwrap_or_else(|| none.to_owned());
    Words::new(
        format!(
            "Content-Type {}, ekstensi {}, isinya {}: ini bukan untuk {kind}. Yang diterima: {}.",
            said(&mismatch.declared, "tidak disebut"),
            said(&mismatch.extension, "tidak ada"),
            mismatch.found,
            names(&mismatch.accepts),
        ),
        format!(
            "Content-Type {}, extension {}, content {}: this is not for {kind}. Accepted are: {}.",
            said(&mismatch.declared, "not given"),
            said(&mismatch.extension, "none"),
            mismatch.found,
            names(&mismatch.accepts),
        ),
    )
}

pub fn names(types: &[MediaType]) -> String {
    types.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ")
}
