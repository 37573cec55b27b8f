//! How much one caller may ask for; 0 is without a limit.

use super::{Reader, number};
use crate::http::peer::Proxies;

/// More than a front-end asks in a minute: a page of 200 thumbnails costs some 210, an act 5.
const OF_A_SUBJECT: usize = 12_000;
/// Who is not known costs little, and an office of fifty people may be one address.
const OF_AN_ADDRESS: usize = 6_000;
/// A browser has six connections to a server. Behind a proxy that takes all that a page asks for at once, more of them wait there.
const AT_ONCE: usize = 32;
const CONNECTIONS: usize = 1_024;
/// Below that the dearest request could never be made.
const LEAST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// What the requests of one subject may cost in a minute.
    pub of_a_subject: u32,
    /// The same of one address, for requests without a token that is known to be good.
    pub of_an_address: u32,
    /// Requests of one subject that are worked on at the same time.
    pub at_once: usize,
    /// Open connections of one address.
    pub connections: usize,
    pub proxies: Proxies,
}

pub fn read(reader: &mut Reader<'_>) -> Limits {
    let rate = |value: &str| match number(value, 0..=10_000_000) {
        Ok(number) if number == 0 || number >= LEAST => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
        _ => Err(format!("is neither 0 nor a number from {LEAST} to 10000000")),
    };
    Limits {
        of_a_subject: reader.read("PUBDOK_RATE", OF_A_SUBJECT as u32, rate),
        of_an_address: reader.read("PUBDOK_ADDRESS_RATE", OF_AN_ADDRESS as u32, rate),
        at_once: reader.read("PUBDOK_AT_ONCE", AT_ONCE, |value| number(value, 0..=100_000)),
        connections: reader.read("PUBDOK_ADDRESS_CONNECTIONS", CONNECTIONS, |value| number(value, 0..=1_000_000)),
        proxies: reader
            .read("PUBDOK_TRUSTED_PROXIES", Proxies::default(), |value| value.parse().map_err(|error| format!("{error}"))),
    }
}
