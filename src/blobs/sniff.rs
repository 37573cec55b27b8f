//! What a file is: its bytes decide, and what its sender says of it (type and name) counts where they leave a choice.

mod boxes;
mod frames;
mod jxl;
mod label;
mod magic;
mod office;
mod plain;
mod rare;
mod raw;
mod runs;
mod streams;
mod tags;
pub mod text;

use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::{MediaType, accepted};
use label::Label;

/// What the bytes look like: a name to tell, and the types they may count as, the likeliest first.
struct Found {
    name: &'static str,
    may_be: Vec<MediaType>,
    /// What it may be besides, if its sender says so: the bytes that would tell lie behind those that are seen.
    if_named: &'static [MediaType],
}

/// What a file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    pub media_type: MediaType,
    /// Its sender called it something else.
    pub label_differs: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "declared as {}, extension {}, found {found}; accepted are: {}",
    declared.as_deref().unwrap_or("none"),
    extension.as_deref().unwrap_or("none"),
    list(accepts)
)]
pub struct TypeMismatch {
    pub declared: Option<String>,
    pub extension: Option<String>,
    /// A media type, or in words what it looks like.
    pub found: &'static str,
    pub accepts: Vec<MediaType>,
}

/// The type to store: of those that the bytes may count as and the kind accepts, the one that its sender names, else the likeliest.
///
/// `head` is [`super::Incoming::head`]: shorter than [`super::HEAD`] it is the whole file. A label that fits none of them costs nobody
/// the file: a text under the name of a page or script is a text, and is told and sent as no more than that.
pub fn media_type(
    kind: ArtifactKind,
    declared: Option<&str>,
    file_name: Option<&str>,
    head: &[u8],
) -> Result<Recognised, TypeMismatch> {
    let label = Label::of(declared, file_name);
    let found = magic::look(head);
    let named = found.if_named.iter().filter(|one| label.names(**one));
    let may_be: Vec<MediaType> = found.may_be.iter().chain(named).copied().filter(|one| one.is_for(kind)).collect();
    let chosen = label.choose(&may_be);
    let media_type = chosen.ok_or_else(|| TypeMismatch {
        declared: label.declared.map(|text| text.chars().take(100).collect()),
        extension: label.ending.clone(),
        found: found.name,
        accepts: accepted(kind),
    })?;
    Ok(Recognised { media_type, label_differs: label.differs_from(media_type) })
}

/// Fewer bytes tell nothing for sure.
const LEAST: usize = 64;

/// What a file can never be that begins with these few bytes: only where their signature is of another type than any that is wanted.
/// Texts, archives and what is unknown may still show otherwise.
pub fn never(kind: ArtifactKind, declared: Option<&str>, file_name: Option<&str>, beginning: &[u8]) -> Option<TypeMismatch> {
    if beginning.len() < LEAST || text::is_text(beginning) || beginning.starts_with(b"PK") {
        return None;
    }
    let may_be = magic::look(beginning).may_be;
    // What reads as a text may be the beginning of anything else.
    let is_none = !may_be.is_empty() && !may_be.iter().any(|one| one.is_for(kind) || one.is_text());
    if is_none { media_type(kind, declared, file_name, beginning).err() } else { None }
}

fn found(name: &'static str, may_be: &[MediaType]) -> Found {
    Found { name, may_be: may_be.to_vec(), if_named: &[] }
}

fn list(accepts: &[MediaType]) -> String {
    let names: Vec<_> = accepts.iter().map(|one| one.as_str()).collect();
    names.join(", ")
}
