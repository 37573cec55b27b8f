//! Whether an unknown key is worth a look at the source. Anybody can make up key ids, and no made-up one may cost more than a comparison.

use std::collections::HashMap;

/// Seconds from one look that was asked for to the next. Time alone counts: also when the last one failed, or brought nothing.
const REST: i64 = 10;

/// Seconds for which a key that was looked for and not found is not looked for again.
const MISSED: i64 = 60;

/// When so many are missed the list begins anew; the rest between two looks holds all the same.
const MOST_MISSED: usize = 1000;

#[derive(Debug, Default)]
pub struct Asking {
    asked_at: Option<i64>,
    under_way: bool,
    missed: HashMap<String, i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Have a look begun, and wait for it.
    Ask,
    /// Wait for the one that is under way.
    Join,
    /// Nothing new is to be expected.
    Refuse,
}

impl Asking {
    pub fn decide(&mut self, key: &str, now: i64) -> Decision {
        if self.missed.get(key).is_some_and(|since| is_within(*since, MISSED, now)) {
            return Decision::Refuse;
        }
        if self.under_way {
            return Decision::Join;
        }
        if self.asked_at.is_some_and(|asked_at| is_within(asked_at, REST, now)) {
            return Decision::Refuse;
        }
        (self.asked_at, self.under_way) = (Some(now), true);
        Decision::Ask
    }

    pub fn over(&mut self) {
        self.under_way = false;
    }

    /// Looked for, and not there.
    pub fn miss(&mut self, key: String, now: i64) {
        if self.missed.len() >= MOST_MISSED {
            self.missed.clear();
        }
        self.missed.insert(key, now);
    }
}

/// A clock that went back has waited long enough: else a slip of it would last as long as it was.
fn is_within(since: i64, seconds: i64, now: i64) -> bool {
    (since..since.saturating_add(seconds)).contains(&now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_is_shared_and_the_next_waits_its_time() {
        let mut asking = Asking::default();
        assert_eq!(asking.decide("a", 100), Decision::Ask);
        assert_eq!(asking.decide("b", 100), Decision::Join);
        asking.over();
        for now in 100..110 {
            assert_eq!(asking.decide("c", now), Decision::Refuse);
        }
        assert_eq!(asking.decide("c", 110), Decision::Ask);
    }

    #[test]
    fn a_key_that_is_not_there_is_not_looked_for_again_at_once() {
        let mut asking = Asking::default();
        asking.miss("a".to_owned(), 100);
        assert_eq!(asking.decide("a", 159), Decision::Refuse);
        assert_eq!(asking.decide("b", 159), Decision::Ask);
        asking.over();
        assert_eq!(asking.decide("a", 169), Decision::Ask);
    }

    #[test]
    fn made_up_keys_do_not_fill_the_memory() {
        let mut asking = Asking::default();
        for number in 0..10_000 {
            asking.miss(number.to_string(), 100);
            assert!(asking.missed.len() <= MOST_MISSED);
        }
    }

    #[test]
    fn a_clock_that_goes_back_does_not_lock_out() {
        let mut asking = Asking::default();
        assert_eq!(asking.decide("a", 1000), Decision::Ask);
        asking.over();
        asking.miss("a".to_owned(), 1000);
        assert_eq!(asking.decide("a", 10), Decision::Ask);
    }
}
