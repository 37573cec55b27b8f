//! A case as its journal tells it: what happened is told over from its entries alone, but for the crew; and office hours are those of
//! the wall, day by day.

use crate::support::Caller;
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

pub type At = DateTime<Utc>;

/// One case as its journal tells it.
pub struct Story {
    pub event: String,
    pub starts_at: At,
    over_at: At,
    pub state: String,
    pub assigned_by: String,
    pub assignee: String,
    pub crew: Vec<String>,
    spans: [Vec<(At, Option<At>)>; 4],
    pub returned: (u64, u64),
    pub reasons: [Option<String>; 4],
    /// Kind, sender, decision.
    pub artifacts: HashMap<String, (String, String, Option<String>)>,
    /// From when each may be read, and when its withdrawal came in.
    pub publications: HashMap<String, (At, Option<At>)>,
}

pub struct Step {
    pub finished: bool,
    pub minutes: i64,
    pub within: bool,
}

const STANDARDS: [i64; 4] = [5, 5, 60, 60];

fn at(value: &Value) -> At {
    value.as_str().expect("an instant").parse().expect("an instant")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Every page of a list.
async fn all(caller: &Caller, path: &str) -> Vec<Value> {
    let (mut items, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = caller.get(&path).await.good();
        items.extend_from_slice(page.items());
        next = page.header("link").map(|link| link[1..].split('>').next().unwrap_or_default().to_owned());
    }
    items
}

/// Of each case in the caller's sight.
pub async fn stories(caller: &Caller, auditor: &Caller) -> Vec<Story> {
    let mut stories = Vec::new();
    for case in all(caller, "/v1/assignments?limit=200").await {
        stories.push(Story::of(auditor, case["id"].as_str().expect("an id")).await);
    }
    stories
}

impl Story {
    async fn of(auditor: &Caller, id: &str) -> Self {
        let entries = all(auditor, &format!("/v1/assignments/{id}/journal?limit=200")).await;
        let assigned = &entries[0];
        assert_eq!(assigned["type"], "assignment.assigned");
        let event = text(&assigned["changes"]["after"]["agendaItemId"]);
        let known = auditor.journal_of(&event).await;
        let item = &known[0]["changes"]["after"];
        let starts_at = at(&item["startsAt"]);
        let done_at = at(&assigned["occurredAt"]);
        let mut story = Self {
            event,
            starts_at,
            over_at: if item["endsAt"].is_null() { starts_at } else { at(&item["endsAt"]) },
            state: "ASSIGNED".to_owned(),
            assigned_by: text(&assigned["actor"]["officerId"]),
            assignee: text(&assigned["changes"]["after"]["assigneeId"]),
            crew: Vec::new(),
            spans: [vec![(at(&known[0]["occurredAt"]), Some(done_at))], vec![(done_at, None)], Vec::new(), Vec::new()],
            returned: (0, 0),
            reasons: [const { None }; 4],
            artifacts: HashMap::new(),
            publications: HashMap::new(),
        };
        entries[1..].iter().for_each(|entry| story.goes_on(entry));
        let orders = all(auditor, &format!("/v1/dispositions?box=ALL&assignmentId={id}&limit=200")).await;
        let recipients = orders.iter().flat_map(|order| order["recipients"].as_array().expect("recipients"));
        let stands = |to: &&Value| {
            to["kind"] == "ACTION" && !to["duty"].is_null() && to["state"] != "RECALLED" && to["state"] != "RELEASED"
        };
        let crew: BTreeSet<String> = recipients.filter(stands).map(|to| text(&to["officer"]["id"])).collect();
        story.crew = crew.into_iter().collect();
        story
    }

    fn close(&mut self, step: usize, at: At) {
        self.spans[step].last_mut().expect("it runs").1 = Some(at);
    }

    fn goes_on(&mut self, entry: &Value) {
        // What becomes of a publication leaves its case where it is.
        if entry["subject"]["kind"] == "PUBLICATION" {
            return self.publication(entry);
        }
        let (kind, done_at, after) = (text(&entry["type"]), at(&entry["occurredAt"]), &entry["changes"]["after"]);
        let state = after["state"].as_str().unwrap_or_default();
        match (kind.as_str(), state) {
            ("assignment.dispatched", "DISPATCHED") => {
                self.close(1, done_at);
                self.spans[2].push((done_at, None));
            }
            (kind, "DOCUMENTED") if kind.starts_with("disposition.") => {
                self.close(2, done_at);
                if self.spans[2].len() == 1 {
                    self.spans[2][0].0 = self.spans[2][0].0.max(self.over_at).min(done_at);
                }
                self.spans[3].push((done_at, None));
            }
            ("disposition.returned", _) => {
                self.returned.0 += 1;
                self.close(3, done_at);
                self.spans[2].push((done_at, None));
            }
            ("report.submitted", _) => self.close(3, done_at),
            ("report.returned", _) => {
                self.returned.1 += 1;
                self.spans[3].push((done_at, None));
            }
            ("assignment.reassigned", _) if !after["assigneeId"].is_null() => self.assignee = text(&after["assigneeId"]),
            ("assignment.lateness-explained", _) => {
                let step = usize::try_from(after["step"].as_u64().expect("a step")).expect("a step");
                self.reasons[step - 1] = Some(text(&entry["reason"]));
            }
            ("artifact.deleted", _) => drop(self.artifacts.remove(entry["subject"]["id"].as_str().expect("an id"))),
            (kind, _) if kind.starts_with("artifact.") => self.artifact(entry),
            _ => {}
        }
        if !state.is_empty() {
            self.state = state.to_owned();
        }
    }

    fn publication(&mut self, entry: &Value) {
        let id = text(&entry["subject"]["id"]);
        match entry["type"].as_str() {
            Some("publication.published") => {
                let appears = at(&entry["changes"]["after"]["publishedAt"]);
                self.publications.insert(id, (appears, None));
            }
            Some("publication.withdrawn") => {
                self.publications.get_mut(&id).expect("it was published").1 = Some(at(&entry["receivedAt"]));
            }
            _ => {}
        }
    }

    fn artifact(&mut self, entry: &Value) {
        let (before, after) = (&entry["changes"]["before"], &entry["changes"]["after"]);
        let id = text(&entry["subject"]["id"]);
        if entry["type"] == "artifact.added" {
            self.artifacts.insert(id, (text(&after["kind"]), text(&after["senderId"]), None));
        } else if !before["selection"].is_null() || !after["selection"].is_null() {
            let decision = after["selection"]["decision"].as_str().map(str::to_owned);
            self.artifacts.get_mut(&id).expect("it was added").2 = decision;
        }
    }

    /// The steps that began, as of now; none of a case that was cancelled.
    pub fn steps(&self, now: At) -> [Option<Step>; 4] {
        if self.state == "CANCELLED" {
            return [const { None }; 4];
        }
        let running = (0..4).find(|step| self.spans[*step].last().is_some_and(|span| span.1.is_none()));
        std::array::from_fn(|step| {
            let mut worked = None;
            for (from, until) in &self.spans[step] {
                let waits = step == 2 && self.spans[3].is_empty();
                let from = if waits { (*from).max(self.over_at) } else { *from };
                let until = until.unwrap_or(now);
                if from <= until {
                    *worked.get_or_insert(TimeDelta::zero()) += working(from, until);
                }
            }
            worked.map(|worked| Step {
                finished: running.is_none_or(|running| running > step),
                minutes: worked.num_minutes(),
                within: worked.num_seconds() <= STANDARDS[step] * 60,
            })
        })
    }
}

/// Office hours between two instants, on the wall at UTC+7.
fn working(from: At, until: At) -> TimeDelta {
    let wall = |at: At| at.naive_utc() + Duration::hours(7);
    let (from, until) = (wall(from), wall(until));
    let mut sum = TimeDelta::zero();
    for day in from.date().iter_days().take_while(|day| *day <= until.date()) {
        for (opens, closes) in hours(day) {
            let (opens, closes) = (day.and_time(opens).max(from), day.and_time(closes).min(until));
            if opens < closes {
                sum += closes - opens;
            }
        }
    }
    sum
}

fn hours(day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => Vec::new(),
        Weekday::Fri => vec![(time(7, 30), time(11, 30)), (time(13, 0), time(16, 30))],
        _ => vec![(time(7, 30), time(12, 0)), (time(13, 0), time(16, 0))],
    }
}

pub fn month(at: At) -> String {
    (at.naive_utc() + Duration::hours(7)).format("%Y-%m").to_string()
}
