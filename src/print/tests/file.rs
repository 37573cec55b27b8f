//! What stands in the file itself, read as a reader of PDF does: every word of it, and every letter on its page.

use super::extremes::{PATTERNS, SOME, longest_contact, longest_disposition, longest_report, parts, solid};
use super::*;
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint, PathDrawMode,
    SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Rect, Shape};

/// A page, as it is drawn.
#[derive(Default)]
struct Drawn {
    text: String,
    /// Around all that is inked.
    letters: Option<Rect>,
}

impl Device<'_> for Drawn {
    fn draw_glyph(&mut self, glyph: &Glyph<'_>, to_page: Affine, place: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) => self.text.push(letter),
            Some(BfString::String(letters)) => self.text.push_str(&letters),
            None => {}
        }
        if let Glyph::Outline(letter) = glyph {
            let ink = (to_page * place * letter.outline()).bounding_box();
            if ink.area() > 0.0 {
                self.letters = Some(self.letters.map_or(ink, |all| all.union(ink)));
            }
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn drawn(sheet: &impl Sheet) -> Vec<Drawn> {
    let file = Pdf::new(sheet.print().expect("a sheet").to_vec()).expect("a PDF");
    let draw = |page| {
        let (settings, cache) = (InterpreterSettings::default(), InterpreterCache::new());
        let mut context = Context::new(Affine::IDENTITY, Rect::ZERO, &cache, file.xref(), settings);
        let mut drawn = Drawn::default();
        interpret_page(page, &mut context, &mut drawn);
        drawn
    };
    file.pages().iter().map(draw).collect()
}

/// Its words without the spaces, which a line's end has not; whatever is drawn is on the page.
fn read(name: &str, sheet: &impl Sheet) -> String {
    let pages = drawn(sheet);
    let paper = Rect::new(0.0, 0.0, 595.3, 841.9);
    for (number, page) in pages.iter().enumerate() {
        let ink = page.letters.unwrap_or_else(|| panic!("{name}: nothing on page {number}"));
        assert!(paper.contains_rect(ink), "{name}: off page {number}: {ink:?}");
    }
    let all = pages.iter().flat_map(|page| page.text.chars());
    all.filter(|letter| !letter.is_whitespace() && *letter != glyphs::MAY_BREAK).collect()
}

#[test]
fn every_word_is_in_the_file_and_every_letter_on_its_page() {
    for (index, (name, pattern)) in PATTERNS.into_iter().enumerate() {
        // In turns: what is hard for the one is so for the others.
        let (read, texts) = match index % 3 {
            0 => {
                let sheet = longest_report(pattern, SOME);
                let read = read(name, &sheet);
                (read, [sheet.summary, sheet.subject, sheet.author.name].into_iter().chain(sheet.body).collect::<Vec<_>>())
            }
            1 => {
                let sheet = longest_disposition(pattern, SOME);
                let read = read(name, &sheet);
                (read, sheet.recipients.into_iter().map(|to| to.named.name).chain(sheet.note).chain([sheet.subject]).collect())
            }
            _ => {
                let sheet = longest_contact(pattern);
                let read = read(name, &sheet);
                (read, sheet.tiles.into_iter().flat_map(|tile| [tile.title, tile.sender]).collect())
            }
        };
        // Letters that join, or turn around, are told by the shape they take and in the order in which they are drawn.
        if ["prose", "a word in capitals", "a word", "markup", "Chinese", "addresses"].contains(&name) {
            for text in texts {
                assert!(parts(&read, &solid(&text)), "{name}: {text}\n{read}");
            }
        }
    }
}
