//! A client that begins to send, and stands still.

use crate::chance::Chance;
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// For some seconds, beside everything else.
pub fn hangs(address: SocketAddr, mut chance: Chance) {
    tokio::spawn(async move {
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        let head =
            "POST /v1/agenda-items HTTP/1.1\r\nHost: office\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n";
        let _refused = stream.write_all(head.as_bytes()).await;
        let half = chance.below(40_000);
        let _refused = stream.write_all(&vec![b' '; half]).await;
        tokio::time::sleep(chance.millis(500, 8000)).await;
    });
}
