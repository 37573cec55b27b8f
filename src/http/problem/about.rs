//! Which things a problem is about, for programs: what its words name is never told in words alone; and why, in short.

use super::{Choice, Fault, Faults, Problem};
use crate::domain::label::labels;
use crate::http::fields::label_fields;
use crate::http::language::Words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

labels! {
    /// What can be named by a problem.
    ThingKind {
        Assignment = "ASSIGNMENT", Artifact = "ARTIFACT", Report = "REPORT", Upload = "UPLOAD", Mandate = "MANDATE", Officer = "OFFICER",
        Client = "CLIENT", Publication = "PUBLICATION", Exemption = "EXEMPTION",
    }
}

label_fields! {
    ThingKind as "ThingKind": "What a problem can be about.";
}

/// A thing that a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Thing {
    pub kind: ThingKind,
    pub id: Uuid,
}

/// What the words of a problem name.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// For whom it can be done, where its doer must say.
    pub choices: Vec<Choice>,
    pub about: Vec<Thing>,
}

/// More than that nobody mends by hand.
pub const MOST: usize = 200;

impl Thing {
    pub fn new(kind: ThingKind, id: Uuid) -> Self {
        Self { kind, id }
    }
}

impl Problem {
    /// Why, in short: the code and the words of its first fault, or its own.
    pub fn reason(&self) -> (&'static str, Words) {
        match self.faults.first() {
            Some(fault) => (fault.kind.code(), fault.kind.words()),
            None => (self.kind.code(), self.detail.clone().unwrap_or_else(|| self.kind.remedy())),
        }
    }

    /// Names one more thing that it is about.
    pub fn about(mut self, kind: ThingKind, id: Uuid) -> Self {
        let (thing, named) = (Thing::new(kind, id), self.named.get_or_insert_default());
        if !named.about.contains(&thing) && named.about.len() < MOST {
            named.about.push(thing);
        }
        self
    }
}

impl Faults {
    /// Names what all of these faults are about.
    pub fn about(self, things: &[Thing]) -> Self {
        Self { list: self.list.into_iter().map(|fault| Fault { about: things.to_vec(), ..fault }).collect(), ..self }
    }
}
