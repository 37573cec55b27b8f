//! Where a picture was taken: in whatever parts it is told, and never on the wrong side of the earth.

use crate::domain::picture::Position;
use crate::pictures::ifd::Directory;
use crate::pictures::xmp::Coordinate;

/// Latitude and longitude: where each is, and where its side of the earth is told.
const LATITUDE: (u16, u16) = (2, 1);
const LONGITUDE: (u16, u16) = (4, 3);

/// The sides of the earth, of each pair first the one that counts up.
const OF_LATITUDE: [&str; 2] = ["NORTH", "SOUTH"];
const OF_LONGITUDE: [&str; 2] = ["EAST", "WEST"];

pub(super) fn position(gps: &Directory<'_>) -> Option<Position> {
    made(angle(gps, LATITUDE, OF_LATITUDE)?, angle(gps, LONGITUDE, OF_LONGITUDE)?)
}

fn made(latitude: f64, longitude: f64) -> Option<Position> {
    // A receiver without a fix writes zeroes: a place in the Gulf of Guinea.
    Position::new(latitude, longitude).filter(|_| latitude != 0.0 || longitude != 0.0)
}

/// Degrees, minutes and seconds, or the first of them: each may be a fraction of any kind, and 0/0 is nothing.
fn angle(gps: &Directory<'_>, (tag, side): (u16, u16), sides: [&str; 2]) -> Option<f64> {
    let field = gps.get(tag)?;
    let part = |index| field.fraction(index).unwrap_or_default();
    let size = size([field.fraction(0)?, part(1), part(2)])?;
    let sign = sign(gps.texts(side).map(String::from_utf8_lossy), sides)?;
    signed(size, sign)
}

/// Which way the side of the earth counts: its letter or its word, and nothing that only begins like it (`null`, `Not set`). None where it
/// is told, but not so that it can be relied on; None within it where it is not told.
fn sign(told: impl Iterator<Item = impl AsRef<str>>, sides: [&str; 2]) -> Option<Option<f64>> {
    let mut known = None;
    for told in told {
        let told = told.as_ref().trim_matches(|c: char| c.is_whitespace() || c == '\0').to_uppercase();
        if told.is_empty() {
            continue;
        }
        let place = sides.iter().position(|side| told == *side || told == side[..1])?;
        let sign = if place == 0 { 1.0 } else { -1.0 };
        // Told twice it must be told alike.
        if known.replace(sign).is_some_and(|other| other != sign) {
            return None;
        }
    }
    Some(known)
}

/// How large an angle of these parts is, and whether it is told with a sign; none where they are more than there are of them. (Seconds are
/// rounded up to 60 by some devices.)
fn size([degrees, minutes, seconds]: [f64; 3]) -> Option<(f64, bool)> {
    if minutes.abs() >= 60.0 || seconds.abs() > 60.0 {
        return None;
    }
    let size = degrees.abs() + minutes.abs() / 60.0 + seconds.abs() / 3600.0;
    Some((size, [degrees, minutes, seconds].iter().any(|part| part.is_sign_negative())))
}

fn signed((size, is_below): (f64, bool), sign: Option<f64>) -> Option<f64> {
    match sign {
        Some(sign) if sign < 0.0 || !is_below => Some(rounded(sign * size)),
        // Not told at all, a sign tells it as well.
        None if is_below => Some(rounded(-size)),
        _ => None,
    }
}

/// Ten millionths of a degree are a centimetre; what is behind them is arithmetic.
fn rounded(angle: f64) -> f64 {
    // And a zero has no side.
    (angle * 1e7).round() / 1e7 + 0.0
}

/// As XMP has it: `7,35.796S` or `7,35,47.76S`; some write the side as a property of its own.
pub(super) fn written([latitude, longitude]: &[Coordinate; 2]) -> Option<Position> {
    made(coordinate(latitude, OF_LATITUDE)?, coordinate(longitude, OF_LONGITUDE)?)
}

fn coordinate(Coordinate { angle, side }: &Coordinate, sides: [&str; 2]) -> Option<f64> {
    let numbers = angle.trim().trim_end_matches(|c: char| c.is_alphabetic());
    let letters = &angle.trim()[numbers.len()..];
    // `inf` and `1e9` are numbers as well, elsewhere.
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|_| !part.contains(char::is_alphabetic));
    let mut parts = numbers.split(',').map(number);
    let degrees = parts.next()??;
    let rest: Vec<f64> = parts.collect::<Option<_>>()?;
    let size = size([degrees, rest.first().copied().unwrap_or_default(), rest.get(1).copied().unwrap_or_default()])?;
    // A side is told by its letter, and not also by a sign.
    let is_told_twice = rest.len() > 2 || size.1 && !letters.is_empty();
    if is_told_twice { None } else { signed(size, sign([letters, side.as_str()].into_iter(), sides)?) }
}
