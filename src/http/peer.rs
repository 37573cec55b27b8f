//! From which address a request comes: that of the connection, or what a trusted proxy says of it.

use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// The proxies whose word is taken for where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("has {0:?}, which is neither an address nor a network; write for example 10.0.0.0/8,192.168.1.7")]
pub struct NotANetwork(String);

impl FromStr for Proxies {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let network = |one: &str| one.parse().or_else(|_| one.parse::<IpAddr>().map(IpNet::from)).ok();
        let list = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        list.map(|one| network(one).ok_or_else(|| NotANetwork(one.to_owned()))).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The caller of a request: the last address that no proxy of ours has, read from the right, for on the left stands
    /// whatever the caller wrote there.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let forwarded = headers.contains_key(header::FORWARDED);
        let name = match (forwarded, headers.contains_key(FORWARDED_FOR)) {
            (true, false) => header::FORWARDED,
            (false, true) => FORWARDED_FOR,
            // Of two, one is the caller's own invention, and which of them nobody knows.
            _ => return peer,
        };
        let mut caller = peer;
        let lines: Vec<&str> = headers.get_all(&name).filter_map(|line| line.to_str().ok()).collect();
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            // Beyond what cannot be read nothing is known.
            let Some(address) = (if forwarded { node(hop) } else { address(hop) }) else { break };
            caller = address;
            if !self.trusts(caller) {
                break;
            }
        }
        caller
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The `for` of one element of `Forwarded` (RFC 7239).
fn node(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| name.eq_ignore_ascii_case("for")).and_then(|(_, value)| address(value))
}

/// An address as proxies write it: bare, with a port, quoted, an IPv6 one in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// What one caller can have of its own: an address, and of IPv6 a network of 64 bits.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn caller(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let proxies: Proxies = "10.0.0.0/8, 192.168.1.7, fd00::/8".parse().unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        proxies.caller(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn strangers_are_not_asked_where_they_come_from() {
        assert_eq!(caller("203.0.113.9", &[("x-forwarded-for", "1.1.1.1")]), "203.0.113.9");
        assert_eq!(caller("::ffff:203.0.113.9", &[("forwarded", "for=1.1.1.1")]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_is_believed_from_the_right() {
        assert_eq!(caller("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(caller("10.1.2.3", &[("x-forwarded-for", "1.1.1.1, 203.0.113.9, 10.0.0.1")]), "203.0.113.9");
        assert_eq!(caller("10.1.2.3", &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.9")]), "203.0.113.9");
        assert_eq!(caller("192.168.1.7", &[("forwarded", "for=1.1.1.1, for=\"[2001:db8::1]:4711\";proto=https")]), "2001:db8::1");
        assert_eq!(caller("fd00::1", &[("forwarded", "proto=http;For=203.0.113.9:80")]), "203.0.113.9");
    }

    #[test]
    fn what_cannot_be_read_or_was_added_hides_nobody() {
        assert_eq!(caller("10.1.2.3", &[("x-forwarded-for", "1.1.1.1, unknown, 10.0.0.1")]), "10.0.0.1");
        assert_eq!(caller("10.1.2.3", &[("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=1.1.1.1")]), "10.1.2.3");
    }

    #[test]
    fn who_holds_a_network_is_one_caller() {
        let of = |text: &str| household(text.parse().unwrap()).to_string();
        assert_eq!(
            (of("2001:db8:1:2:3:4:5:6"), of("203.0.113.9"), of("::ffff:1.2.3.4")),
            ("2001:db8:1:2::".to_owned(), "203.0.113.9".to_owned(), "1.2.3.4".to_owned())
        );
    }

    #[test]
    fn networks_are_read_or_named() {
        assert_eq!("10.0.0.0/33".parse::<Proxies>(), Err(NotANetwork("10.0.0.0/33".to_owned())));
        assert!("proxy.example".parse::<Proxies>().is_err());
        assert!("".parse::<Proxies>().is_ok_and(|none| !none.trusts("127.0.0.1".parse().unwrap())));
    }
}
