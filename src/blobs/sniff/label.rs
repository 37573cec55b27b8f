//! What its sender calls a file: the declared type and the ending of its name.

use crate::domain::media_type::MediaType;

/// Only what says something: wildcards, and types that any file may have, do not.
pub(super) struct Label<'a> {
    pub declared: Option<&'a str>,
    pub ending: Option<String>,
}

/// Endings of what a browser runs: nothing that is taken is that, so whatever carries such a name is another thing.
const ACTIVE: &[&str] =
    &["htm", "html", "xhtml", "xht", "shtml", "mhtml", "mht", "svg", "svgz", "xml", "xsl", "xslt", "js", "mjs", "cjs", "hta"];

/// What programs say that do not know what they send, by what stands behind the slash.
const GENERIC: &[&str] = &[
    "*",
    "octet-stream",
    "binary",
    "x-binary",
    "unknown",
    "x-unknown",
    "x-download",
    "download",
    "force-download",
    "x-force-download",
    "save-as",
    "x-www-form-urlencoded",
    // Of the container of all old Office files.
    "vnd.ms-office",
];

impl<'a> Label<'a> {
    pub fn of(declared: Option<&'a str>, file_name: Option<&str>) -> Self {
        let declared = declared.map(str::trim).filter(|text| says_something(text));
        Self { declared, ending: file_name.and_then(ending) }
    }

    /// The one of these that it names: by its type, else by its ending, else the first.
    pub fn choose(&self, may_be: &[MediaType]) -> Option<MediaType> {
        let named = |fits: &dyn Fn(MediaType) -> bool| may_be.iter().copied().find(|one| fits(*one));
        named(&|one| self.declares(one) && self.ends_as(one))
            .or_else(|| named(&|one| self.is_own_name(one)))
            .or_else(|| named(&|one| self.declares(one)))
            .or_else(|| named(&|one| self.ends_as(one)))
            .or_else(|| may_be.first().copied())
    }

    /// Whether it names this one and no other.
    pub fn names(&self, one: MediaType) -> bool {
        self.is_own_name(one) || self.ends_as(one)
    }

    fn declares(&self, one: MediaType) -> bool {
        self.declared.is_some_and(|text| one.is_called(text))
    }

    fn is_own_name(&self, one: MediaType) -> bool {
        self.declared.and_then(MediaType::parse) == Some(one)
    }

    fn ends_as(&self, one: MediaType) -> bool {
        self.ending.as_deref().is_some_and(|ending| one.extensions().contains(&ending))
    }

    /// Whether it says that the file is something else. An ending that is nobody's says nothing.
    pub fn differs_from(&self, media_type: MediaType) -> bool {
        let another_type = self.declared.is_some_and(|text| !media_type.is_called(text));
        let another_name = self.ending.as_deref().is_some_and(|ending| {
            let belongs = |one: MediaType| one.extensions().contains(&ending);
            !belongs(media_type) && (ACTIVE.contains(&ending) || MediaType::all().any(belongs))
        });
        another_type || another_name
    }
}

fn says_something(declared: &str) -> bool {
    let essence = declared.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/') {
        Some((_, subtype)) => !GENERIC.iter().any(|generic| subtype.trim().eq_ignore_ascii_case(generic)),
        // No type at all.
        None => false,
    }
}

/// What stands behind the last dot, if it can be an ending at all ("Rapat 10.30" has one, too).
fn ending(file_name: &str) -> Option<String> {
    let (_, last) = file_name.trim().rsplit_once('.')?;
    let plausible = (1..=10).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphanumeric());
    plausible.then(|| last.to_ascii_lowercase())
}
