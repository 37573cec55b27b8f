//! Who answers first: a host that is gone, its packets dropped on the way, must not cost the others their time.

use super::super::patience::HEAD_START;
use super::DialError;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::sleep;

/// Tries them in their order, each beside those before it that have not answered yet; the first that goes well wins.
pub async fn first_well<T>(tries: impl Iterator<Item = impl Future<Output = Result<T, DialError>>>) -> Result<T, DialError> {
    let mut tries = tries.fuse();
    let mut running = FuturesUnordered::new();
    let mut failed = Vec::new();
    loop {
        let next = tries.next();
        let was_last = next.is_none();
        running.extend(next);
        tokio::select! {
            answer = running.next() => match answer {
                Some(Ok(well)) => return Ok(well),
                Some(Err(error)) => failed.push(error),
                None if was_last => break,
                None => {}
            },
            () = sleep(HEAD_START), if !was_last => {}
        }
    }
    // With one there is nothing to sum up.
    if failed.len() == 1 { failed.pop().map_or(Err(DialError::None(Vec::new())), Err) } else { Err(DialError::None(failed)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use futures_util::future::{BoxFuture, pending, ready};
    use std::time::{Duration, Instant};

    type Try = BoxFuture<'static, Result<u8, DialError>>;

    fn well(answer: u8) -> Try {
        ready(Ok(answer)).boxed()
    }

    fn ill() -> Try {
        ready(Err(DialError::Silent { at: "a".to_owned() })).boxed()
    }

    fn race(tries: Vec<Try>) -> (Result<u8, DialError>, Duration) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let begun = Instant::now();
        let first = runtime.block_on(first_well(tries.into_iter()));
        (first, begun.elapsed())
    }

    #[test]
    fn the_first_is_taken_where_it_answers_and_waited_for_where_it_does_not() {
        assert_eq!(race(vec![well(1), well(2)]).0.unwrap(), 1);
        let (second, took) = race(vec![pending().boxed(), well(2)]);
        assert!(second.is_ok_and(|two| two == 2) && took >= HEAD_START && took < 4 * HEAD_START, "{took:?}");
        let (third, took) = race(vec![ill(), ill(), well(3)]);
        assert!(third.is_ok_and(|three| three == 3) && took < HEAD_START, "{took:?}");
    }

    #[test]
    fn where_none_goes_well_all_are_told() {
        assert!(matches!(race(vec![ill(), ill()]).0, Err(DialError::None(all)) if all.len() == 2));
        assert!(matches!(race(vec![ill()]).0, Err(DialError::Silent { .. })));
        assert!(matches!(race(Vec::new()).0, Err(DialError::None(none)) if none.is_empty()));
    }
}
