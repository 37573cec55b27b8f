//! What the office's virus scanner (clamd) says of a file, where the office has one.

use crate::blobs::{Blobs, Received};
use crate::config::Scanner;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Place, Problem};
use clamav_client::tokio::{Socket, Tcp, scan_stream};
use std::io;
use std::time::Duration;

/// A gigabyte through a busy scanner; who waits longer is told to come back.
const PATIENCE: Duration = Duration::from_secs(300);

/// Refuses a file in which something is found. What could not be asked is not let through either.
pub async fn require_clean(scanner: &Scanner, blobs: &Blobs, received: &Received, place: &Place) -> Result<(), Problem> {
    let blob = blobs.read(&received.digest).await?;
    let blob = blob.ok_or_else(|| Problem::internal("a file is gone before it was scanned"))?;
    let bytes = blob.stream(0..received.size);
    let asked = async {
        match scanner {
            Scanner::Tcp(host_address) => scan_stream(bytes, Tcp { host_address: host_address.as_str() }, None).await,
            Scanner::Socket(socket_path) => scan_stream(bytes, Socket { socket_path }, None).await,
        }
    };
    let answer = tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let answer = answer.map_err(|error| Problem::unavailable(format!("clamd cannot be asked: {error}")))?;
    verdict(&String::from_utf8_lossy(&answer), place)
}

/// clamd answers `stream: OK`, `stream: <signature> FOUND`, or an error such as a stream beyond its `StreamMaxLength`.
fn verdict(answer: &str, place: &Place) -> Result<(), Problem> {
    let answer = answer.trim_end_matches(['\0', '\n']);
    match answer.strip_prefix("stream: ") {
        Some("OK") => Ok(()),
        Some(found) if found.ends_with(" FOUND") => {
            let signature = found.trim_end_matches(" FOUND");
            tracing::warn!(target: "pubdok", signature, "a file was refused by the virus scanner");
            let words = Words::new(
                format!("Pemindai virus menemukan {signature}: bersihkan perangkat, lalu kirim berkas yang bersih."),
                format!("The virus scanner found {signature}: clean the device, then send a clean file."),
            );
            Err(Problem::at(place.clone(), FaultKind::Rule { code: "MALWARE_FOUND", words }))
        }
        _ => Err(Problem::unavailable(format!("clamd did not scan: {answer} (is its StreamMaxLength large enough?)"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::Kind;

    fn told(answer: &str) -> Option<Kind> {
        verdict(answer, &Place::Body("#/file".to_owned())).err().map(|problem| problem.kind)
    }

    #[test]
    fn only_a_clear_word_lets_a_file_through() {
        assert_eq!(told("stream: OK\0"), None);
        assert_eq!(told("stream: Win.Test.EICAR_HDB-1 FOUND\0"), Some(Kind::Validation));
        for unclear in
            ["", "OK", "INSTREAM size limit exceeded. ERROR\0", "stream: OK FOUND ERROR", "stream: Can't allocate memory ERROR"]
        {
            assert_eq!(told(unclear), Some(Kind::Unavailable), "{unclear}");
        }
    }
}
