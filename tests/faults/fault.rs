//! The faults: which there are, how often each is drawn, and what is done.

use crate::chance::Chance;
use crate::line::Trap;
use crate::world::World;
use std::error::Error;
use std::sync::Arc;

pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    InstanceKilled,
    InstanceLeaves,
    InstanceFrozen,
    NoDescriptors,
    ClientCut,
    ClientSwallowed,
    BodyCut,
    AnswerCut,
    HungClient,
    LineCut,
    LineSwallowed,
    LineSilent,
    CommitLost,
    CommitUnheard,
    BodyOfLineCut,
    SessionEnded,
    StatementCancelled,
    SessionKilled,
    ServerCrash,
    ServerFrozen,
    StandbyFrozen,
    FailOver,
    ServerFull,
    ServerReadOnly,
    ServerCrowded,
    RowLocked,
    TableLocked,
    StoreFull,
    StoreReadOnly,
    StoreAway,
    StoreForeign,
    ClockAhead,
}

/// A fault, its name, how often it is drawn beside the others, and whether it can leave open what became of a COMMIT.
pub const FAULTS: [(Fault, &str, usize, bool); 32] = [
    (Fault::InstanceKilled, "instance killed (SIGKILL)", 6, false),
    (Fault::InstanceLeaves, "instance told to stop (SIGTERM)", 3, false),
    (Fault::InstanceFrozen, "instance frozen (SIGSTOP)", 3, true),
    (Fault::NoDescriptors, "no descriptors left", 3, false),
    (Fault::ClientCut, "client lines cut", 7, false),
    (Fault::ClientSwallowed, "client lines swallowed", 3, false),
    (Fault::BodyCut, "client line cut in a body", 8, false),
    (Fault::AnswerCut, "client line cut in an answer", 8, false),
    (Fault::HungClient, "client that hangs in a body", 5, false),
    (Fault::LineCut, "database lines cut", 7, true),
    (Fault::LineSwallowed, "database lines swallowed", 3, true),
    (Fault::LineSilent, "open database lines silent, LISTEN too", 3, true),
    (Fault::CommitLost, "COMMIT lost", 8, true),
    (Fault::CommitUnheard, "answer to COMMIT lost", 8, true),
    (Fault::BodyOfLineCut, "database line cut in a message", 6, true),
    (Fault::SessionEnded, "sessions terminated", 5, true),
    (Fault::StatementCancelled, "statements cancelled", 5, true),
    (Fault::SessionKilled, "session killed (kill -9): server restarts", 1, true),
    (Fault::ServerCrash, "server crash (immediate stop) and start", 2, true),
    (Fault::ServerFrozen, "server frozen (SIGSTOP)", 3, true),
    (Fault::StandbyFrozen, "standby frozen (SIGSTOP)", 1, true),
    (Fault::FailOver, "fail-over by promotion, standby rebuilt", 1, true),
    (Fault::ServerFull, "server disk full", 1, true),
    (Fault::ServerReadOnly, "server read-only", 2, false),
    (Fault::ServerCrowded, "server without connections", 2, true),
    (Fault::RowLocked, "hot row locked", 4, false),
    (Fault::TableLocked, "table locked", 3, false),
    (Fault::StoreFull, "store full", 3, false),
    (Fault::StoreReadOnly, "store read-only", 3, false),
    (Fault::StoreAway, "store not mounted", 3, false),
    (Fault::StoreForeign, "store with a foreign mark", 2, false),
    (Fault::ClockAhead, "clock of an instance days ahead", 3, false),
];

/// One that was drawn, with the chance that decides where and how long.
pub struct Drawn {
    fault: Fault,
    name: &'static str,
    at_commit: bool,
    chance: Chance,
}

pub fn draw(chance: &mut Chance, world: &World) -> Drawn {
    let wanted = FAULTS.iter().filter(|(_, name, ..)| world.arguments.wants(name));
    let all: usize = wanted.clone().map(|(_, _, weight, _)| weight).sum();
    let mut at = chance.below(all);
    let seed = chance.next();
    let found = wanted.into_iter().find(|(_, _, weight, _)| {
        let is_here = at < *weight;
        at = at.saturating_sub(*weight);
        is_here
    });
    let (fault, name, _, at_commit) = *found.unwrap_or(&FAULTS[0]);
    Drawn { fault, name, at_commit, chance: Chance::of(seed, 1) }
}

impl Drawn {
    /// Happens, and is over when this returns; what it leaves behind, [`World::recovers`] clears away.
    pub async fn happens(mut self, world: &Arc<World>) {
        let _lasts = world.weather.begins(self.name, self.at_commit);
        match self.does(world).await {
            Ok(how) => world.report.fault(self.name, &how),
            // Another fault stands in its way.
            Err(why) => world.report.left_out(self.name, &crate::report::why(why.as_ref())),
        }
    }

    async fn does(&mut self, world: &Arc<World>) -> Outcome<String> {
        let chance = &mut self.chance;
        let instance = &world.instances[chance.below(world.instances.len())];
        let is_silent = chance.percent(30);
        match self.fault {
            Fault::InstanceKilled => {
                let _hand = instance.hand.lock().await;
                instance.is_killed();
                tokio::time::sleep(chance.millis(0, 500)).await;
                instance.starts()?;
                return Ok(instance.name.clone());
            }
            Fault::InstanceLeaves => {
                let _hand = instance.hand.lock().await;
                let (of, number) = (world.clone(), usize::from(instance.name.ends_with('2')));
                let left = tokio::task::spawn_blocking(move || of.instances[number].leaves()).await??;
                if !left && !instance.is_excused() {
                    world.report.violation(&format!("{} did not end well when it was told to stop", instance.name));
                }
                instance.starts()?;
                return Ok(instance.name.clone());
            }
            Fault::InstanceFrozen => {
                let _hand = instance.hand.lock().await;
                instance.freezes();
                tokio::time::sleep(chance.millis(100, 2500)).await;
                instance.goes_on();
            }
            Fault::NoDescriptors => {
                instance.may_open_files(false);
                tokio::time::sleep(chance.millis(200, 1200)).await;
                instance.may_open_files(true);
            }
            Fault::ClientCut => instance.line.cut(),
            Fault::ClientSwallowed => {
                instance.line.swallow();
                tokio::time::sleep(chance.millis(200, 1500)).await;
                instance.line.pass();
            }
            Fault::BodyCut | Fault::AnswerCut => {
                instance.line.set(Trap::body(self.fault == Fault::AnswerCut, chance.below(40_000), is_silent));
                if !caught(&instance.line).await {
                    return Err("nobody came by".into());
                }
            }
            Fault::HungClient => crate::hung::hangs(instance.line.address, chance.clone()),
            _ if self.fault.is_of_store() => return crate::files::happens(self.fault, world, chance).await,
            _ => return crate::server::happens(self.fault, world, chance).await,
        }
        Ok(instance.name.clone())
    }
}

impl Fault {
    fn is_of_store(self) -> bool {
        matches!(self, Self::StoreFull | Self::StoreReadOnly | Self::StoreAway | Self::StoreForeign | Self::ClockAhead)
    }
}

/// Whether somebody went into the trap before long.
pub async fn caught(line: &crate::line::Line) -> bool {
    for _ in 0..40 {
        if !line.is_set() {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    line.pass();
    false
}
