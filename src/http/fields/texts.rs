//! What the readers of texts take, as patterns (ECMA 262, of what Python and Rust read alike): blanks around a text are cut off, and
//! what of it nobody would see is no text.

use crate::domain::structured_text::{Construct, Outside, StructuredText};
use crate::domain::text::Prose;
use crate::http::language::Words;
use crate::http::problem::FaultKind;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Line breaks of every system and tabs lay out lines; other control characters are refused.
macro_rules! laid_out {
    () => {
        "[^\\u0000-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F]"
    };
}
/// In one line nothing may be laid out.
macro_rules! plain {
    () => {
        "[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]"
    };
}
macro_rules! blank {
    () => {
        "[\\t-\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]"
    };
}
/// Neither a blank, nor a control character, nor one that only steers how others are shown (UAX 44, Default_Ignorable_Code_Point), nor
/// another that shows nothing.
macro_rules! seen {
    () => {
        "[^\\u0000- \\u007F-\\u00A0\\u00AD\\u034F\\u061C\\u115F\\u1160\\u1680\\u17B4\\u17B5\\u180B-\\u180F\\u2000-\\u200F\\u2028-\\u202F\\u205F-\\u206F\\u2800\\u3000\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFC]"
    };
}

/// Whether it is an address of the web, which a person can follow.
pub fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// One line in which something is to be seen.
pub const LINE: &str = concat!("^", blank!(), "*", plain!(), "*", seen!(), plain!(), "*", blank!(), "*$");
/// Several, likewise.
pub const LINES: &str = concat!("^", laid_out!(), "*", seen!(), laid_out!(), "*$");
/// One line, or nothing.
pub const ANY_LINE: &str = concat!("^", blank!(), "*", plain!(), "*", blank!(), "*$");
/// Several, or nothing.
pub const ANY_LINES: &str = concat!("^", laid_out!(), "*$");

pub fn text_schema(max: usize, pattern: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(max)).pattern(Some(pattern)).into()
}

/// Text for the public; what it may not have is told with its line.
pub fn structured(text: &str) -> Result<StructuredText, FaultKind> {
    let prose = Prose::try_from(text).map_err(FaultKind::Text)?;
    StructuredText::try_from(prose)
        .map_err(|outside| FaultKind::Rule { code: "NOT_STRUCTURED_TEXT", words: tell_outside(outside) })
}

fn tell_outside(Outside { line, what }: Outside) -> Words {
    let (id, en) = match what {
        Construct::Html => ("HTML", "HTML"),
        Construct::Image => ("gambar; pilih dalam media", "an image; choose it in media"),
        Construct::Code => ("kode (juga baris yang menjorok empat spasi)", "code (also a line that is indented by four spaces)"),
        Construct::Heading => ("judul yang bukan tingkat 2 sampai 4", "a heading of another level than 2 to 4"),
        Construct::Link => ("tautan selain http, https dan mailto", "a link to anything but http, https and mailto"),
        Construct::Depth => ("daftar atau kutipan yang bertingkat terlalu dalam", "lists or quotes too deep in each other"),
        Construct::Other => ("bentuk yang tidak dikenal", "a form that is not known"),
    };
    Words::new(format!("Baris {line}: {id}."), format!("Line {line}: {en}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::{Line, Prose};
    use boon::{Compiler, SchemaIndex, Schemas};
    use serde_json::json;

    /// Whether a text fits each of these patterns.
    fn fits<const N: usize>(patterns: [&str; N], text: &str) -> [bool; N] {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let compiled: [SchemaIndex; N] = std::array::from_fn(|at| {
            let place = format!("https://pubdok.example/{at}");
            compiler.add_resource(&place, json!({ "pattern": patterns[at] })).unwrap();
            compiler.compile(&place, &mut schemas).unwrap()
        });
        compiled.map(|index| schemas.validate(&json!(text), index).is_ok())
    }

    #[test]
    fn the_patterns_say_what_the_readers_take() {
        let texts = [
            "Panen raya",
            " x ",
            "\tx\n",
            "a\tb",
            "a\nb",
            "a\r\nb",
            "a\u{2028}b",
            "a\u{85}b",
            "a\u{0}b",
            "a\u{1b}b",
            "a\u{9f}b",
            "é",
            "a\u{200b}b",
            "\u{200b}x",
            "\u{2028}x\u{2028}",
            "x\u{85}",
            "\u{1f600}",
            "\u{7f}",
            "ꦗꦮ",
            "⠏\u{2800}⠗",
            "\u{fffd}",
        ];
        let nothing = [
            "",
            " ",
            "\n",
            "\t \u{3000}",
            "\u{200b}",
            "\u{ad}\u{feff}",
            "\u{2028}",
            "\u{3164}\u{fe0f}",
            "\u{fff9}\u{fffb}",
            "\u{fffc}\u{2800}",
        ];
        for text in texts.into_iter().chain(nothing) {
            let (line, lines) = (Line::<300>::try_from(text).is_ok(), Prose::<300>::try_from(text).is_ok());
            assert_eq!(fits([LINE, LINES], text), [line, lines], "{text:?}");
            let is_nothing = nothing.contains(&text);
            assert_eq!(
                fits([ANY_LINE, ANY_LINES], text),
                [line || is_nothing, lines || is_nothing],
                "{text:?}, where nothing is taken, too"
            );
        }
    }
}
