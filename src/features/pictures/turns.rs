//! Whose picture is decoded next: the senders take turns, so that who sent a hundred delays another by one. Sheets are printed likewise,
//! by turns of those who ask.

use crate::http::problem::{Kind, Problem};
use actix_web::http::header;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use uuid::Uuid;

/// So many wait in memory, so many of them for the pictures of one sender; who comes later is told to come back.
const MOST_WAITING: usize = 200;
const MOST_OF_ONE: usize = 100;

/// Pixels beyond those of most cameras: decoding takes a second, and 100 MB or more.
const LARGE: u64 = 32_000_000;

/// The benches of the workshop, and who waits for one.
pub struct Turns {
    state: Mutex<State>,
    /// The large never take the last bench: a small picture waits for a small one at most, and memory holds few of the large.
    most_large: usize,
}

struct State {
    free: usize,
    large: usize,
    /// Senders in the order of their turns, each with what waits of theirs.
    senders: VecDeque<(Uuid, VecDeque<Asker>)>,
    /// Who has a place among those who wait, from before the first question until the answer.
    places: usize,
    places_of: HashMap<Uuid, usize>,
}

struct Asker {
    is_large: bool,
    tell: oneshot::Sender<Turn>,
}

/// A bench. It belongs to the work: free again when dropped, wherever that is.
pub struct Turn {
    turns: Arc<Turns>,
    is_large: bool,
}

/// A place among those who wait; given back when dropped, also by a client that hangs up.
pub struct Waiting<'a> {
    turns: &'a Turns,
    sender: Uuid,
}

impl Turns {
    pub fn new(benches: usize) -> Arc<Self> {
        let state = State { free: benches, large: 0, senders: VecDeque::new(), places: 0, places_of: HashMap::new() };
        Arc::new(Self { state: Mutex::new(state), most_large: benches.saturating_sub(1).max(1) })
    }

