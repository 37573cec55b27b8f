//! What a picture knows of itself: EXIF by the camera, IPTC by whoever captioned it, XMP for what these two lack.
//!
//! All of it was written by strangers: it is cleaned, cut to the office's lengths, and what makes no sense is left out.

mod moment;
mod place;

use super::header::{self, BadHeader, Header};
use super::ifd::{Directory, Tiff};
use super::xmp::{self, Packet};
use super::{decode, heic, iptc, raw};
use crate::domain::picture::Position;
use crate::domain::text::{Line, Prose};
use crate::domain::time::{Instant, OfficeZone};

/// What a picture says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Width and height as it is looked at: turned as its orientation says. None where even its header cannot be read.
    pub size: Option<(u32, u32)>,
    pub capture: Capture,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Capture {
    pub taken_at: Option<Instant>,
    /// Make and model.
    pub camera: Option<Line<200>>,
    pub position: Option<Position>,
    pub caption: Option<Prose<2000>>,
    pub byline: Option<Line<200>>,
    pub credit: Option<Line<200>>,
    pub copyright: Option<Line<200>>,
    /// The place within the city, and the city.
    pub location: Option<Line<300>>,
    pub keywords: Vec<Line<100>>,
}

/// More keywords than this help nobody.
const MOST_KEYWORDS: usize = 50;

const IMAGE_DESCRIPTION: u16 = 0x010E;
const MAKE: u16 = 0x010F;
const MODEL: u16 = 0x0110;
const ORIENTATION: u16 = 0x0112;
const ARTIST: u16 = 0x013B;
const COPYRIGHT: u16 = 0x8298;
const OWN: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROPERABILITY: u16 = 0xA005;
const COLOUR_SPACE: u16 = 0xA001;

/// What cameras write of themselves where a caption could stand, besides the folder of the file and `… DIGITAL CAMERA`.
const OF_CAMERAS: [&str; 8] = [
    "DIGITAL CAMERA",
    "EXIF_JPEG",
    "EXIF_JPEG_PICTURE",
    "EXIF JPEG",
    "EXIF JPEG PICTURE",
    "EXIF PICTURE",
    "SONY DSC",
    "SAMSUNG CAMERA PICTURES",
];
/// Whose cameras write their name and `DIGITAL CAMERA`.
const MAKERS: [&str; 17] = [
    "AGFA",
    "BENQ",
    "CANON",
    "CASIO",
    "FUJIFILM",
    "HP",
    "KODAK",
    "KONICA",
    "KONICA MINOLTA",
    "MINOLTA",
    "NIKON",
    "OLYMPUS",
    "PANASONIC",
    "PENTAX",
    "SAMSUNG",
    "SONY",
    "VIVITAR",
];

/// Looks at a picture, or at its beginning. A camera that tells no zone is read in the office's.
pub fn look(bytes: &[u8], is_raw: bool, zone: OfficeZone) -> Result<Look, BadHeader> {
    let size = || decode::shown(bytes, is_raw).map(|(_, header)| header.upright());
    if heic::is_boxes(bytes) {
        let camera = heic::exif(bytes).and_then(Camera::of).or_else(|| is_raw.then(|| Camera::of_canon(bytes)).flatten());
        let size = if is_raw { size().ok() } else { heic::size(bytes) };
        return Ok(Look { size, capture: capture(camera.as_ref(), None, heic::xmp(bytes), zone) });
    }
    if is_raw {
        // It is a TIFF, or so much like one that a camera's own words are found in it; else they stand in its picture.
        let (shown, (iptc, xmp)) = (decode::shown(bytes, is_raw)?.1, header::words(bytes));
        let camera = Camera::of(bytes).or_else(|| shown.exif.and_then(Camera::of));
        let capture = capture(camera.as_ref(), iptc.or(shown.iptc.as_deref()), xmp.or(shown.xmp.as_deref()), zone);
        return Ok(Look { size: Some(shown.upright()), capture });
    }
    let Header { exif, iptc, xmp, .. } = header::read(bytes)?;
    Ok(Look { size: Some(size()?), capture: capture(exif.and_then(Camera::of).as_ref(), iptc.as_deref(), xmp.as_deref(), zone) })
}

/// How to hold a picture, as its EXIF says; 1 where that makes no sense.
pub fn orientation(exif: &[u8]) -> u8 {
    let told = Tiff::open(exif).and_then(|tiff| tiff.told()).and_then(|first| first.number(ORIENTATION));
    told.and_then(|value| u8::try_from(value).ok()).filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// Whether it says anything: some programs leave an empty one before the good one.
pub fn is_told(exif: &[u8]) -> bool {
    Tiff::open(exif).and_then(|tiff| tiff.told()).is_some_and(|first| !first.is_empty())
}

/// Whether its camera says that its colours are those of Adobe RGB, where no profile does.
pub fn is_adobe_rgb(exif: &[u8]) -> bool {
    let Some(camera) = Camera::of(exif) else { return false };
    match camera.own.as_ref().and_then(|own| own.number(COLOUR_SPACE)) {
        Some(2) => true,
        // Uncalibrated: which space it is the rules of the names of its files tell.
        Some(0xFFFF) => {
            camera.interoperability.as_ref().and_then(|rules| rules.text(1)).is_some_and(|rule| rule.starts_with(b"R03"))
        }
        _ => false,
    }
}

/// The directories of EXIF that are looked at; a maker's notes are none of them.
struct Camera<'a> {
    first: Directory<'a>,
    own: Option<Directory<'a>>,
    gps: Option<Directory<'a>>,
    interoperability: Option<Directory<'a>>,
}

