//! XMP: what editors write of a picture as XML, read for what EXIF and IPTC lack.

use super::logo;
use crate::domain::text_encoding::TextEncoding;
use roxmltree::{Document, NS_XML_URI, Node, ParsingOptions};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const EXIF: &str = "http://ns.adobe.com/exif/1.0/";
const TIFF: &str = "http://ns.adobe.com/tiff/1.0/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const IPTC: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";

/// A packet is a few kilobytes; histories of an editor have made it a megabyte.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_NODES: u32 = 100_000;
/// Elements in one another, more of which would be read one within the other.
const DEEPEST: usize = 64;

/// What of a packet is of interest here; empty where nothing is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packet {
    pub caption: String,
    pub byline: String,
    pub credit: String,
    pub copyright: String,
    pub place: String,
    pub city: String,
    pub make: String,
    pub model: String,
    /// When it was taken, put into numbers or made: the first that makes sense counts.
    pub taken_at: Vec<String>,
    /// Latitude and longitude.
    pub position: [Coordinate; 2],
    pub keywords: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coordinate {
    /// Mostly with the side of the earth behind it.
    pub angle: String,
    /// Where that is told apart.
    pub side: String,
}

/// None for what is no packet.
pub fn read(bytes: &[u8]) -> Option<Packet> {
    let text = letters(bytes.get(..bytes.len().min(MOST_BYTES))?);
    cuts(&text).into_iter().find_map(of_document)
}

/// What is no letter of XML is shown as such or as a blank, and costs no more than itself.
fn letters(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => TextEncoding::Utf16Le,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => TextEncoding::Utf16Be,
        _ => TextEncoding::Utf8,
    };
    let is_none = |c: char| c.is_control() && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    encoding.read(bytes).chars().map(|c| if is_none(c) { ' ' } else { c }).collect()
}

/// It is padded with blanks, by some with empty bytes, and by others with what is left of an older one: what stands around it is cut off, at
/// first as little as can be.
fn cuts(text: &str) -> [&str; 2] {
    let cut = |[begin, end]: [&str; 2]| {
        let text = &text[text.find(begin)?..];
        Some(&text[..text.find(end)? + end.len()])
    };
    let outer = ["</x:xmpmeta>", "</x:xapmeta>"].into_iter().find_map(|end| cut(["<", end]));
    let all = text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let inner = cut(["<rdf:RDF", "</rdf:RDF>"]);
    [outer.or(inner).unwrap_or(all), inner.unwrap_or_default()]
}

fn of_document(text: &str) -> Option<Packet> {
    if logo::depth(text) > DEEPEST {
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let of = |namespace: &'static str, name: &'static str| values(&document, namespace, name);
    let first = |namespace, name| of(namespace, name).into_iter().next().unwrap_or_default();
    let times = [(EXIF, "DateTimeOriginal"), (EXIF, "DateTimeDigitized"), (PHOTOSHOP, "DateCreated"), (XMP, "CreateDate")];
    let coordinate = |angle, side| Coordinate { angle: first(EXIF, angle), side: first(EXIF, side) };
    Some(Packet {
        caption: first(DC, "description"),
        byline: of(DC, "creator").join(", "),
        credit: first(PHOTOSHOP, "Credit"),
        copyright: first(DC, "rights"),
        place: first(IPTC, "Location"),
        city: first(PHOTOSHOP, "City"),
        make: first(TIFF, "Make"),
        model: first(TIFF, "Model"),
        taken_at: times.into_iter().flat_map(|(namespace, name)| of(namespace, name)).collect(),
        position: [coordinate("GPSLatitude", "GPSLatitudeRef"), coordinate("GPSLongitude", "GPSLongitudeRef")],
        keywords: of(DC, "subject"),
    })
}

/// A property is an attribute, an element, or a list of them; of a text in several languages that counts which is meant for all, else the
/// first.
fn values(document: &Document<'_>, namespace: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for about in document.descendants().filter(|node| node.has_tag_name((RDF, "Description"))) {
        found.extend(about.attribute((namespace, name)).map(str::to_owned));
        for element in about.children().filter(|node| node.has_tag_name((namespace, name))) {
            let mut parts: Vec<_> = element.descendants().filter(|node| node.has_tag_name((RDF, "li"))).collect();
            parts.sort_by_key(|part| part.attribute((NS_XML_URI, "lang")) != Some("x-default"));
            found.extend(if parts.is_empty() { vec![text(element)] } else { parts.into_iter().map(text).collect() });
        }
    }
    found.retain(|value| !value.trim().is_empty());
    found
}

/// Of a value with qualities of its own the value; comments may stand anywhere.
fn text(node: Node<'_, '_>) -> String {
    let value = node.descendants().find(|node| node.has_tag_name((RDF, "value"))).unwrap_or(node);
    value.children().filter(|child| child.is_text()).filter_map(|child| child.text()).collect::<String>().trim().to_owned()
}
