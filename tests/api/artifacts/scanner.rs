//! The office's virus scanner: asked of every file, and nothing passes that it has not cleared.

use super::{Scene, photo};
use crate::support::Office;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const EICAR: &str = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

/// Speaks clamd's INSTREAM, and knows one signature.
async fn clamd() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((wire, _)) = listener.accept().await {
            tokio::spawn(answer(wire));
        }
    });
    format!("tcp://{address}")
}

async fn answer(mut wire: TcpStream) {
    let mut command = [0; 10];
    wire.read_exact(&mut command).await.expect("a command");
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = wire.read_u32().await.expect("a length");
        if length == 0 {
            break;
        }
        let mut chunk = vec![0; length as usize];
        wire.read_exact(&mut chunk).await.expect("a chunk");
        file.extend_from_slice(&chunk);
    }
    let found = file.windows(EICAR.len()).any(|window| window == EICAR.as_bytes());
    let told: &[u8] = if found { b"stream: Eicar-Test-Signature FOUND\0" } else { b"stream: OK\0" };
    wire.write_all(told).await.expect("an answer is taken");
}

#[tokio::test]
async fn a_file_with_a_virus_is_refused_and_a_clean_one_is_not() {
    let scene = Scene::in_office(Office::open_with(&[("PUBDOK_CLAMD", &clamd().await)]).await).await;
    scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(201);
    let told = scene.sends("kind=SOURCE_MATERIAL&title=x", "text/plain", EICAR).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#", "MALWARE_FOUND")]);
    assert!(told["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("Eicar-Test-Signature")));
    assert_eq!(scene.titles("").await.len(), 1);
}

#[tokio::test]
async fn without_a_scanner_to_ask_nothing_is_let_through_but_the_rest_goes_on() {
    // A port that nobody listens on.
    let gone = TcpListener::bind("127.0.0.1:0").await.and_then(|listener| listener.local_addr()).expect("an address");
    let scene = Scene::in_office(Office::open_with(&[("PUBDOK_CLAMD", &format!("tcp://{gone}"))]).await).await;
    let told = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.refused(503, "UNAVAILABLE");
    assert!(told.header("retry-after").is_some());
    scene.staff().drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    assert_eq!(scene.titles("").await, ["Panen"]);
}
