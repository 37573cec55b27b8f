//! The figures, counted case by case in one pass.

use super::requests::{Grouping, PerformanceParameters, Period};
use super::store::{ArtifactRow, CaseRow};
use super::view::{
    ArtifactFigures, CaseFigures, EventFigures, LateReason, PerformanceRow, PerformanceView, ReturnFigures, StepFigures,
};
use crate::domain::agenda::Certainty;
use crate::domain::assignment::State;
use crate::domain::clock::{EventTimes, Step, StepTime};
use crate::domain::performance::StepTally;
use crate::domain::role::Role;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::officers::OfficerRef;
use crate::office::actor::{Actor, Sight};
use crate::office::reference::Office;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// More reasons than anybody reads.
const MOST_REASONS: usize = 100;

/// Whose figures the caller may see by name: of a unit's cases everybody's whoever heads it, of their own cases a subdivision head
/// those of the crew, and everybody their own.
struct Eyes {
    all: bool,
    units: Vec<String>,
    leads: Vec<Uuid>,
    own: Vec<Uuid>,
}

impl Eyes {
    fn of(actor: &Actor) -> Self {
        Self {
            all: actor.sight() == Sight::All,
            units: actor.units(),
            leads: actor.wearing(&[Role::SubdivisionHead]),
            own: actor.officers(),
        }
    }

    fn see(&self, unit: &str, assignee: Uuid, officer: Uuid, is_crew: bool) -> bool {
        self.all
            || self.units.iter().any(|own| own == unit)
            || self.own.contains(&officer)
            || is_crew && self.leads.contains(&assignee)
    }
}

#[derive(Default)]
struct Group {
    cases: CaseFigures,
    steps: [StepTally; 4],
    returns: ReturnFigures,
    artifacts: ArtifactFigures,
    /// Of events, the ids of those that have a case.
    covered: HashSet<Uuid>,
    called_off: HashSet<Uuid>,
    reported: HashSet<Uuid>,
    drafted: HashSet<Uuid>,
    published: HashSet<Uuid>,
    /// All events, and those that were called off.
    events: (u64, u64),
}

pub struct Tally<'a> {
    office: &'a Office,
    now: Instant,
    eyes: Eyes,
    total: Group,
    units: BTreeMap<String, Group>,
    officers: HashMap<Uuid, Group>,
    months: BTreeMap<String, Group>,
    reasons: HashMap<(u8, String), u64>,
}

fn month(at: Instant, zone: OfficeZone) -> String {
    zone.local_date(at).format("%Y-%m").to_string()
}

fn is_called_off(certainty: Certainty) -> bool {
    matches!(certainty, Certainty::Cancelled | Certainty::Postponed)
}

impl<'a> Tally<'a> {
    pub fn new(office: &'a Office, actor: &Actor, now: Instant) -> Self {
        Self {
            office,
            now,
            eyes: Eyes::of(actor),
            total: Group::default(),
            units: BTreeMap::new(),
            officers: HashMap::new(),
            months: BTreeMap::new(),
            reasons: HashMap::new(),
        }
    }

    pub fn event(&mut self, starts_at: Instant, certainty: Certainty) {
        for group in [&mut self.total, self.months.entry(month(starts_at, self.office.zone())).or_default()] {
            group.events.0 += 1;
            group.events.1 += u64::from(is_called_off(certainty));
        }
    }

    pub fn case(&mut self, row: &CaseRow) {
        let event = EventTimes { starts_at: row.starts_at, ends_at: row.ends_at };
        // A step that a cancellation cut off was neither kept nor late.
        let counts = row.state != State::Cancelled;
        let steps = counts.then(|| row.clock.read(event, &self.office.calendar, self.now));
        let steps: &[StepTime] = steps.as_ref().map_or(&[], |steps| steps);
        let in_month = self.months.entry(month(row.starts_at, self.office.zone())).or_default();
        for group in [&mut self.total, in_month] {
            group.case(row);
            group.steps(steps);
            group.event(row);
        }
        let unit = self.units.entry(row.unit.clone()).or_default();
        unit.case(row);
        unit.steps(steps);
        for step in steps.iter().filter(|step| step.within_standard == Some(false)) {
            if let Some(reason) = &step.late_reason {
                *self.reasons.entry((step.ordinal, reason.clone())).or_default() += 1;
            }
        }
        self.people(row, steps);
    }

    fn people(&mut self, row: &CaseRow, steps: &[StepTime]) {
        let mut everybody = row.crew.clone();
        everybody.extend([row.assigned_by, row.assignee]);
        everybody.sort_unstable();
        everybody.dedup();
        for officer in everybody {
            let is_crew = row.crew.contains(&officer);
            if !self.eyes.see(&row.unit, row.assignee, officer, is_crew) {
                continue;
            }
            let group = self.officers.entry(officer).or_default();
            group.cases.add(row.state);
            group.returns.work += if is_crew { returns(row) } else { 0 };
            group.returns.reports += if officer == row.assignee { row.returned_reports.unsigned_abs() } else { 0 };
            let is_theirs = |step: &&StepTime| match Step::from_ordinal(step.ordinal) {
                Some(Step::Assign) => officer == row.assigned_by,
                Some(Step::Document) => is_crew,
                _ => officer == row.assignee,
            };
            steps.iter().filter(is_theirs).for_each(|step| group.step(step));
        }
    }

