//! A publication: what is shown to the public of an accepted report, and how fresh it is.

use super::label::labels;
use super::time::{Instant, millis};
use chrono::{Months, TimeDelta};
use std::cmp::Reverse;

labels! {
    /// *Klasifikasi informasi publik* (Law 14/2008).
    InformationClass {
        /// *Berkala*.
        Periodic = "PERIODIC",
        /// *Serta-merta*.
        Immediate = "IMMEDIATE",
        /// *Setiap saat*.
        OnDemand = "ON_DEMAND",
        /// *Dikecualikan*: never published.
        Exempt = "EXEMPT",
    }

    /// How long ago a publication was verified: in this order, and by time alone.
    Freshness {
        Fresh = "FRESH",
        /// It is soon to be verified again.
        Due = "DUE",
        /// It should have been.
        Stale = "STALE",
        /// It was to be shown until now.
        Expired = "EXPIRED",
    }

    PublicationState {
        /// Decided, and not yet to be read.
        Scheduled = "SCHEDULED",
        Published = "PUBLISHED",
        /// Only that there was one, and why there is none, is told.
        Withdrawn = "WITHDRAWN",
    }

    /// What a text is written in: Indonesian, English and the regional languages of the offices.
    ContentLanguage {
        Indonesian = "ID", English = "EN", Javanese = "JV", Sundanese = "SU", Madurese = "MAD", Balinese = "BAN", Minangkabau = "MIN",
        Buginese = "BUG",
    }
}

impl InformationClass {
    /// When what is verified at this moment must be verified again, where nobody says.
    pub fn usual_review(self, since: Instant) -> Instant {
        let months = match self {
            Self::Immediate => 1,
            Self::Periodic => 6,
            Self::OnDemand | Self::Exempt => 12,
        };
        since.checked_add_months(Months::new(months)).unwrap_or(since)
    }
}

/// Nothing goes unverified for longer.
pub fn latest_review(since: Instant) -> Instant {
    since.checked_add_months(Months::new(24)).unwrap_or(since)
}

/// What freshness follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub due_from: Instant,
    pub review_due_at: Instant,
    pub visible_until: Option<Instant>,
}

/// So long before it must be verified, it is told; of what must be soon, for the last quarter.
const MOST_NOTICE: TimeDelta = TimeDelta::days(14);

impl Terms {
    pub fn new(since: Instant, review_due_at: Instant, visible_until: Option<Instant>) -> Self {
        let notice = ((review_due_at - since) / 4).clamp(TimeDelta::zero(), MOST_NOTICE);
        Self { due_from: millis(review_due_at - notice), review_due_at, visible_until }
    }

    /// The one rule: each border belongs to what begins at it. `freshness_at` of the database says the same.
    pub fn freshness(&self, at: Instant) -> Freshness {
        let has_come = |border: Instant| border <= at;
        if self.visible_until.is_some_and(has_come) {
            Freshness::Expired
        } else if has_come(self.review_due_at) {
            Freshness::Stale
        } else if has_come(self.due_from) {
            Freshness::Due
        } else {
            Freshness::Fresh
        }
    }

    /// What it becomes next, and when, after it was told to be this.
    pub fn next_crossing(&self, told: Freshness) -> Option<(Freshness, Instant)> {
        let expires = self.visible_until.map(|until| (Freshness::Expired, until));
        let borders = [Some((Freshness::Due, self.due_from)), Some((Freshness::Stale, self.review_due_at)), expires];
        let ahead = borders.into_iter().flatten().filter(|(becomes, _)| *becomes > told);
        ahead.min_by_key(|(becomes, at)| (*at, Reverse(*becomes)))
    }

    /// When time last made it another than it was published as.
    pub fn crossed_at(&self, now: Instant) -> Option<Instant> {
        self.borders().filter(|at| *at <= now).max()
    }

    /// When time makes it another next.
    pub fn crosses_at(&self, now: Instant) -> Option<Instant> {
        self.borders().filter(|at| *at > now).min()
    }

