//! The faults that reading a body finds: all of them, up to a hundred.

use super::{FaultKind, Faults};
use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use std::ops::ControlFlow;

impl MergeWithError<Faults> for Faults {
    fn merge(earlier: Option<Self>, other: Self, _: ValuePointerRef) -> ControlFlow<Self, Self> {
        let mut all = earlier.unwrap_or_default();
        all.extend(other);
        if all.is_full() { ControlFlow::Break(all) } else { ControlFlow::Continue(all) }
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(earlier: Option<Self>, error: ErrorKind<V>, location: ValuePointerRef) -> ControlFlow<Self, Self> {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let fault = match error {
            ErrorKind::MissingField { field } => Self::here(location.push_key(field), FaultKind::Required),
            ErrorKind::UnknownKey { key, accepted } => {
                Self::here(location.push_key(key), FaultKind::UnknownField { accepted: names(accepted) })
            }
            ErrorKind::UnknownValue { accepted, .. } => {
                Self::here(location, FaultKind::UnknownValue { accepted: names(accepted) })
            }
            ErrorKind::IncorrectValueKind { actual, accepted } => Self::here(location, wrong_kind(actual.kind(), accepted)),
            ErrorKind::BadSequenceLen { expected, .. } => Self::here(location, FaultKind::TooMany { max: expected }),
            ErrorKind::Unexpected { msg } => Self::here(location, FaultKind::WrongType { expected: msg }),
        };
        Self::merge(earlier, fault, location)
    }
}

impl Faults {
    /// The same faults; where something is not known, what is known is told as it is changed here.
    pub fn known(mut self, change: impl Fn(&mut Vec<String>)) -> Self {
        for fault in &mut self.list {
            if let FaultKind::UnknownField { accepted } = &mut fault.kind {
                change(accepted);
            }
        }
        self
    }

    /// The same faults; what is told as missing and was sent empty is told as empty.
    pub fn of_blanks(mut self, blanks: &Self) -> Self {
        for fault in self.list.iter_mut().filter(|fault| fault.kind == FaultKind::Required) {
            if let Some(blank) = blanks.list.iter().find(|blank| blank.place == fault.place) {
                fault.kind = blank.kind.clone();
            }
        }
        self
    }
}

fn wrong_kind(actual: ValueKind, accepted: &[ValueKind]) -> FaultKind {
    if actual == ValueKind::Null {
        return FaultKind::Required;
    }
    let mut expected: Vec<String> = accepted.iter().map(ToString::to_string).map(|kind| kind.to_lowercase()).collect();
    expected.dedup();
    if actual == ValueKind::NegativeInteger && accepted.contains(&ValueKind::Integer) {
        // A negative number is an integer, too: say what was meant.
        expected = vec!["integer ≥ 0".to_owned()];
    }
    FaultKind::WrongType { expected: expected.join(" | ") }
}
