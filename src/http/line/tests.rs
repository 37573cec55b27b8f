//! Lines that are let wait.

use super::*;
use actix_web::HttpResponse;
use actix_web::test::TestRequest;
use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

const TIME: Duration = Duration::from_millis(300);
const PATIENCE: Patience = Patience { head: TIME, answer: TIME, idle: TIME };

fn line() -> (Line<DuplexStream, ()>, DuplexStream) {
    let (ours, theirs) = duplex(64);
    (Line::new(ours, PATIENCE, ()), theirs)
}

/// Reads on until the line is given up; answers after how long.
async fn read_on(line: &mut Line<DuplexStream, ()>) -> Duration {
    let begun = Instant::now();
    while line.read_u8().await.is_ok() {}
    begun.elapsed()
}

async fn drip(mut theirs: DuplexStream) {
    while theirs.write_all(b"x").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_or_not_at_all_is_not_waited_for() {
    let (mut line, theirs) = line();
    let dripping = tokio::spawn(drip(theirs));
    let waited = read_on(&mut line).await;
    assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
    drop(line);
    dripping.await.unwrap();
    let (mut line, mut theirs) = self::line();
    theirs.write_all(b"GET /").await.unwrap();
    let waited = read_on(&mut line).await;
    assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test]
async fn the_second_head_has_no_more_time_than_the_first() {
    let (mut line, mut theirs) = line();
    theirs.write_all(b"first").await.unwrap();
    line.read_exact(&mut [0; 5]).await.unwrap();
    drop(Held::new(line.hand()));
    // Between two requests it may be silent: that is the framework's to end.
    assert!(tokio::time::timeout(2 * PATIENCE.head, line.read_u8()).await.is_err());
    theirs.write_all(b"s").await.unwrap();
    let waited = read_on(&mut line).await;
    assert!((300..3000).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test]
async fn what_is_in_hand_may_take_its_time() {
    let (mut line, mut theirs) = line();
    let held = Held::new(line.hand());
    theirs.write_all(b"body").await.unwrap();
    assert!(tokio::time::timeout(2 * PATIENCE.head, read_on(&mut line)).await.is_err());
    drop(held);
    assert!(tokio::time::timeout(2 * PATIENCE.head, line.read_u8()).await.is_err());
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let (mut line, theirs) = line();
    let begun = Instant::now();
    let written = line.write_all(&[0; 200]).await;
    assert!(written.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut));
    assert!(begun.elapsed() >= PATIENCE.answer);
    drop(theirs);
}

const HEAD: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// Takes the request in hand whose bytes were read, and answers it.
async fn answer(line: &mut Line<DuplexStream, ()>, request: TestRequest, has_body: bool) {
    let held = Held::new(line.hand());
    let mut request = request.to_srv_request();
    if !has_body {
        request.set_payload(Payload::None);
    }
    held.0.idle.is_asked(&request);
    held.0.idle.is_answered(&request.into_response(HttpResponse::Ok().finish()));
    drop(held);
    line.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
}

#[tokio::test]
async fn what_is_idle_is_laid_aside_and_nothing_of_it_is_lost() {
    let (mut line, mut theirs) = line();
    let aside = line.aside();
    // However its end comes.
    for cut in [HEAD.len(), HEAD.len() - 1, HEAD.len() - 3, 5] {
        for part in [&HEAD[..cut], &HEAD[cut..]] {
            theirs.write_all(part).await.unwrap();
            line.read_exact(&mut vec![0; part.len()]).await.unwrap();
        }
        theirs.read(&mut [0; 64]).now_or_never();
        answer(&mut line, TestRequest::get(), false).await;
    }
    let begun = Instant::now();
    assert_eq!(line.read(&mut [0; 9]).await.unwrap(), 0, "to whoever reads it has ended");
    assert!(begun.elapsed() >= TIME - Duration::from_millis(50));
    line.shutdown().await.unwrap();
    assert!(aside.take().is_none(), "not before all of it has ended");
    theirs.write_all(b"next").await.unwrap();
    drop(line);
    let (mut open, ()) = aside.take().unwrap();
    let mut next = [0; 4];
    open.read_exact(&mut next).await.unwrap();
    assert_eq!(&next, b"next");
}

#[tokio::test]
async fn of_which_something_may_be_left_is_not_laid_aside() {
    let twice = [HEAD, HEAD].concat();
    let begun = [HEAD, b"GET"].concat();
    // The end of the first comes in two parts.
    let split = [&HEAD[..HEAD.len() - 1], b"\n", HEAD].concat();
    type Case<'a> = (&'a str, &'a [u8], fn() -> TestRequest, bool);
    let cases: [Case<'_>; 4] = [
        ("two came, one is answered", &twice, TestRequest::get, false),
        ("the next has begun", &begun, TestRequest::get, false),
        ("two came in parts", &split, TestRequest::get, false),
        ("it has a body", HEAD, TestRequest::post, true),
    ];
    for (what, bytes, request, has_body) in cases {
        let (mut line, mut theirs) = line();
        let aside = line.aside();
        theirs.write_all(bytes).await.unwrap();
        let (first, rest) = bytes.split_at(HEAD.len() - 1);
        for part in [first, rest] {
            line.read_exact(&mut vec![0; part.len()]).await.unwrap();
        }
        answer(&mut line, request(), has_body).await;
        assert!(tokio::time::timeout(2 * TIME, line.read_u8()).await.is_err(), "{what}");
        drop(line);
        assert!(aside.take().is_none(), "{what}");
        assert!(theirs.read_to_end(&mut Vec::new()).await.is_ok(), "{what}: it is closed");
    }
}
