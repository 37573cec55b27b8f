//! The figures counted again, slowly, from what the journal tells of every case.

use super::story::{At, Step, Story};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The figures of these cases, of the parts that are somebody's.
pub struct Part<'a> {
    pub stories: Vec<&'a Story>,
    /// None: everybody's.
    pub officer: Option<&'a str>,
    pub now: At,
}

impl Part<'_> {
    fn is_theirs(&self, story: &Story, step: usize) -> bool {
        self.officer.is_none_or(|officer| match step {
            0 => story.assigned_by == officer,
            2 => story.crew.iter().any(|crew| crew == officer),
            _ => story.assignee == officer,
        })
    }

    fn takes_part(&self, story: &Story) -> bool {
        (0..4).any(|step| self.is_theirs(story, step))
    }

    pub fn cases(&self) -> Value {
        let mut cases = BTreeMap::from(
            ["total", "assigned", "dispatched", "documented", "reported", "closed", "cancelled"].map(|name| (name.to_owned(), 0)),
        );
        for story in self.stories.iter().filter(|story| self.takes_part(story)) {
            *cases.get_mut("total").expect("a count") += 1;
            *cases.get_mut(&story.state.to_lowercase()).expect("a state") += 1;
        }
        json!(cases)
    }

    pub fn steps(&self) -> Value {
        let step = |ordinal: usize| {
            let theirs = self.stories.iter().filter(|story| self.is_theirs(story, ordinal));
            let begun: Vec<(Step, bool)> = theirs
                .filter_map(|story| {
                    let step = story.steps(self.now).into_iter().nth(ordinal).flatten()?;
                    Some((step, story.reasons[ordinal].is_some()))
                })
                .collect();
            let count = |wanted: &dyn Fn(&(Step, bool)) -> bool| begun.iter().filter(|step| wanted(step)).count();
            let mut minutes: Vec<i64> = begun.iter().filter(|(step, _)| step.finished).map(|(step, _)| step.minutes).collect();
            minutes.sort_unstable();
            // Nearest rank: the first within which so many of a hundred lie.
            let rank = |percent: usize| minutes.iter().enumerate().find(|(at, _)| (at + 1) * 100 >= percent * minutes.len());
            let told = |percent: usize| rank(percent).map(|(_, minutes)| iso(*minutes));
            json!({
                "ordinal": ordinal + 1,
                "kept": count(&|(step, _)| step.finished && step.within),
                "late": count(&|(step, _)| step.finished && !step.within),
                "running": count(&|(step, _)| !step.finished),
                "runningLate": count(&|(step, _)| !step.finished && !step.within),
                "lateUnexplained": count(&|(step, why)| !step.within && !why),
                "medianWorkingTime": told(50),
                "p90WorkingTime": told(90),
            })
        };
        (0..4).map(step).collect()
    }

    pub fn returns(&self) -> Value {
        let sum = |step: usize, count: fn(&Story) -> u64| -> u64 {
            self.stories.iter().filter(|story| self.is_theirs(story, step)).map(|story| count(story)).sum()
        };
        json!({ "work": sum(2, |story| story.returned.0), "reports": sum(3, |story| story.returned.1) })
    }

    pub fn artifacts(&self) -> Value {
        let kinds = ["photo", "video", "audio", "dataset", "document", "sourceMaterial", "websiteDraft", "pressRelease"];
        let mut figures: Map<String, Value> = Map::new();
        for kind in kinds {
            figures.insert(kind.to_owned(), json!({ "selected": 0, "notSelected": 0, "returned": 0, "undecided": 0 }));
        }
        let sent = self.stories.iter().flat_map(|story| story.artifacts.values());
        for (kind, _, decision) in sent.filter(|(_, sender, _)| self.officer.is_none_or(|officer| sender == officer)) {
            let count = &mut figures[&camel(kind)][camel(decision.as_deref().unwrap_or("UNDECIDED"))];
            *count = json!(count.as_u64().expect("a count") + 1);
        }
        figures.into()
    }

    pub fn reasons(&self) -> Value {
        let mut counted: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for story in &self.stories {
            for (at, step) in story.steps(self.now).iter().enumerate() {
                if let (Some(step), Some(reason)) = (step, &story.reasons[at])
                    && !step.within
                {
                    *counted.entry((at + 1, reason)).or_default() += 1;
                }
            }
        }
        let mut counted: Vec<_> = counted.into_iter().collect();
        counted.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
        counted.iter().map(|((ordinal, reason), count)| json!({ "ordinal": ordinal, "reason": reason, "count": count })).collect()
    }

    /// How many events have a case that was not cancelled, an accepted report, a selected draft in it, and a publication that could be
    /// read.
    pub fn events(&self) -> [usize; 4] {
        let events = |wanted: &dyn Fn(&Story) -> bool| {
            let events: BTreeSet<&str> =
                self.stories.iter().filter(|story| wanted(story)).map(|story| story.event.as_str()).collect();
            events.len()
        };
        let is_drafted = |story: &Story| {
            let mut drafts = story.artifacts.values().filter(|(kind, ..)| kind == "WEBSITE_DRAFT" || kind == "PRESS_RELEASE");
            story.state == "CLOSED" && drafts.any(|(_, _, decision)| decision.as_deref() == Some("SELECTED"))
        };
        let is_published = |story: &Story| {
            let mut all = story.publications.values();
            all.any(|(appears, gone)| *appears <= self.now && gone.is_none_or(|gone| *appears <= gone))
        };
        let is_covered = |story: &Story| story.state != "CANCELLED";
        let is_reported = |story: &Story| story.state == "CLOSED";
        [events(&is_covered), events(&is_reported), events(&is_drafted), events(&is_published)]
    }
}

fn iso(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

fn camel(label: &str) -> String {
    let (first, rest) = label.split_once('_').unwrap_or((label, ""));
    let tail = rest.split_once('_').map_or_else(|| rest.to_owned(), |(a, b)| format!("{a}_{b}"));
    let mut word = first.to_lowercase();
    if let Some(initial) = tail.chars().next() {
        word.push(initial);
        word.push_str(&tail[1..].to_lowercase());
    }
    word
}
