//! A picture as the office thinks of it: where and when it was taken, whether that fits its event, which are one burst.

mod bursts;
mod fit;

pub use bursts::{Frame, bursts};
pub use fit::{Happening, file_flags, flags};

use super::label::labels;

labels! {
    /// The copies that are made of a picture, by what they are for.
    RenditionSize { Thumbnail = "thumbnail", Web = "web", Print = "print" }

    /// What does not fit between a file and its event, or what was said of it; told, never refused.
    ArtifactFlag {
        TakenOutsideEvent = "TAKEN_OUTSIDE_EVENT", TakenElsewhere = "TAKEN_ELSEWHERE",
        /// The file is of another type than its sender called it.
        LabelDiffers = "LABEL_DIFFERS",
        /// The picture was cut off on its way.
        EndsEarly = "ENDS_EARLY",
    }

    /// Why no smaller copies are made of a picture.
    NoCopies { TooLarge = "TOO_LARGE", Packed = "PACKED", Unsupported = "UNSUPPORTED", Damaged = "DAMAGED" }
}

impl RenditionSize {
    /// Pixels of the longer side; a smaller picture stays as it is.
    pub fn longest_side(self) -> u32 {
        match self {
            Self::Thumbnail => 320,
            Self::Web => 1600,
            Self::Print => 2480,
        }
    }
}

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

impl Position {
    /// None for what is no point on the earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        // A NaN is in no range.
        let exists = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        exists.then_some(Self { latitude, longitude })
    }

    /// Along the surface, by the haversine: to half a per cent.
    pub fn kilometres_to(self, other: Self) -> f64 {
        const EARTH_RADIUS: f64 = 6371.0;
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let chord = half(other.latitude - self.latitude) + here.cos() * there.cos() * half(other.longitude - self.longitude);
        2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_on_the_earth() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Position::new(latitude, longitude), None);
        }
        assert!(Position::new(-90.0, 180.0).is_some());
    }

    #[test]
    fn distances_are_those_of_a_map() {
        let (square, jakarta) = (Position::new(-7.5966, 110.9506).unwrap(), Position::new(-6.1754, 106.8272).unwrap());
        assert!((square.kilometres_to(jakarta) - 482.0).abs() < 3.0, "{}", square.kilometres_to(jakarta));
        assert_eq!(square.kilometres_to(square), 0.0);
        let (west, east) = (Position::new(0.0, -179.99).unwrap(), Position::new(0.0, 179.99).unwrap());
        assert!(west.kilometres_to(east) < 3.0);
    }
}