impl<'a> Camera<'a> {
    fn of(exif: &'a [u8]) -> Option<Self> {
        let tiff = Tiff::open(exif)?;
        let first = tiff.told()?;
        let below = |above: &Directory<'a>, tag| above.number(tag).and_then(|at| tiff.told_at(at));
        let own = below(&first, OWN);
        let interoperability = own.as_ref().and_then(|own| below(own, INTEROPERABILITY));
        Some(Self { own, gps: below(&first, GPS), interoperability, first })
    }

    /// Cameras of Canon keep each directory in a box of its own.
    fn of_canon(bytes: &'a [u8]) -> Option<Self> {
        let raw::Canon { first, own, gps } = raw::canon(bytes)?;
        let directory = |bytes| Tiff::open(bytes)?.told();
        Some(Self { first: directory(first)?, own: directory(own), gps: gps.and_then(directory), interoperability: None })
    }
}

fn capture(camera: Option<&Camera<'_>>, iptc: Option<&[u8]>, xmp: Option<&[u8]>, zone: OfficeZone) -> Capture {
    let by_camera = camera.map(|camera| by_camera(camera, zone)).unwrap_or_default();
    let packet = xmp.and_then(xmp::read).unwrap_or_default();
    let texts = iptc.map(iptc::texts).unwrap_or_default();
    let all = |number: u8| texts.iter().filter(move |(set, _)| *set == number).map(|(_, text)| text.as_str());
    let first = |number: u8| all(number).next().unwrap_or_default();
    let words: Vec<&str> = all(iptc::KEYWORD).collect();
    let words = if words.is_empty() { packet.keywords.iter().map(String::as_str).collect() } else { words };
    let mut keywords: Vec<Line<100>> = Vec::new();
    for keyword in words.into_iter().filter_map(line) {
        if !keywords.contains(&keyword) && keywords.len() < MOST_KEYWORDS {
            keywords.push(keyword);
        }
    }
    let Packet { caption, byline, credit, copyright, taken_at, position, .. } = &packet;
    let filed = || iptc::TIMES.into_iter().find_map(|[date, time]| moment::filed(first(date), first(time), zone));
    let changed = || camera.and_then(|camera| moment::changed_at(&camera.first, camera.own.as_ref(), zone));
    let by_packet = || taken_at.iter().find_map(|told| moment::written(told, zone));
    let place = |parts: [&str; 2]| {
        let parts: Vec<Line<300>> = parts.into_iter().filter_map(line).collect();
        line(parts.iter().map(|part| &**part).collect::<Vec<_>>().join(", "))
    };
    Capture {
        taken_at: by_camera.taken_at.or_else(by_packet).or_else(filed).or_else(changed),
        camera: by_camera.camera.or_else(|| called(&packet.make, &packet.model)),
        position: by_camera.position.or_else(|| place::written(position)),
        caption: said(first(iptc::CAPTION)).or(by_camera.caption).or_else(|| said(caption)),
        byline: line(first(iptc::BYLINE)).or(by_camera.byline).or_else(|| line(byline)),
        credit: line(first(iptc::CREDIT)).or_else(|| line(credit)),
        copyright: line(first(iptc::COPYRIGHT)).or(by_camera.copyright).or_else(|| line(copyright)),
        location: place([first(iptc::SUBLOCATION), first(iptc::CITY)]).or_else(|| place([&packet.place, &packet.city])),
        keywords,
    }
}

fn by_camera(exif: &Camera<'_>, zone: OfficeZone) -> Capture {
    let text = |tag| exif.first.text(tag).map(iptc::plain).unwrap_or_default();
    Capture {
        taken_at: exif.own.as_ref().and_then(|own| moment::taken_at(own, zone)),
        camera: called(&text(MAKE), &text(MODEL)),
        position: exif.gps.as_ref().and_then(place::position),
        caption: said(&text(IMAGE_DESCRIPTION)),
        byline: line(text(ARTIST)),
        copyright: line(text(COPYRIGHT)),
        ..Capture::default()
    }
}

/// A caption: what somebody says of the picture, and not what a camera writes of itself (programs hand that on from field to field).
fn said(text: &str) -> Option<Prose<2000>> {
    let whole = text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_uppercase();
    let is_folder = (whole.starts_with("DCIM\\") || whole.starts_with("DCIM/")) && !whole.contains(char::is_whitespace);
    let maker = whole.strip_suffix("DIGITAL CAMERA").map(str::trim_end);
    let of_itself = is_folder || OF_CAMERAS.contains(&whole.as_str()) || maker.is_some_and(|maker| MAKERS.contains(&maker));
    if of_itself { None } else { prose(text) }
}

fn called(make: &str, model: &str) -> Option<Line<200>> {
    // Most makers repeat their name in that of the model.
    let repeated = model.to_lowercase().starts_with(&make.to_lowercase());
    line(&if repeated { model.to_owned() } else { format!("{make} {model}") })
}

/// One line of it: whatever breaks or controls lines is a space.
fn line<const MAX: usize>(text: impl AsRef<str>) -> Option<Line<MAX>> {
    let spaced: String = text.as_ref().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Line::cut(&spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Running text of it: line breaks stay, other control characters are spaces.
fn prose<const MAX: usize>(text: &str) -> Option<Prose<MAX>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let short: String = clean.trim().chars().take(MAX).collect();
    Prose::try_from(short.as_str()).ok()
}
