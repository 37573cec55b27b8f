//! Lines that are let wait.

use super::*;
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
