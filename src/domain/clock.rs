//! The clock of the four steps: when each ran, and what that is in elapsed and working time.
//!
//! A [`Clock`] is stored whole with its assignment and keeps only what happened: the spans in which
//! a step ran. What depends on things that change later (the event's time, the holidays, now) is
//! worked out by [`Clock::read`], until the case has ended: from then on its times are [`Settled`].
//!
//! The workflow decides which act may happen; an act that does not fit the clock changes nothing
//! here. At most one step runs at a time. An act told with a time before the step's own start (a
//! device's clock may be wrong) counts as done at that start, so that no span is ever negative and
//! no two overlap.

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize};

use super::time::{Instant, WorkingCalendar, kept_instant};

mod settled;
mod step;

pub use settled::Settled;
pub use step::Step;

/// When the event takes place, as the agenda says at the time of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTimes {
    pub starts_at: Instant,
    /// None for *sampai selesai*, until finished.
    pub ends_at: Option<Instant>,
}

impl EventTimes {
    /// From when its documentation can be worked on: its end, or its start if it has no end.
    fn over_at(self) -> Instant {
        self.ends_at.unwrap_or(self.starts_at)
    }
}

/// A stretch in which a step ran; without a finish it still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    #[serde(deserialize_with = "kept_instant")]
    started_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "kept_finish")]
    finished_at: Option<Instant>,
}

/// A finish that is written is one: a running span leaves it out.
fn kept_finish<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
    kept_instant(deserializer).map(Some)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StepRecord {
    standard_minutes: u32,
    /// In order; a return adds one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spans: Vec<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    late_reason: Option<String>,
}

impl StepRecord {
    fn runs(&self) -> bool {
        self.spans.last().is_some_and(|span| span.finished_at.is_none())
    }

    fn open(&mut self, at: Instant) {
        self.spans.push(Span { started_at: at, finished_at: None });
    }

    /// Finishes the running span; tells when, or None if none runs.
    fn close(&mut self, at: Instant) -> Option<Instant> {
        let span = self.spans.last_mut().filter(|span| span.finished_at.is_none())?;
        let at = at.max(span.started_at);
        span.finished_at = Some(at);
        Some(at)
    }
}

/// The clock of one assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    steps: [StepRecord; 4],
    /// Once the case has ended: what was measured, whatever hours and holidays are entered later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled: Option<[Settled; 4]>,
}

/// One step's time as of the moment it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTime {
    pub ordinal: u8,
    /// None while the step has not started; step 3 starts no earlier than the event is over.
    pub started_at: Option<Instant>,
    /// None while the step runs, or waits for returned work to come back.
    pub finished_at: Option<Instant>,
    /// Whole minutes, rounded down; so far, while the step runs.
    pub elapsed_minutes: u32,
    /// The same, within office hours.
    pub working_minutes: u32,
    pub standard_minutes: u32,
    /// Judged by the second: 5 min 30 s is shown as 5 minutes and is late for a standard of 5. None
    /// until started.
    pub within_standard: Option<bool>,
    pub late_reason: Option<String>,
}

impl Clock {
    /// Step 1 ran from when the agenda item became known until the assignment; step 2 begins with
    /// it.
    ///
    /// `standards` are the standard minutes of the four steps, in the procedure revision in force.
    pub fn assigned(standards: [u32; 4], known_at: Instant, at: Instant) -> Self {
        let record = |standard_minutes| StepRecord { standard_minutes, spans: Vec::new(), late_reason: None };
        let mut clock = Self { steps: standards.map(record), settled: None };
        clock.record_mut(Step::Assign).spans.push(Span { started_at: known_at.min(at), finished_at: Some(at) });
        clock.record_mut(Step::Order).open(at);
        clock
    }

    /// The activity agenda was issued: step 2 ends, step 3 begins. Sending more crew later changes
    /// nothing.
    pub fn dispatched(&mut self, at: Instant) {
        if let Some(at) = self.record_mut(Step::Order).close(at) {
            self.record_mut(Step::Document).open(at);
        }
    }

    /// The last recipient completed: step 3 ends, step 4 begins. Fixes the start of step 3, which
    /// until now followed the event: an event corrected afterwards must not change a time that was
    /// measured.
    pub fn documented(&mut self, at: Instant, event: EventTimes) {
        let follows_event = self.documentation_follows_event();
        let record = self.record_mut(Step::Document);
        let Some(at) = record.close(at) else { return };
        if let Some(first) = record.spans.first_mut().filter(|_| follows_event) {
            first.started_at = first.started_at.max(event.over_at()).min(at);
        }
        self.record_mut(Step::Report).open(at);
    }

    /// The report was submitted: step 4 ends.
    pub fn reported(&mut self, at: Instant) {
        self.record_mut(Step::Report).close(at);
    }

