//! How long PostgreSQL may take: every wait for it ends by our own clock, for a server that is frozen, or a network that
//! swallows, keeps no time.

use std::time::Duration;

/// Who waits for the answers of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// A client: 503 in five seconds is worth more to it than an answer in ten.
    Request,
    /// A task of the background, or a person at a terminal.
    Work,
    /// Nobody can tell how long it takes: migrations, which also wait for those of another instance.
    Endless,
}

/// A pool's two waits and [`Patience::Request`] are one after the other, and together less than five seconds.
pub const FOR_A_TURN: Duration = Duration::from_millis(900);
/// For an act, before it takes a connection: for its place among those that may, and behind other acts on the same row. With a
/// pool's wait and the longest for a lock it is less than five seconds, too.
pub const FOR_A_PLACE: Duration = Duration::from_secs(1);
pub const FOR_A_CONNECTION: Duration = Duration::from_secs(3);
/// For a host that the address gives no time.
pub const FOR_A_HOST: Duration = Duration::from_millis(2500);
/// How long a host may have the field to itself before the next one is tried beside it.
pub const HEAD_START: Duration = Duration::from_millis(250);
/// A courtesy to PostgreSQL, which may be gone.
pub const FOR_A_CANCEL: Duration = Duration::from_secs(2);
/// Silence on a line that only listens, and then the time for an answer: both together at most five seconds.
pub const FOR_NEWS: Duration = Duration::from_secs(2);
pub const FOR_A_SIGN_OF_LIFE: Duration = Duration::from_millis(2500);

/// What every session is set to.
///
/// Plans of keyset lists with `LIMIT $n` are otherwise made anew at every call; a generic one is costed as if a tenth of the
/// table were wanted, and for that PostgreSQL would start workers and compile code.
///
/// The last one means nothing to PostgreSQL: where it is not to be seen, something in between keeps our settings to itself.
const SETTINGS: [&str; 5] =
    ["plan_cache_mode=force_generic_plan", "max_parallel_workers_per_gather=0", "jit=off", "timezone=UTC", "pubdok.direct=on"];

impl Patience {
    /// For a single answer, or the next row of one.
    pub(super) fn for_an_answer(self) -> Option<Duration> {
        match self {
            Self::Request => Some(Duration::from_millis(3800)),
            Self::Work => Some(Duration::from_secs(60)),
            Self::Endless => None,
        }
    }

    /// PostgreSQL gives up a little sooner, where it can: then the connection is still good, and it can say why.
    fn limits(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["statement_timeout=3500", "lock_timeout=3000", "idle_in_transaction_session_timeout=10000"],
            Self::Work => &["statement_timeout=55000", "lock_timeout=5000", "idle_in_transaction_session_timeout=120000"],
            Self::Endless => &[],
        }
    }

    /// As the parameter `options` takes them; the operator's come last, and so have the last word.
    pub(super) fn options(self, theirs: &str) -> String {
        let ours = SETTINGS.iter().chain(self.limits()).map(|setting| format!("-c {setting}"));
        let all: Vec<String> = ours.chain((!theirs.is_empty()).then(|| theirs.to_owned())).collect();
        all.join(" ")
    }
}
