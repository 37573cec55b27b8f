//! What a connection may cost: nobody keeps one by saying nothing, or too many of them.

use crate::support::Office;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn line(office: &Office) -> TcpStream {
    TcpStream::connect(office.desk.address).await.expect("a connection")
}

/// Sends a whole request and reads the head of its answer.
async fn asks(line: &mut TcpStream, request: &str) -> String {
    line.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(line.read_u8().await.expect("the answer goes on"));
    }
    String::from_utf8(head).expect("a head is text")
}

/// How long it takes until the other side ends it.
async fn ends_after(mut line: TcpStream) -> Duration {
    let begun = Instant::now();
    let mut rest = Vec::new();
    // However it is ended: the answers that were not read yet, or a reset.
    let _ = tokio::time::timeout(Duration::from_secs(40), line.read_to_end(&mut rest)).await.expect("it is ended");
    begun.elapsed()
}

const HEALTH: &str = "HEAD /livez HTTP/1.1\r\nHost: office\r\n\r\n";

#[tokio::test]
async fn no_head_is_waited_for_longer_than_the_first() {
    let office = Office::open().await;
    let (mut silent, mut begun, mut second, mut dripping) =
        (line(&office).await, line(&office).await, line(&office).await, line(&office).await);
    begun.write_all(b"GET /livez HT").await.expect("a beginning");
    for kept in [&mut second, &mut dripping, &mut silent] {
        assert!(asks(kept, HEALTH).await.starts_with("HTTP/1.1 200"));
    }
    second.write_all(b"GET /livez HT").await.expect("a beginning");
    let dripping = async move {
        let begun = Instant::now();
        for byte in b"GET /livez HTTP/1.1\r\nX: ".iter().chain(std::iter::repeat_n(&b'x', 400)) {
            if dripping.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        begun.elapsed()
    };
    let (begun, second, dripping) = tokio::join!(ends_after(begun), ends_after(second), dripping);
    for (what, waited) in [("the first head", begun), ("the second head", second), ("byte by byte", dripping)] {
        assert!((8..20).contains(&waited.as_secs()), "{what}: {waited:?}");
    }
    // Who is silent between two requests is not in anybody's way.
    assert!(asks(&mut silent, HEALTH).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_preflight_and_a_refusal_leave_the_connection_as_it_was() {
    let office = Office::open_with(&[("PUBDOK_CORS_ORIGINS", "https://portal.example.go.id")]).await;
    let mut kept = line(&office).await;
    let preflight = "OPTIONS /v1/me HTTP/1.1\r\nHost: office\r\nOrigin: https://portal.example.go.id\r\nAccess-Control-Request-Method: GET\r\n\r\n";
    assert!(asks(&mut kept, preflight).await.starts_with("HTTP/1.1 200"));
    assert!(asks(&mut kept, "HEAD /v1/me HTTP/1.1\r\nHost: office\r\n\r\n").await.starts_with("HTTP/1.1 401"));
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(asks(&mut kept, HEALTH).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn an_address_has_only_so_many_connections() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_CONNECTIONS", "3")]).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut one = line(&office).await;
        asks(&mut one, HEALTH).await;
        open.push(one);
    }
    assert!(ends_after(line(&office).await).await < Duration::from_secs(5), "a fourth is ended at once");
    open.pop();
    for _ in 0..100 {
        let mut again = line(&office).await;
        let answered = again.write_all(HEALTH.as_bytes()).await.is_ok() && again.read_u8().await.is_ok();
        if answered {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("one that was closed is not given back");
}

/// Longer than a connection may be idle before it is laid aside.
const A_WHILE: Duration = Duration::from_millis(700);

#[tokio::test]
async fn what_was_idle_for_a_while_answers_as_before_whatever_came_with_the_last_request() {
    let office = Office::open().await;
    let (first, rest) = HEALTH.split_at(10);
    let mut kept = line(&office).await;
    for _ in 0..3 {
        assert!(asks(&mut kept, HEALTH).await.starts_with("HTTP/1.1 200"));
        tokio::time::sleep(A_WHILE).await;
    }
    // With its end in two parts.
    kept.write_all(&HEALTH.as_bytes()[..HEALTH.len() - 1]).await.expect("a beginning");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(asks(&mut kept, "\n").await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(A_WHILE).await;
    // With the beginning of the next behind it, and with the whole of it.
    assert!(asks(&mut kept, &format!("{HEALTH}{first}")).await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(A_WHILE).await;
    assert!(asks(&mut kept, rest).await.starts_with("HTTP/1.1 200"));
    let mut kept = line(&office).await;
    assert!(asks(&mut kept, &format!("{HEALTH}{HEALTH}")).await.starts_with("HTTP/1.1 200"));
    assert!(asks(&mut kept, "").await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(A_WHILE).await;
    // With the head of one whose body comes late.
    let posted = "POST /v1/oauth/token HTTP/1.1\r\nHost: office\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n\r\n";
    assert!(asks(&mut kept, &format!("{HEALTH}{posted}")).await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(A_WHILE).await;
    assert!(asks(&mut kept, "grant_type=client_credentials").await.starts_with("HTTP/1.1 401"));
    tokio::time::sleep(A_WHILE).await;
    // What was refused before its body came is no request of its own.
    let body = HEALTH.len();
    let unread = format!("POST /v1/me HTTP/1.1\r\nHost: office\r\nContent-Length: {body}\r\n\r\n");
    let mut kept = line(&office).await;
    assert!(asks(&mut kept, &format!("{HEALTH}{unread}")).await.starts_with("HTTP/1.1 200"));
    assert!(asks(&mut kept, "").await.starts_with("HTTP/1.1 4"));
    tokio::time::sleep(A_WHILE).await;
    let mut rest = Vec::new();
    let _ = kept.write_all(HEALTH.as_bytes()).await;
    let _ = tokio::time::timeout(Duration::from_secs(5), kept.read_to_end(&mut rest)).await;
    assert!(!String::from_utf8_lossy(&rest).contains("HTTP/1.1 200"), "{}", String::from_utf8_lossy(&rest));
}

#[tokio::test]
async fn what_was_idle_for_a_while_is_ended_as_before() {
    let office = Office::open_with(&[("PUBDOK_ADDRESS_CONNECTIONS", "1")]).await;
    let mut kept = line(&office).await;
    asks(&mut kept, HEALTH).await;
    tokio::time::sleep(A_WHILE).await;
    assert!(ends_after(line(&office).await).await < Duration::from_secs(5), "it is one, still");
    let closing = HEALTH.replace("Host", "Connection: close\r\nHost");
    asks(&mut kept, &closing).await;
    assert!(ends_after(kept).await < A_WHILE, "as its caller wished");
    // Whoever goes away while it is idle gives it back.
    for _ in 0..3 {
        let mut again = loop {
            let mut again = line(&office).await;
            if again.write_all(HEALTH.as_bytes()).await.is_ok() && again.read_u8().await.is_ok() {
                break again;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        tokio::time::sleep(A_WHILE).await;
        again.shutdown().await.expect("its end is told");
    }
}
