//! What PostgreSQL lacks, as requests met it: those that need it are told to come back, and `/readyz` names it as long as it lasts.

use super::sqlstate::sqlstate;
use diesel::result::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Nothing was written for so long: then nobody knows any more.
const AGE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    Room,
    Memory,
    /// Its disk fails.
    Disk,
    /// It may be read only.
    Writing,
    /// It has no more of them for us, or this process may open no more.
    Connections,
}

impl Lack {
    /// As `/readyz` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Room => "full",
            Self::Memory => "out-of-memory",
            Self::Disk => "failing",
            Self::Writing => "read-only",
            Self::Connections => "crowded",
        }
    }

    /// Of a statement; what is over with the statement (a time limit, a restart) is no lack.
    fn of(error: &Error) -> Option<Self> {
        match sqlstate(error)? {
            "53100" => Some(Self::Room),
            "53200" => Some(Self::Memory),
            "58000" | "58030" => Some(Self::Disk),
            "25006" => Some(Self::Writing),
            _ => None,
        }
    }
}

/// Shared by all connections of a process.
#[derive(Clone)]
pub struct Weather {
    noticed: Arc<Mutex<Noticed>>,
    /// How long the process has run.
    elapsed: Arc<dyn Fn() -> Duration + Send + Sync>,
}

#[derive(Debug, Default)]
struct Noticed {
    at_work: Option<(Lack, Duration)>,
    on_the_way: Option<(Lack, Duration)>,
}

impl Default for Weather {
    fn default() -> Self {
        let begun = Instant::now();
        Self::by(move || begun.elapsed())
    }
}

impl Weather {
    /// What was noticed grows old by this stop watch.
    pub fn by(elapsed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { noticed: Arc::default(), elapsed: Arc::new(elapsed) }
    }

    /// What is lacking now.
    pub fn lack(&self) -> Option<Lack> {
        let (noticed, now) = (self.lock(), (self.elapsed)());
        let recent = |noticed: Option<(Lack, Duration)>| noticed.filter(|(_, at)| now < *at + AGE).map(|(lack, _)| lack);
        recent(noticed.at_work).or_else(|| recent(noticed.on_the_way))
    }

    pub(super) fn failed(&self, error: &Error) {
        if let Some(lack) = Lack::of(error) {
            self.lock().at_work = Some((lack, (self.elapsed)()));
        }
    }

    /// Whatever lacked for writing is there again.
    pub(super) fn committed(&self) {
        self.lock().at_work = None;
    }

    /// A connection was opened, or why not.
    pub(super) fn dialled(&self, lack: Option<Lack>) {
        self.lock().on_the_way = lack.map(|lack| (lack, (self.elapsed)()));
    }

    /// Held for a moment, never over an await.
    fn lock(&self) -> MutexGuard<'_, Noticed> {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::result::DatabaseErrorKind::Unknown;

    fn told(code: &str) -> Error {
        Error::DatabaseError(Unknown, Box::new(format!("{code}: tidak ada ruang tersisa")))
    }

    #[test]
    fn what_lacks_is_known_by_its_code_until_it_is_there_again() {
        let weather = Weather::default();
        for (code, name) in
            [("53100", "full"), ("53200", "out-of-memory"), ("58030", "failing"), ("58000", "failing"), ("25006", "read-only")]
        {
            weather.failed(&told(code));
            assert_eq!(weather.lack().map(Lack::name), Some(name));
            weather.dialled(None);
            assert!(weather.lack().is_some(), "that another connection opens says nothing about it");
            weather.committed();
            assert_eq!(weather.lack(), None);
        }
        for passing in ["57014", "55P03", "57P01", "40001", "23505", "42703"] {
            weather.failed(&told(passing));
        }
        assert_eq!(weather.lack(), None);
        weather.dialled(Some(Lack::Connections));
        weather.committed();
        assert_eq!(weather.lack().map(Lack::name), Some("crowded"));
        weather.dialled(None);
        assert_eq!(weather.lack(), None);
    }
}