    fn borders(&self) -> impl Iterator<Item = Instant> {
        [Some(self.due_from), Some(self.review_due_at), self.visible_until].into_iter().flatten()
    }

    /// All that it has become since, one after the other.
    pub fn crossings(&self, told: Freshness, now: Instant) -> Vec<(Freshness, Instant)> {
        let reached = |told: Freshness| self.next_crossing(told).filter(|(_, at)| *at <= now);
        std::iter::successors(reached(told), |(becomes, _)| reached(*becomes)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::Label;
    use super::*;

    fn at(day: i64) -> Instant {
        Instant::default() + TimeDelta::days(day)
    }

    const INSTANT: TimeDelta = TimeDelta::milliseconds(1);

    #[test]
    fn each_border_belongs_to_what_begins_at_it() {
        let terms = Terms::new(at(0), at(180), Some(at(400)));
        for (border, before, after) in [
            (at(166), Freshness::Fresh, Freshness::Due),
            (at(180), Freshness::Due, Freshness::Stale),
            (at(400), Freshness::Stale, Freshness::Expired),
        ] {
            assert_eq!((terms.freshness(border - INSTANT), terms.freshness(border)), (before, after), "{border}");
        }
        assert_eq!(terms.freshness(at(0)), Freshness::Fresh);
        assert_eq!(terms.freshness(at(4000)), Freshness::Expired);
    }

    #[test]
    fn what_expires_first_is_never_stale() {
        let terms = Terms::new(at(0), at(180), Some(at(10)));
        assert_eq!((terms.freshness(at(10) - INSTANT), terms.freshness(at(200))), (Freshness::Fresh, Freshness::Expired));
        assert_eq!(terms.crossings(Freshness::Fresh, at(1000)), [(Freshness::Expired, at(10))]);
        let together = Terms::new(at(0), at(180), Some(at(180)));
        assert_eq!(together.crossings(Freshness::Due, at(180)), [(Freshness::Expired, at(180))]);
    }

    #[test]
    fn every_crossing_is_told_once_and_in_order() {
        let terms = Terms::new(at(0), at(180), Some(at(400)));
        let all = [(Freshness::Due, at(166)), (Freshness::Stale, at(180)), (Freshness::Expired, at(400))];
        assert_eq!(terms.crossings(Freshness::Fresh, at(166) - INSTANT), []);
        assert_eq!(terms.crossings(Freshness::Fresh, at(400)), all);
        assert_eq!(terms.crossings(Freshness::Due, at(399)), all[1..2]);
        assert_eq!(terms.crossings(Freshness::Expired, at(999)), []);
        assert_eq!(terms.next_crossing(Freshness::Stale), Some(all[2]));
        // What has been crossed last is what it is: at every moment, by whatever steps it was told.
        for day in 0..420 {
            let last = terms.crossings(Freshness::Fresh, at(day)).last().map_or(Freshness::Fresh, |(becomes, _)| *becomes);
            assert_eq!(last, terms.freshness(at(day)), "day {day}");
        }
    }

    #[test]
    fn notice_is_a_fortnight_or_the_last_quarter() {
        assert_eq!(Terms::new(at(0), at(8), None).due_from, at(6));
        assert_eq!(Terms::new(at(0), at(365), None).due_from, at(351));
        assert_eq!(Terms::new(at(9), at(8), None).due_from, at(8));
    }

    #[test]
    fn each_class_is_verified_in_its_time() {
        let since: Instant = "2026-08-31T10:00:00Z".parse().expect("an instant");
        let due = |class: InformationClass| class.usual_review(since).to_rfc3339();
        assert_eq!(due(InformationClass::Immediate), "2026-09-30T10:00:00+00:00");
        assert_eq!(due(InformationClass::Periodic), "2027-02-28T10:00:00+00:00");
        assert_eq!(due(InformationClass::OnDemand), "2027-08-31T10:00:00+00:00");
        assert!(InformationClass::ALL.iter().all(|class| class.usual_review(since) <= latest_review(since)));
    }
}