    /// A place to wait in; who finds all taken, or all that one sender may take, is told to come back.
    pub fn wait(&self, sender: Uuid) -> Result<Waiting<'_>, Problem> {
        let mut state = self.state();
        let of_sender = state.places_of.get(&sender).copied().unwrap_or_default();
        if state.places >= MOST_WAITING || of_sender >= MOST_OF_ONE {
            return Err(Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "5"));
        }
        state.places += 1;
        *state.places_of.entry(sender).or_default() += 1;
        Ok(Waiting { turns: self, sender })
    }

    /// Waits for a bench, behind what waits of the same sender already. Who no longer waits is passed over.
    pub async fn next(self: &Arc<Self>, sender: Uuid, pixels: u64) -> Option<Turn> {
        let (tell, told) = oneshot::channel();
        self.state().enter(sender, Asker { is_large: pixels > LARGE, tell });
        self.hand_out();
        // Told in any case, for whoever has a bench gives it back.
        told.await.ok()
    }

    /// Gives free benches to those whose turn it is.
    fn hand_out(self: &Arc<Self>) {
        loop {
            // The lock is given back here: one who has gone in the meantime gives the bench back, which takes it again.
            let Some(asker) = self.state().call(self.most_large) else { return };
            let turn = Turn { turns: Arc::clone(self), is_large: asker.is_large };
            drop(asker.tell.send(turn));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while holding it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, sender: Uuid, asker: Asker) {
        match self.senders.iter_mut().find(|(other, _)| *other == sender) {
            Some((_, line)) => {
                // Who asks and hangs up, again and again, leaves nothing here.
                line.retain(|other| !other.tell.is_closed());
                line.push_back(asker);
            }
            None => self.senders.push_back((sender, VecDeque::from([asker]))),
        }
    }

    /// Whose turn it is, if a bench is free for them. The sender goes to the end of the line.
    fn call(&mut self, most_large: usize) -> Option<Asker> {
        for (_, line) in &mut self.senders {
            line.retain(|asker| !asker.tell.is_closed());
        }
        self.senders.retain(|(_, line)| !line.is_empty());
        if self.free == 0 {
            return None;
        }
        let may = |asker: &Asker| !asker.is_large || self.large < most_large;
        // Of a sender whose large picture must wait the small ones need not.
        let (place, within) = (self.senders.iter().enumerate())
            .find_map(|(place, (_, line))| line.iter().position(may).map(|within| (place, within)))?;
        let (sender, mut line) = self.senders.remove(place)?;
        let asker = line.remove(within)?;
        self.senders.push_back((sender, line));
        self.free -= 1;
        self.large += usize::from(asker.is_large);
        Some(asker)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        {
            let mut state = self.turns.state();
            state.free += 1;
            state.large -= usize::from(self.is_large);
        }
        self.turns.hand_out();
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.turns.state();
        state.places -= 1;
        if let Some(of_sender) = state.places_of.get_mut(&self.sender) {
            *of_sender -= 1;
            if *of_sender == 0 {
                state.places_of.remove(&self.sender);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    const SMALL: u64 = 1_000_000;
    const SENDERS: [Uuid; 3] = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)];

    struct Queue {
        turns: Arc<Turns>,
        waiting: Vec<(&'static str, BoxFuture<'static, Option<Turn>>)>,
    }

    impl Queue {
        fn of(benches: usize) -> Self {
            Self { turns: Turns::new(benches), waiting: Vec::new() }
        }

        fn ask(&mut self, name: &'static str, sender: usize, pixels: u64) {
            let turns = self.turns.clone();
            let asking = async move { turns.next(SENDERS[sender], pixels).await };
            self.waiting.push((name, asking.boxed()));
            // Asked once, it stands in the line.
            if let Some(turn) = self.waiting.last_mut().and_then(|(_, last)| last.now_or_never()) {
                let turn = turn.expect("a turn");
                let ready = async move { Some(turn) };
                self.waiting.last_mut().expect("who asked").1 = ready.boxed();
            }
        }

        /// Who has a bench now.
        fn called(&mut self) -> Vec<(&'static str, Turn)> {
            let mut called = Vec::new();
            self.waiting.retain_mut(|(name, asking)| match asking.now_or_never() {
                Some(turn) => {
                    called.push((*name, turn.expect("a turn")));
                    false
                }
                None => true,
            });
            called
        }

        /// The names in the order of their turns, one bench given back after the other.
        fn order(&mut self) -> Vec<&'static str> {
            let (mut order, mut working) = (Vec::new(), VecDeque::new());
            loop {
                for (name, turn) in self.called() {
                    order.push(name);
                    working.push_back(turn);
                }
                if working.pop_front().is_none() {
                    return order;
                }
            }
        }
    }

    #[test]
    fn who_sent_many_delays_another_by_one() {
        let mut queue = Queue::of(1);
        for name in ["many 1", "many 2", "many 3", "many 4"] {
            queue.ask(name, 0, SMALL);
        }
        queue.ask("one", 1, SMALL);
        queue.ask("another", 2, SMALL);
        queue.ask("one more", 1, SMALL);
        let expected = ["many 1", "many 2", "one", "another", "many 3", "one more", "many 4"];
        assert_eq!(queue.order(), expected);
    }

    #[test]
    fn the_large_leave_a_bench_to_the_small_and_none_waits_for_ever() {
        let mut queue = Queue::of(2);
        for name in ["large 1", "large 2", "large 3"] {
            queue.ask(name, 0, LARGE + 1);
        }
        let large = queue.called();
        assert_eq!(large.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["large 1"]);
        queue.ask("small", 1, SMALL);
        queue.ask("small of the same", 0, SMALL);
        let small = queue.called();
        assert_eq!(small.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["small"]);
        drop(small);
        assert_eq!(queue.called().first().map(|(name, _)| *name), Some("small of the same"));
        drop(large);
        assert_eq!(queue.order(), ["large 2", "large 3"]);
        // With one bench there is none to leave.
        let mut queue = Queue::of(1);
        queue.ask("large", 0, LARGE + 1);
        queue.ask("small", 1, SMALL);
        assert_eq!(queue.order(), ["large", "small"]);
    }

    #[test]
    fn who_hangs_up_is_passed_over_and_leaves_nothing() {
        let mut queue = Queue::of(1);
        queue.ask("first", 0, SMALL);
        let first = queue.called();
        for _ in 0..1000 {
            queue.ask("gone", 1, SMALL);
            queue.waiting.pop();
        }
        assert!(queue.turns.state().senders.iter().all(|(_, line)| line.len() <= 1));
        queue.ask("last", 2, SMALL);
        drop(first);
        assert_eq!(queue.order(), ["last"]);
        let state = queue.turns.state();
        assert_eq!((state.free, state.large, state.senders.len()), (1, 0, 0));
    }

    #[test]
    fn a_turn_that_was_given_to_one_who_has_just_gone_goes_on() {
        let mut queue = Queue::of(1);
        queue.ask("first", 0, SMALL);
        queue.ask("gone", 1, SMALL);
        queue.ask("last", 2, SMALL);
        let mut called = queue.called();
        assert_eq!(called.len(), 1);
        // The bench is theirs, and they hang up before they know.
        drop(called.pop());
        drop(queue.waiting.remove(0));
        assert_eq!(queue.order(), ["last"]);
    }

    #[test]
    fn one_sender_takes_half_of_the_places_at_most() {
        let turns = Turns::new(1);
        let mut places: Vec<_> = (0..MOST_OF_ONE).map(|_| turns.wait(SENDERS[0]).expect("a place")).collect();
        assert!(turns.wait(SENDERS[0]).is_err());
        let others: Vec<_> = (0..MOST_WAITING - MOST_OF_ONE).map(|_| turns.wait(SENDERS[1]).expect("a place")).collect();
        assert!(turns.wait(SENDERS[2]).is_err(), "more than all places");
        places.pop();
        assert!(turns.wait(SENDERS[2]).is_ok(), "a place that was left is free");
        drop((places, others));
        let state = turns.state();
        assert_eq!((state.places, state.places_of.len()), (0, 0));
    }
}
