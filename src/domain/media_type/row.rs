//! One row of the table of files.

use super::MediaType;
use crate::domain::artifact::ArtifactKind;

/// What is known of a type.
#[derive(Clone, Copy)]
pub struct Row {
    pub is: MediaType,
    /// As it is registered, or as everybody calls it.
    pub name: &'static str,
    /// What else senders call it.
    pub aliases: &'static [&'static str],
    /// Endings of its file names, in lower case and without the dot, the usual one first.
    pub endings: &'static [&'static str],
    /// The kinds that take it; SOURCE_MATERIAL takes all.
    pub kinds: &'static [ArtifactKind],
    /// Whether a browser may show it in place; everything else is sent as an attachment.
    pub inline: bool,
    /// Whether smaller copies are made of it.
    pub copies: bool,
}

pub type Words = &'static [&'static str];

pub const fn row(is: MediaType, name: &'static str, aliases: Words, endings: Words, kinds: &'static [ArtifactKind]) -> Row {
    Row { is, name, aliases, endings, kinds, inline: false, copies: false }
}

impl Row {
    pub const fn inline(self) -> Self {
        Self { inline: true, ..self }
    }

    pub const fn copies(self) -> Self {
        Self { copies: true, ..self }
    }
}
