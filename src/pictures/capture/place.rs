//! Where a picture was taken: in whatever parts it is told, and never on the wrong side of the earth.

use crate::domain::picture::Position;
use crate::pictures::ifd::Directory;

/// Latitude and longitude: where each is, and where its side of the earth is told.
const LATITUDE: (u16, u16) = (2, 1);
const LONGITUDE: (u16, u16) = (4, 3);

pub(super) fn position(gps: &Directory<'_>) -> Option<Position> {
    let latitude = angle(gps, LATITUDE, [b'N', b'S'])?;
    let longitude = angle(gps, LONGITUDE, [b'E', b'W'])?;
    made(latitude, longitude)
}

fn made(latitude: f64, longitude: f64) -> Option<Position> {
    // A receiver without a fix writes zeroes: a place in the Gulf of Guinea.
    Position::new(latitude, longitude).filter(|_| latitude != 0.0 || longitude != 0.0)
}

/// Degrees, minutes and seconds, or the first of them: each may be a fraction of any kind, and 0/0 is nothing.
fn angle(gps: &Directory<'_>, (tag, side): (u16, u16), [positive, negative]: [u8; 2]) -> Option<f64> {
    let field = gps.get(tag)?;
    let degrees = field.fraction(0)?;
    let part = |index| field.fraction(index).unwrap_or_default();
    let (minutes, seconds) = (part(1), part(2));
    let size = degrees.abs() + minutes.abs() / 60.0 + seconds.abs() / 3600.0;
    let is_below = degrees < 0.0 || minutes < 0.0 || seconds < 0.0;
    let told = gps.text(side).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_uppercase);
    let sign = match told {
        // Told twice it must be told alike.
        Some(side) if side == positive && !is_below => 1.0,
        Some(side) if side == negative => -1.0,
        // Not told at all, a sign tells it as well.
        None if is_below => -1.0,
        _ => return None,
    };
    Some(rounded(sign * size))
}

/// Ten millionths of a degree are a centimetre; what is behind them is arithmetic.
fn rounded(angle: f64) -> f64 {
    // And a zero has no side.
    (angle * 1e7).round() / 1e7 + 0.0
}

/// As XMP has it: `7,35.796S` or `7,35,47.76S`.
pub(super) fn written(latitude: &str, longitude: &str) -> Option<Position> {
    made(coordinate(latitude, ['N', 'S'])?, coordinate(longitude, ['E', 'W'])?)
}

fn coordinate(text: &str, [positive, negative]: [char; 2]) -> Option<f64> {
    let text = text.trim();
    let side = text.chars().last()?.to_ascii_uppercase();
    let sign = if side == positive {
        1.0
    } else if side == negative {
        -1.0
    } else {
        return None;
    };
    let mut parts = text[..text.len() - side.len_utf8()].split(',').map(|part| part.trim().parse::<f64>().ok());
    let degrees = parts.next()??;
    let rest: Vec<f64> = parts.collect::<Option<_>>()?;
    // A side is told by its letter, and not also by a sign.
    if degrees.is_sign_negative() || rest.iter().any(|part| part.is_sign_negative()) {
        return None;
    }
    let below: f64 = rest.iter().zip([60.0, 3600.0]).map(|(part, unit)| part / unit).sum();
    Some(rounded(sign * (degrees + below)))
}
