//! Where the virus scanner listens.

use std::path::PathBuf;

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    Tcp(String),
    Socket(PathBuf),
}

pub fn scanner(value: &str) -> Result<Option<Scanner>, String> {
    let tcp = value
        .strip_prefix("tcp://")
        .filter(|address| address.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok()));
    let socket = value.strip_prefix("unix://").filter(|path| path.starts_with('/'));
    match (tcp, socket) {
        (Some(address), _) => Ok(Some(Scanner::Tcp(address.to_owned()))),
        (_, Some(path)) => Ok(Some(Scanner::Socket(path.into()))),
        _ => Err("is no address of clamd; write tcp://host:3310 or unix:///run/clamav/clamd.ctl".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_listens_on_a_port_or_a_socket() {
        assert_eq!(scanner("tcp://clamd:3310"), Ok(Some(Scanner::Tcp("clamd:3310".to_owned()))));
        assert_eq!(scanner("unix:///run/clamd.ctl"), Ok(Some(Scanner::Socket("/run/clamd.ctl".into()))));
        for bad in ["clamd:3310", "tcp://clamd", "tcp://:3310", "tcp://clamd:x", "unix://clamd.ctl", "http://clamd:3310"] {
            assert!(scanner(bad).is_err(), "{bad}");
        }
    }
}
