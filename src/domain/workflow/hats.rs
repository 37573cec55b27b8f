//! The hats of one person: each a role of theirs, or one of a post that they stand in for by mandate.

use super::super::officer::MandateKind;
use super::super::role::Role;
use super::super::text::Line;
use super::super::time::Instant;
use std::ops::Deref;
use std::sync::Arc;
use uuid::Uuid;

/// The post whose role a hat is: of an officer of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub officer: Uuid,
    pub name: Line<200>,
    pub position_title: Line<200>,
    /// Whose registers its papers are numbered from.
    pub unit: String,
}

/// What lends a hat that is another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lent {
    pub mandate: Uuid,
    pub kind: MandateKind,
    pub decree_number: Line<100>,
}

/// One role worn by one person: their own, or another's by mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hat {
    pub role: Role,
    /// The officer whose role it is: oneself, or the principal of the mandate. ADMIN, AUDITOR and INTEGRATION need no officer entry.
    pub officer: Option<Uuid>,
    /// Of that officer.
    pub post: Option<Arc<Post>>,
    /// Set when it is another's role.
    pub lent: Option<Arc<Lent>>,
}

impl Hat {
    pub fn is_own(&self) -> bool {
        self.lent.is_none()
    }

    /// What is kept with an act done under it, so that it is known who acted.
    pub fn mandate(&self) -> Option<Uuid> {
        self.lent.as_ref().map(|lent| lent.mandate)
    }
}

/// All that one person wears: own roles first, then those by mandate.
#[derive(Debug, Clone, Default)]
pub struct Hats {
    worn: Vec<Hat>,
    /// The officer who wears them.
    pub person: Option<Uuid>,
    /// Whose hats alone are in question, where the caller has said for whom they act.
    acting_for: Option<Uuid>,
    /// Those that hold now, and did not yet at the time that is told.
    early: Vec<Early>,
}

/// A hat by a mandate that began only after what is told to have been done under it.
#[derive(Debug, Clone)]
pub struct Early {
    pub hat: Hat,
    /// When it began to lend it.
    pub from: Instant,
    /// When it was done, as it is told.
    pub told: Instant,
}

impl Hats {
    pub fn of(person: Option<Uuid>, worn: Vec<Hat>, early: Vec<Early>) -> Self {
        Self { worn, person, acting_for: None, early }
    }

    /// The same, with those of this officer alone in question.
    pub fn acting_for(&self, officer: Uuid) -> Self {
        Self { acting_for: Some(officer), ..self.clone() }
    }

    fn is_in_question(&self, hat: &Hat) -> bool {
        self.acting_for.is_none_or(|officer| hat.officer == Some(officer))
    }

    /// Those an act may be done under.
    pub fn in_question(&self) -> impl Iterator<Item = &Hat> {
        self.worn.iter().filter(|hat| self.is_in_question(hat))
    }

    /// Those it might have been done under, had it been done later.
    pub fn early(&self) -> impl Iterator<Item = &Early> {
        self.early.iter().filter(|early| self.is_in_question(&early.hat))
    }

    /// Whether what is given to this subdivision head is given to oneself: to one's own post, or to one that one stands in for.
    pub fn is_oneself(&self, officer: Uuid) -> bool {
        let stands_in = |hat: &Hat| hat.role == Role::SubdivisionHead && hat.officer == Some(officer);
        self.person == Some(officer) || self.worn.iter().any(stands_in)
    }
}

impl Deref for Hats {
    type Target = [Hat];

    fn deref(&self) -> &[Hat] {
        &self.worn
    }
}
