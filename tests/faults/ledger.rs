//! What the service acknowledged, kept beside it; and what it said of what it did not do.

use crate::caller::Request;
use serde_json::Value;
use std::collections::HashMap;

/// What an act makes; its mark stands in a member of it that is its alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Event,
    Case,
    Order,
    Draft,
    File,
    Report,
}

impl Kind {
    pub const ALL: [Self; 6] = [Self::Event, Self::Case, Self::Order, Self::Draft, Self::File, Self::Report];

    /// Of everything of this kind: its id, its mark, and what of it was acknowledged, as text.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Event => "SELECT id::text, title, coalesce(venue, '') FROM agenda_items",
            Self::Case => "SELECT id::text, subject, register_number FROM assignments",
            Self::Order => "SELECT id::text, note, register_number FROM dispositions WHERE parent_id IS NOT NULL",
            Self::Draft => "SELECT id::text, title, encode(text_digest, 'hex') FROM artifacts WHERE headline IS NOT NULL",
            Self::File => {
                "SELECT a.id::text, a.title, string_agg(encode(v.sha256, 'hex'), ' ' ORDER BY v.number)
                FROM artifacts a LEFT JOIN content_versions v ON v.artifact_id = a.id WHERE a.headline IS NULL GROUP BY a.id"
            }
            Self::Report => "SELECT id::text, summary, '' FROM reports",
        }
    }
}

/// What is known of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It was acknowledged, under this id, with this told of it.
    Done { id: String, told: String },
    /// It was surely not done.
    Refused,
    /// It may be done, once, or not.
    Unknown,
}

#[derive(Debug, Clone)]
pub struct Effect {
    pub kind: Kind,
    pub mark: String,
    pub fate: Fate,
    /// Every attempt and its answer, to tell where it is found wrong.
    pub story: String,
}

/// A state that was acknowledged and is never left again by what is done here.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Asks with the id as $1 whether it stands.
    pub sql: &'static str,
    pub id: String,
    pub story: String,
}

pub const READ: &str = "SELECT bool_and(state <> 'DELIVERED') FROM disposition_recipients WHERE disposition_id = $1::text::uuid";
pub const COMPLETED: &str =
    "SELECT bool_and(state = 'COMPLETED') FROM disposition_recipients WHERE disposition_id = $1::text::uuid";
pub const SELECTED: &str = "SELECT bool_and(decision = 'SELECTED') FROM artifacts WHERE id = $1::text::uuid";
pub const SUBMITTED: &str =
    "SELECT bool_and(state <> 'DRAFT' AND register_number IS NOT NULL) FROM reports WHERE id = $1::text::uuid";
pub const ACCEPTED: &str =
    "SELECT bool_and(r.state = 'ACCEPTED' AND a.state = 'CLOSED') FROM reports r JOIN assignments a ON a.id = r.assignment_id
    WHERE r.id = $1::text::uuid";

/// An answer that is kept under its key.
#[derive(Debug, Clone)]
pub struct Kept {
    pub request: Request,
    pub answer: Value,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub effects: Vec<Effect>,
    pub reached: Vec<Reached>,
    pub kept: Vec<Kept>,
    /// The last that was acknowledged of each upload.
    pub offsets: HashMap<String, u64>,
}

impl Ledger {
    pub fn has_a_file(&self) -> bool {
        self.effects.iter().any(|effect| effect.kind == Kind::File && matches!(effect.fate, Fate::Done { .. }))
    }

    pub fn acknowledged(&self) -> usize {
        let done = self.effects.iter().filter(|effect| matches!(effect.fate, Fate::Done { .. })).count();
        done + self.reached.len() + self.offsets.len()
    }
}
