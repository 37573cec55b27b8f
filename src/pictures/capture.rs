//! What a picture knows of itself: EXIF by the camera, IPTC by whoever captioned it.
//!
//! All of it was written by strangers: it is cleaned, cut to the office's lengths, and what makes no sense is left out.

use super::header::{self, BadHeader, MOST_METADATA};
use super::heic;
use super::iptc;
use crate::domain::picture::Position;
use crate::domain::text::{Line, Prose};
use crate::domain::time::{Instant, OfficeZone, millis};
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};
use exif::{DateTime, Exif, In, Reader, Tag, Value};

/// What a picture says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Width and height as it is looked at: turned as its orientation says. None where only the metadata is read (HEIC).
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

/// A camera writes three of them and leaves a few more to chance. Thousands, each to a directory over all the others, would make
/// gigabytes of fields out of 64 KiB.
const MOST_POINTERS: usize = 64;

/// The tags that point to another directory (EXIF, GPS, interoperability), in both byte orders.
const POINTERS: [&[u8]; 6] = [b"\x87\x69", b"\x69\x87", b"\x88\x25", b"\x25\x88", b"\xA0\x05", b"\x05\xA0"];

/// Looks at a picture, or at its beginning. A camera that tells no zone is read in the office's.
pub fn look(bytes: &[u8], zone: OfficeZone) -> Result<Look, BadHeader> {
    if let [0, 0, _, _, b'f', b't', b'y', b'p', ..] = bytes {
        let exif = heic::exif(bytes).filter(|exif| exif.len() <= MOST_METADATA).and_then(parse);
        return Ok(Look { size: None, capture: capture(exif.as_ref(), None, zone) });
    }
    let header = header::read(bytes)?;
    let exif = header.exif.and_then(parse);
    Ok(Look { size: Some(header.upright()), capture: capture(exif.as_ref(), header.iptc, zone) })
}

/// How to hold a picture, as its EXIF says; 1 where that makes no sense.
pub fn orientation(exif: &[u8]) -> u8 {
    let told = parse(exif).and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    told.and_then(|value| u8::try_from(value).ok()).filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

fn parse(exif: &[u8]) -> Option<Exif> {
    if exif.windows(2).filter(|pair| POINTERS.contains(pair)).count() > MOST_POINTERS {
        return None;
    }
    // One broken field does not make the others unreadable.
    let read = Reader::new().continue_on_error(true).read_raw(exif.to_vec());
    read.or_else(|error| error.distill_partial_result(|_| ())).ok()
}

fn capture(exif: Option<&Exif>, iptc: Option<&[u8]>, zone: OfficeZone) -> Capture {
    let by_camera = exif.map(|exif| by_camera(exif, zone)).unwrap_or_default();
    let texts = iptc.map(iptc::texts).unwrap_or_default();
    let all = |number: u8| texts.iter().filter(move |(set, _)| *set == number).map(|(_, text)| text.as_str());
    let first = |number: u8| all(number).next().unwrap_or_default();
    let mut keywords: Vec<Line<100>> = Vec::new();
    for keyword in all(iptc::KEYWORD).filter_map(line) {
        if !keywords.contains(&keyword) && keywords.len() < MOST_KEYWORDS {
            keywords.push(keyword);
        }
    }
    let place: Vec<Line<300>> = [first(iptc::SUBLOCATION), first(iptc::CITY)].into_iter().filter_map(line).collect();
    Capture {
        caption: prose(first(iptc::CAPTION)).or(by_camera.caption),
        byline: line(first(iptc::BYLINE)).or(by_camera.byline),
        credit: line(first(iptc::CREDIT)),
        copyright: line(first(iptc::COPYRIGHT)).or(by_camera.copyright),
        location: line(&place.iter().map(|part| &**part).collect::<Vec<_>>().join(", ")),
        keywords,
        ..by_camera
    }
}

fn by_camera(exif: &Exif, zone: OfficeZone) -> Capture {
    let text = |tag| text(exif, tag).unwrap_or_default();
    let (make, model) = (text(Tag::Make), text(Tag::Model));
    // Most makers repeat their name in that of the model.
    let repeated = model.to_lowercase().starts_with(&make.to_lowercase());
    let description = text(Tag::ImageDescription);
    // What cameras write here of themselves ("OLYMPUS DIGITAL CAMERA") is in capitals; people's captions are not.
    let is_written = description.chars().any(char::is_lowercase);
    Capture {
        taken_at: taken_at(exif, zone),
        camera: line(&if repeated { model } else { format!("{make} {model}") }),
        position: position(exif),
        caption: is_written.then(|| prose(&description)).flatten(),
        byline: line(&text(Tag::Artist)),
        copyright: line(&text(Tag::Copyright)),
        ..Capture::default()
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(Vec::as_slice),
        _ => None,
    }
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    ascii(exif, tag).map(iptc::plain)
}

fn taken_at(exif: &Exif, zone: OfficeZone) -> Option<Instant> {
    let mut told = DateTime::from_ascii(ascii(exif, Tag::DateTimeOriginal)?).ok()?;
    if let Some(offset) = ascii(exif, Tag::OffsetTimeOriginal) {
        // Blank or broken: as if there were none.
        let _ = told.parse_offset(offset);
    }
    let day = NaiveDate::from_ymd_opt(told.year.into(), told.month.into(), told.day.into())?;
    let wall: NaiveDateTime = day.and_hms_opt(told.hour.into(), told.minute.into(), told.second.into())?;
    let offset = told.offset.map(|minutes| FixedOffset::east_opt(i32::from(minutes) * 60));
    let at = match offset {
        Some(offset) => offset?.from_local_datetime(&wall).single()?.to_utc(),
        None => zone.tz().from_local_datetime(&wall).earliest()?.to_utc(),
    };
    // The years of the API: what is shown can be sent.
    (1900..=9000).contains(&at.year()).then(|| millis(at))
}

fn position(exif: &Exif) -> Option<Position> {
    let angle = |tag, reference, negative: u8| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let [degrees, minutes, seconds] = *parts.first_chunk::<3>()?;
        let angle = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3600.0;
        let sign = ascii(exif, reference)?.first()?.to_ascii_uppercase();
        // Ten millionths of a degree are a centimetre; what is behind them is arithmetic.
        let angle = (angle * 1e7).round() / 1e7;
        Some(if sign == negative { -angle } else { angle })
    };
    let latitude = angle(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = angle(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    // A receiver without a fix writes zeroes: a place in the Gulf of Guinea.
    Position::new(latitude, longitude).filter(|_| latitude != 0.0 || longitude != 0.0)
}

/// One line of it: whatever breaks or controls lines is a space.
fn line<const MAX: usize>(text: &str) -> Option<Line<MAX>> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Line::cut(&spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Running text of it: line breaks stay, other control characters are spaces.
fn prose<const MAX: usize>(text: &str) -> Option<Prose<MAX>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let short: String = clean.trim().chars().take(MAX).collect();
    Prose::try_from(short.as_str()).ok()
}
