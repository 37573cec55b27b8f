//! Whether what a camera says fits the event on the agenda.

use super::super::time::Instant;
use super::{ArtifactFlag, Position};
use chrono::TimeDelta;

/// The event, as far as pictures of it are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Happening {
    pub starts_at: Instant,
    pub ends_at: Option<Instant>,
    pub venue: Option<Position>,
}

/// Crews come before it begins and stay after it ends.
const AROUND: TimeDelta = TimeDelta::hours(2);
/// An event without an end (*sampai selesai*) is over by then.
const OPEN_END: TimeDelta = TimeDelta::hours(12);
/// A venue is a square or a field, a procession longer; another village is farther.
const NEAR_KM: f64 = 5.0;

/// What of a picture does not fit; what is not known raises no flag.
pub fn flags(taken_at: Option<Instant>, position: Option<Position>, event: &Happening) -> Vec<ArtifactFlag> {
    let from = event.starts_at - AROUND;
    let until = event.ends_at.unwrap_or(event.starts_at + OPEN_END) + AROUND;
    let outside = taken_at.is_some_and(|at| !(from..=until).contains(&at));
    let elsewhere = position.zip(event.venue).is_some_and(|(here, venue)| here.kilometres_to(venue) > NEAR_KM);
    let flags = [(outside, ArtifactFlag::TakenOutsideEvent), (elsewhere, ArtifactFlag::TakenElsewhere)];
    flags.into_iter().filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}

/// What of a file is not as it was said to be.
pub fn file_flags(label_differs: bool, ends_early: bool) -> Vec<ArtifactFlag> {
    let flags = [(label_differs, ArtifactFlag::LabelDiffers), (ends_early, ArtifactFlag::EndsEarly)];
    flags.into_iter().filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ArtifactFlag::{TakenElsewhere, TakenOutsideEvent};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn event() -> Happening {
        Happening {
            starts_at: at("2026-09-30T02:00:00Z"),
            ends_at: Some(at("2026-09-30T04:00:00Z")),
            venue: Position::new(-7.5966, 110.9506),
        }
    }

    #[test]
    fn two_hours_around_the_event_still_fit() {
        for (taken, expected) in [
            ("2026-09-29T23:59:59.999Z", vec![TakenOutsideEvent]),
            ("2026-09-30T00:00:00Z", vec![]),
            ("2026-09-30T06:00:00Z", vec![]),
            ("2026-09-30T06:00:00.001Z", vec![TakenOutsideEvent]),
        ] {
            assert_eq!(flags(Some(at(taken)), None, &event()), expected, "{taken}");
        }
        let open = Happening { ends_at: None, ..event() };
        assert_eq!(flags(Some(at("2026-09-30T16:00:00Z")), None, &open), []);
        assert_eq!(flags(Some(at("2026-09-30T16:00:01Z")), None, &open), [TakenOutsideEvent]);
    }

    #[test]
    fn five_kilometres_from_the_venue_is_elsewhere() {
        // A degree of latitude is 111 km.
        for (latitude, expected) in [(-7.5966, vec![]), (-7.64, vec![]), (-7.65, vec![TakenElsewhere])] {
            assert_eq!(flags(None, Position::new(latitude, 110.9506), &event()), expected, "{latitude}");
        }
        let somewhere = Happening { venue: None, ..event() };
        assert_eq!(flags(None, Position::new(40.0, 10.0), &somewhere), []);
        let both = flags(Some(at("2020-01-01T00:00:00Z")), Position::new(40.0, 10.0), &event());
        assert_eq!(both, [TakenOutsideEvent, TakenElsewhere]);
    }
}