    pub fn artifacts(&mut self, row: &ArtifactRow) {
        let count = row.count.unsigned_abs();
        let groups = [
            Some(&mut self.total),
            self.units.get_mut(&row.unit),
            self.months.get_mut(&row.month),
            // Whoever is seen with it has a part in the case, or had one.
            self.eyes.see(&row.unit, row.assignee, row.sender, true).then(|| self.officers.entry(row.sender).or_default()),
        ];
        for group in groups.into_iter().flatten() {
            *group.artifacts.of(row.kind, row.decision) += count;
        }
    }

    /// Who is told of by name.
    pub fn officers(&self) -> Vec<Uuid> {
        self.officers.keys().copied().collect()
    }

    pub fn view(mut self, period: &Period, asked: &PerformanceParameters, people: Vec<OfficerRef>) -> PerformanceView {
        let unit = |(unit, group): (String, Group)| PerformanceRow { unit: Some(unit), ..group.row(Grouping::Unit) };
        let in_month = |(month, mut group): (String, Group)| {
            let events = Some(group.take_events());
            PerformanceRow { month: Some(month), events, ..group.row(Grouping::Month) }
        };
        let officer = |officer: OfficerRef| {
            let group = self.officers.remove(&officer.id)?;
            Some(PerformanceRow { officer: Some(officer), ..group.row(Grouping::Officer) })
        };
        let mut late_reasons: Vec<LateReason> =
            self.reasons.into_iter().map(|((ordinal, reason), count)| LateReason { ordinal, reason, count }).collect();
        late_reasons.sort_by(|a, b| (b.count, a.ordinal, &a.reason).cmp(&(a.count, b.ordinal, &b.reason)));
        late_reasons.truncate(MOST_REASONS);
        let events = Some(self.total.take_events());
        PerformanceView {
            from: period.first,
            to: period.last,
            time_zone: self.office.zone().to_string(),
            total: PerformanceRow { events, ..self.total.row(Grouping::Total) },
            units: if asked.tells(Grouping::Unit) { self.units.into_iter().map(unit).collect() } else { Vec::new() },
            officers: if asked.tells(Grouping::Officer) { people.into_iter().filter_map(officer).collect() } else { Vec::new() },
            months: if asked.tells(Grouping::Month) { self.months.into_iter().map(in_month).collect() } else { Vec::new() },
            late_reasons,
        }
    }
}

fn returns(row: &CaseRow) -> u64 {
    u64::try_from(row.clock.returns()).unwrap_or(u64::MAX)
}

impl Group {
    fn case(&mut self, row: &CaseRow) {
        self.cases.add(row.state);
        self.returns.work += returns(row);
        self.returns.reports += row.returned_reports.unsigned_abs();
    }

    fn event(&mut self, row: &CaseRow) {
        if row.state == State::Cancelled {
            return;
        }
        self.covered.insert(row.event);
        if is_called_off(row.certainty) {
            self.called_off.insert(row.event);
        }
        if row.state == State::Closed {
            self.reported.insert(row.event);
        }
        if row.has_draft {
            self.drafted.insert(row.event);
        }
        if row.is_published {
            self.published.insert(row.event);
        }
    }

    fn steps(&mut self, steps: &[StepTime]) {
        steps.iter().for_each(|step| self.step(step));
    }

    fn step(&mut self, step: &StepTime) {
        if let Some(tally) = self.steps.get_mut(usize::from(step.ordinal) - 1) {
            tally.add(step);
        }
    }

    fn take_events(&mut self) -> EventFigures {
        let count = |set: &HashSet<Uuid>| set.len() as u64;
        let (total, called_off) = (self.events.0, self.events.1.saturating_sub(count(&self.called_off)));
        let covered = count(&self.covered);
        EventFigures {
            total,
            covered,
            not_covered: total.saturating_sub(covered + called_off),
            called_off,
            reported: count(&self.reported),
            draft_accepted: count(&self.drafted),
            published: count(&self.published),
        }
    }

    fn row(self, group: Grouping) -> PerformanceRow {
        let figures = |(mut tally, step): (StepTally, Step)| StepFigures {
            ordinal: step.ordinal(),
            kept: tally.kept,
            late: tally.late,
            running: tally.running,
            running_late: tally.running_late,
            late_unexplained: tally.unexplained,
            median_working_time: tally.percentile(50),
            p90_working_time: tally.percentile(90),
        };
        PerformanceRow {
            group,
            unit: None,
            officer: None,
            month: None,
            events: None,
            cases: self.cases,
            steps: self.steps.into_iter().zip(Step::ALL).map(figures).collect(),
            returns: self.returns,
            artifacts: self.artifacts,
        }
    }
}
