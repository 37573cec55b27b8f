//! Typst's world: the templates, the fonts and one document's data, and nothing else of the machine.

use super::{A_PAGE, Logo, PrintError, fonts, glyphs};
use crate::domain::paper::LogoFormat;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// A sheet's own template; what all sheets share is in `house.typ`.
pub struct Template(LazyLock<Source>);

impl Template {
    pub const fn new(parse: fn() -> Source) -> Self {
        Self(LazyLock::new(parse))
    }
}

/// What no document changes.
struct Press {
    library: LazyHash<Library>,
    fonts: FontStore,
    house: Source,
    data: FileId,
    /// The names that pictures of a sheet have, as many as a sheet shows.
    pictures: Vec<FileId>,
    /// The names of a letterhead's logo, by its format.
    logos: [(LogoFormat, FileId); 2],
}

static PRESS: LazyLock<Press> = LazyLock::new(|| Press {
    library: LazyHash::new(Library::default()),
    fonts: fonts::all(),
    house: source("house.typ", include_str!("house.typ")),
    data: file("data.json"),
    pictures: (0..A_PAGE).map(|index| file(&format!("picture-{index}.jpg"))).collect(),
    logos: [(LogoFormat::Png, file("logo.png")), (LogoFormat::Svg, file("logo.svg"))],
});

/// One document in the making.
struct Document<'a> {
    press: &'a Press,
    main: &'a Source,
    data: Bytes,
    logo: Option<(LogoFormat, Bytes)>,
    pictures: Vec<Bytes>,
}

/// Memory of earlier sheets is dropped after so many others: fonts and templates stay warm, people's data do not.
const REMEMBERED: usize = 5;

/// Sets what a sheet says by its template.
pub fn print(
    template: &Template,
    sheet: &(impl Serialize + ?Sized),
    logo: Option<&Logo>,
    pictures: &[Vec<u8>],
) -> Result<Vec<u8>, PrintError> {
    let pdf = pages(template, sheet, logo, pictures).and_then(|pages| {
        // No date and no chance: the same thing prints the same bytes, so that its ETag holds.
        let options = PdfOptions { creator: Smart::Custom(Some("Pubdok".to_owned())), ..PdfOptions::default() };
        typst_pdf::pdf(&pages, &options).map_err(told)
    });
    typst::comemo::evict(REMEMBERED);
    pdf
}

/// The sheet as it is laid out.
pub fn pages(
    template: &Template,
    sheet: &(impl Serialize + ?Sized),
    logo: Option<&Logo>,
    pictures: &[Vec<u8>],
) -> Result<PagedDocument, PrintError> {
    let press = &*PRESS;
    let mut data = serde_json::to_value(sheet).map_err(PrintError::of)?;
    make_printable(&mut data, press.fonts.book());
    let document = Document {
        press,
        main: &template.0,
        data: Bytes::new(data.to_string().into_bytes()),
        logo: logo.map(|logo| (logo.format, Bytes::new(logo.bytes.clone()))),
        pictures: pictures.iter().cloned().map(Bytes::new).collect(),
    };
    typst::compile::<PagedDocument>(&document).output.map_err(told)
}

fn told(faults: EcoVec<SourceDiagnostic>) -> PrintError {
    PrintError(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))
}

fn make_printable(value: &mut Value, book: &FontBook) {
    match value {
        Value::String(text) => *text = glyphs::printable(text, book),
        Value::Array(items) => items.iter_mut().for_each(|item| make_printable(item, book)),
        Value::Object(members) => members.values_mut().for_each(|member| make_printable(member, book)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A template of the program.
pub fn source(name: &str, text: &str) -> Source {
    Source::new(file(name), text.to_owned())
}

fn file(name: &str) -> FileId {
    // The names are ours: plain, and never above the root.
    #[expect(clippy::expect_used, reason = "literal file names, some numbered")]
    let path = VirtualPath::new(name).expect("a plain file name");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for Document<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [self.main, &self.press.house].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(unknown)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(self.data.clone());
        }
        if let Some((_, logo)) = self.logo.as_ref().filter(|(format, _)| self.press.logos.contains(&(*format, id))) {
            return Ok(logo.clone());
        }
        let place = self.press.pictures.iter().position(|picture| *picture == id);
        place.and_then(|place| self.pictures.get(place).cloned()).ok_or_else(unknown)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    /// Sheets say when a thing was done, never when it was printed.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn unknown() -> FileError {
    FileError::NotFound(PathBuf::new())
}
