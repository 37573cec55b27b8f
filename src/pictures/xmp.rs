//! XMP: what editors write of a picture as XML, read for what EXIF and IPTC lack.

use super::logo;
use roxmltree::{Document, Node, ParsingOptions};

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
    pub position: Option<(String, String)>,
    pub keywords: Vec<String>,
}

/// None for what is no packet.
pub fn read(bytes: &[u8]) -> Option<Packet> {
    let bytes = bytes.get(..bytes.len().min(MOST_BYTES))?;
    // It is padded with blanks, and by some with empty bytes.
    let text = str::from_utf8(bytes).ok()?.trim_matches(|c: char| c == '\0' || c == '\u{feff}' || c.is_whitespace());
    if logo::depth(text) > DEEPEST {
        return None;
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let of = |namespace: &'static str, name: &'static str| values(&document, namespace, name);
    let first = |namespace, name| of(namespace, name).into_iter().next().unwrap_or_default();
    let times = [(EXIF, "DateTimeOriginal"), (PHOTOSHOP, "DateCreated"), (EXIF, "DateTimeDigitized"), (XMP, "CreateDate")];
    let (latitude, longitude) = (first(EXIF, "GPSLatitude"), first(EXIF, "GPSLongitude"));
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
        position: (!latitude.is_empty() && !longitude.is_empty()).then_some((latitude, longitude)),
        keywords: of(DC, "subject"),
    })
}

/// A property is an attribute, an element, or a list of them; of a text in several languages the first counts.
fn values(document: &Document<'_>, namespace: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for about in document.descendants().filter(|node| node.has_tag_name((RDF, "Description"))) {
        found.extend(about.attribute((namespace, name)).map(str::to_owned));
        for element in about.children().filter(|node| node.has_tag_name((namespace, name))) {
            let parts = element.descendants().filter(|node| node.has_tag_name((RDF, "li"))).map(text);
            let parts: Vec<String> = parts.collect();
            found.extend(if parts.is_empty() { vec![text(element)] } else { parts });
        }
    }
    found.retain(|value| !value.trim().is_empty());
    found
}

fn text(node: Node<'_, '_>) -> String {
    node.text().unwrap_or_default().trim().to_owned()
}