    /// Work went back to a recipient: step 4 pauses, step 3 runs again from now, whenever the event
    /// was.
    pub fn work_returned(&mut self, at: Instant) {
        if let Some(at) = self.record_mut(Step::Report).close(at) {
            self.record_mut(Step::Document).open(at);
        }
    }

    /// The report went back to the assignee: step 4 runs again.
    pub fn report_returned(&mut self, at: Instant) {
        if self.running().is_some() || self.record(Step::Report).spans.is_empty() {
            return;
        }
        let spans = self.steps.iter().flat_map(|record| &record.spans);
        let last_finish = spans.filter_map(|span| span.finished_at).max();
        self.record_mut(Step::Report).open(last_finish.map_or(at, |finish| finish.max(at)));
    }

    /// The assignment was cancelled: whatever runs ends.
    pub fn stopped(&mut self, at: Instant) {
        for record in &mut self.steps {
            record.close(at);
        }
    }

    /// The case has ended: these times stand for good.
    pub fn settle(&mut self, times: [Settled; 4]) {
        self.settled = Some(times);
    }

    /// Says why a step was late; a later reason replaces it.
    pub fn explain(&mut self, step: Step, reason: String) {
        self.record_mut(step).late_reason = Some(reason);
    }

    /// How often work was returned to a recipient: each time, step 3 runs again.
    pub fn returns(&self) -> usize {
        self.record(Step::Document).spans.len().saturating_sub(1)
    }

    /// When the step last ended; None while it runs, and before.
    pub fn finished(&self, step: Step) -> Option<Instant> {
        self.record(step).spans.last()?.finished_at
    }

    /// When the step last began again after a return; None where it ran but once.
    pub fn reopened(&self, step: Step) -> Option<Instant> {
        self.record(step).spans.get(1..)?.last().map(|span| span.started_at)
    }

    /// The step that runs, if one does. Step 3 runs from dispatch on, also while it waits for the
    /// event.
    pub fn running(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| self.record(*step).runs())
    }

    /// The times of the four steps as of `now`, by the calendar and the event as they stand; of a case that has ended, as they were
    /// settled.
    pub fn read(&self, event: EventTimes, calendar: &WorkingCalendar, now: Instant) -> [StepTime; 4] {
        match &self.settled {
            None => Step::ALL.map(|step| self.read_step(step, event, calendar, now)),
            Some(settled) => Step::ALL.map(|step| settled[usize::from(step.ordinal() - 1)].time(step, self.record(step))),
        }
    }

    fn read_step(&self, step: Step, event: EventTimes, calendar: &WorkingCalendar, now: Instant) -> StepTime {
        let record = self.record(step);
        let mut started_at = None;
        let (mut elapsed, mut working) = (TimeDelta::zero(), TimeDelta::zero());
        // Holds for the first span alone: a second one needs a return, and that needs step 4 begun.
        let follows_event = step == Step::Document && self.documentation_follows_event();
        for span in &record.spans {
            let from = if follows_event { span.started_at.max(event.over_at()) } else { span.started_at };
            let until = span.finished_at.unwrap_or(now);
            // Not begun yet, or cancelled before it began.
            if from > until {
                continue;
            }
            started_at.get_or_insert(from);
            elapsed += until - from;
            working += calendar.working_time(from, until);
        }

        // Returned work reopens step 3 and step 4 waits for it: its last span is closed, but it is
        // not finished.
        let finished = started_at.is_some() && self.running().is_none_or(|running| running > step);
        let last_finish = record.spans.last().and_then(|span| span.finished_at);
        StepTime {
            ordinal: step.ordinal(),
            started_at,
            finished_at: last_finish.filter(|_| finished),
            elapsed_minutes: whole_minutes(elapsed),
            working_minutes: whole_minutes(working),
            standard_minutes: record.standard_minutes,
            within_standard: started_at.map(|_| working.num_seconds() <= i64::from(record.standard_minutes) * 60),
            late_reason: record.late_reason.clone(),
        }
    }

    /// Whether the start of step 3 still moves with the event. It does until the step was once
    /// completed, and that is when step 4 begins; one cancelled before that follows the event for
    /// good.
    fn documentation_follows_event(&self) -> bool {
        self.record(Step::Report).spans.is_empty()
    }

    fn record(&self, step: Step) -> &StepRecord {
        let [assign, order, document, report] = &self.steps;
        match step {
            Step::Assign => assign,
            Step::Order => order,
            Step::Document => document,
            Step::Report => report,
        }
    }

    fn record_mut(&mut self, step: Step) -> &mut StepRecord {
        let [assign, order, document, report] = &mut self.steps;
        match step {
            Step::Assign => assign,
            Step::Order => order,
            Step::Document => document,
            Step::Report => report,
        }
    }
}

fn whole_minutes(time: TimeDelta) -> u32 {
    u32::try_from(time.num_minutes()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
