//! A crowd, a change, the time, and strangers: what is kept and what is not.

use super::*;
use crate::http::problem::Kind;
use std::sync::atomic::AtomicUsize;

fn at(millis: i64) -> Instant {
    Instant::default() + TimeDelta::milliseconds(millis)
}

fn words(text: &str) -> Told {
    let body = text.as_bytes().to_vec();
    Told::Answer(Ready::of(Wording { media_type: "application/json", body, changed: None, headers: Vec::new() }))
}

/// A showcase that hears, and how often it was read.
fn showcase() -> (Showcase, AtomicUsize) {
    let showcase = Showcase::new(1 << 20);
    showcase.set_live(true);
    (showcase, AtomicUsize::new(0))
}

async fn ask(of: &(Showcase, AtomicUsize), shelf: Shelf, key: &str, millis: i64, until: Option<i64>) -> Arc<Kept> {
    let read = async || {
        of.1.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok((words(key), until.map(at)))
    };
    of.0.ready(shelf, key, at(millis), read).await.expect("an answer")
}

fn reads(of: &(Showcase, AtomicUsize)) -> usize {
    of.1.swap(0, Ordering::Relaxed)
}

#[tokio::test]
async fn a_crowd_reads_once() {
    let of = showcase();
    futures_util::future::join_all((0..100).map(|_| ask(&of, Shelf::Standing, "feed", 0, None))).await;
    ask(&of, Shelf::Standing, "feed", 29_999, None).await;
    assert_eq!(reads(&of), 1);
    ask(&of, Shelf::Standing, "feed", 30_000, None).await;
    assert_eq!(reads(&of), 1, "it has an age");
    ask(&of, Shelf::Standing, "feed", 10, None).await;
    assert_eq!(reads(&of), 1, "a clock that goes back makes nothing fresher");
}

#[tokio::test]
async fn a_crowd_whose_reader_fails_is_told_so_at_once_and_refused_one_by_one() {
    let of = showcase();
    for (problem, read) in [(Kind::Unavailable, 1), (Kind::NotFound, 100)] {
        let fails = async || {
            of.1.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Err(Problem::new(problem))
        };
        let told = (0..100).map(|_| of.0.ready(Shelf::Standing, "feed", at(0), fails));
        assert!(futures_util::future::join_all(told).await.iter().all(Result::is_err));
        assert_eq!(reads(&of), read);
    }
    ask(&of, Shelf::Standing, "feed", 1, None).await;
    assert_eq!(reads(&of), 1, "who comes later tries again");
}

#[tokio::test]
async fn what_changed_is_read_anew_and_so_is_what_time_has_changed() {
    let of = showcase();
    ask(&of, Shelf::Things, "one", 0, Some(5_000)).await;
    ask(&of, Shelf::Things, "one", 4_999, Some(5_000)).await;
    assert_eq!(reads(&of), 1);
    ask(&of, Shelf::Things, "one", 5_000, None).await;
    assert_eq!(reads(&of), 1, "its moment has come");
    of.0.forget();
    ask(&of, Shelf::Things, "one", 5_001, None).await;
    assert_eq!(reads(&of), 1, "something changed");
}

#[tokio::test]
async fn who_was_told_of_a_change_reads_it_although_we_did_not_hear() {
    let of = showcase();
    for (place, read) in [(7, 1), (7, 0), (6, 0), (8, 1)] {
        of.0.is_told(place);
        ask(&of, Shelf::Things, "one", 0, None).await;
        assert_eq!(reads(&of), read, "{place}");
    }
}

#[tokio::test]
async fn what_changes_while_it_is_read_is_read_again() {
    let of = showcase();
    let read = async || {
        of.1.fetch_add(1, Ordering::Relaxed);
        of.0.forget();
        Ok((words("old"), None))
    };
    of.0.ready(Shelf::Things, "one", at(0), read).await.expect("an answer");
    ask(&of, Shelf::Things, "one", 1, None).await;
    assert_eq!(reads(&of), 2);
}

#[tokio::test]
async fn who_cannot_hear_keeps_nothing_for_longer_than_a_second() {
    let of = showcase();
    of.0.set_live(false);
    ask(&of, Shelf::Standing, "feed", 0, None).await;
    ask(&of, Shelf::Standing, "feed", 999, None).await;
    assert_eq!(reads(&of), 1);
    ask(&of, Shelf::Standing, "feed", 1_000, None).await;
    assert_eq!(reads(&of), 1);
}

#[tokio::test]
async fn what_nobody_published_pushes_nothing_out() {
    let of = showcase();
    ask(&of, Shelf::Things, "one", 0, None).await;
    ask(&of, Shelf::Standing, "feed", 0, None).await;
    for number in 0..20_000 {
        let nothing = async || Ok((Told::Nothing, None));
        let kept = of.0.ready(Shelf::Things, &format!("no-{number}"), at(0), nothing).await.expect("an answer");
        assert!(matches!(kept.told, Told::Nothing));
    }
    reads(&of);
    ask(&of, Shelf::Things, "one", 1, None).await;
    ask(&of, Shelf::Standing, "feed", 1, None).await;
    assert_eq!(reads(&of), 0);
    assert!(of.0.questions.weight() <= 1 << 18, "it is bounded");
}

#[tokio::test]
async fn a_reading_that_failed_is_not_kept() {
    let of = showcase();
    let fails = async || Err(Problem::not_found());
    assert!(of.0.ready(Shelf::Standing, "feed", at(0), fails).await.is_err());
    ask(&of, Shelf::Standing, "feed", 0, None).await;
    assert_eq!(reads(&of), 1);
}
