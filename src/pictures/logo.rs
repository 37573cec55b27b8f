//! The picture in a letterhead: small, and nothing but a picture.

use crate::domain::paper::LogoFormat;
use image::{ImageFormat, ImageReader, Limits};
use roxmltree::{Document, Node, ParsingOptions};
use std::io::Cursor;

/// What a logo may weigh.
pub const MOST_BYTES: usize = 128 * 1024;
/// The longer side of one made of pixels.
pub const LONGEST_SIDE: u32 = 2000;
const MOST_NODES: u32 = 10_000;
const DEEPEST: usize = 50;

/// What an SVG may have in it: shapes, and how they are filled. What is listed nowhere could fetch, run, or grow when it is drawn.
const SHAPES: [&str; 19] = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "metadata",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "switch",
    "a",
];
const SVG: &str = "http://www.w3.org/2000/svg";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotALogo {
    TooLarge,
    Unknown,
    TooManyPixels,
    Unreadable,
    /// An element or attribute that is no shape.
    Foreign(String),
}

/// What the picture is, once all of it is looked at.
pub fn check(bytes: &[u8]) -> Result<LogoFormat, NotALogo> {
    if bytes.len() > MOST_BYTES {
        return Err(NotALogo::TooLarge);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return png(bytes).map(|()| LogoFormat::Png);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotALogo::Unknown)?;
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        svg(text).map(|()| LogoFormat::Svg)
    } else {
        Err(NotALogo::Unknown)
    }
}

fn png(bytes: &[u8]) -> Result<(), NotALogo> {
    let reader = || ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    let (width, height) = reader().into_dimensions().map_err(|_| NotALogo::Unreadable)?;
    if width.max(height) > LONGEST_SIDE {
        return Err(NotALogo::TooManyPixels);
    }
    let mut whole = reader();
    let mut limits = Limits::default();
    limits.max_alloc = Some(8 * u64::from(LONGEST_SIDE) * u64::from(LONGEST_SIDE) * 2);
    whole.limits(limits);
    whole.decode().map(|_| ()).map_err(|_| NotALogo::Unreadable)
}

fn svg(text: &str) -> Result<(), NotALogo> {
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(NotALogo::Foreign("<!DOCTYPE>".to_owned()));
    }
    if depth(text) > DEEPEST {
        return Err(NotALogo::Unreadable);
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| NotALogo::Unreadable)?;
    if !document.root_element().has_tag_name((SVG, "svg")) {
        return Err(NotALogo::Unknown);
    }
    document.descendants().filter(Node::is_element).try_for_each(element)
}

/// What programs add of their own stands in a namespace of theirs, and is never drawn.
fn element(node: Node<'_, '_>) -> Result<(), NotALogo> {
    let name = node.tag_name();
    if name.namespace() != Some(SVG) {
        return if node.ancestors().skip(1).any(|above| above.has_tag_name((SVG, "metadata")))
            || name.namespace().is_some_and(|name| !name.is_empty())
        {
            Ok(())
        } else {
            Err(NotALogo::Foreign(format!("<{}>", name.name())))
        };
    }
    if !SHAPES.contains(&name.name()) {
        return Err(NotALogo::Foreign(format!("<{}>", name.name())));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let lower = value.to_ascii_lowercase();
        let points_out = lower
            .match_indices("url(")
            .any(|(at, open)| !lower[at + open.len()..].trim_start_matches(['"', '\'', ' ']).starts_with('#'));
        let is_link = name == "href" && !value.starts_with('#');
        if name.to_ascii_lowercase().starts_with("on")
            || is_link
            || points_out
            || lower.contains("@import")
            || lower.contains("javascript:")
        {
            return Err(NotALogo::Foreign(format!("{name}=\"…\"")));
        }
    }
    Ok(())
}

/// How deep elements stand in each other, counted before anything is built of them.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split('<').skip(1) {
        let Some((inside, _)) = tag.split_once('>') else { continue };
        match inside.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?' | b'!') | None => {}
            Some(_) if inside.ends_with('/') => {}
            Some(_) => depth += 1,
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(inside: &str) -> Result<LogoFormat, NotALogo> {
        check(format!("<?xml version=\"1.0\"?><svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}</svg>").as_bytes())
    }

    #[test]
    fn shapes_are_a_logo() {
        for inside in [
            "",
            "<g fill='red'><path d='M0 0L9 9'/><circle r='2'/></g>",
            "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs><rect width='9' height='9' fill='url(#a)'/>",
            "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><x xmlns=''/></rdf:RDF></metadata>",
        ] {
            assert_eq!(drawn(inside), Ok(LogoFormat::Svg), "{inside}");
        }
    }

    #[test]
    fn what_could_fetch_run_or_grow_is_none() {
        for (inside, what) in [
            ("<script>alert(1)</script>", "<script>"),
            ("<image href='https://example.com/a.png'/>", "<image>"),
            ("<g><foreignObject/></g>", "<foreignObject>"),
            ("<use xlink:href='#a'/>", "<use>"),
            ("<filter id='f'/>", "<filter>"),
            ("<text>Pemerintah</text>", "<text>"),
            ("<style>@import url(http://example.com)</style>", "<style>"),
            ("<g onload='alert(1)'/>", "onload=\"…\""),
            ("<a xlink:href='https://example.com'><rect/></a>", "href=\"…\""),
            ("<rect fill='url(https://example.com/#a)'/>", "fill=\"…\""),
            ("<rect style='fill: URL( \"//example.com\")'/>", "style=\"…\""),
            ("<x xmlns=''/>", "<x>"),
        ] {
            assert_eq!(drawn(inside), Err(NotALogo::Foreign(what.to_owned())), "{inside}");
        }
        let entities = format!("<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg xmlns=\"{SVG}\">&a;</svg>");
        assert_eq!(check(entities.as_bytes()), Err(NotALogo::Foreign("<!DOCTYPE>".to_owned())));
        assert_eq!(drawn(&"<g>".repeat(60)), Err(NotALogo::Unreadable));
        assert_eq!(drawn(&format!("{}{}", "<g>".repeat(20_000), "</g>".repeat(20_000))), Err(NotALogo::TooLarge));
        assert_eq!(drawn(&"<g/>".repeat(11_000)), Err(NotALogo::Unreadable));
        assert_eq!(drawn("<g>"), Err(NotALogo::Unreadable));
        assert_eq!(check(b"<html></html>"), Err(NotALogo::Unknown));
        assert_eq!(check(b"GIF89a"), Err(NotALogo::Unknown));
    }

    #[test]
    fn pixels_are_a_logo_within_reason() {
        let png = |side: u32| {
            let mut png = Cursor::new(Vec::new());
            image::GrayImage::new(side, 3).write_to(&mut png, ImageFormat::Png).unwrap();
            png.into_inner()
        };
        assert_eq!(check(&png(2000)), Ok(LogoFormat::Png));
        assert_eq!(check(&png(2001)), Err(NotALogo::TooManyPixels));
        let whole = png(300);
        assert_eq!(check(&whole[..whole.len() - 30]), Err(NotALogo::Unreadable));
    }
}
