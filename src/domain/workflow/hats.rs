//! The hats of one person: each a role of theirs, or one of a post that they stand in for by mandate.

use super::super::officer::MandateKind;
use super::super::role::Role;
use super::super::text::Line;
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
}

impl Hats {
    pub fn of(person: Option<Uuid>, worn: Vec<Hat>) -> Self {
        Self { worn, person }
    }

    /// Those that are in question for an act.
    pub fn only(&self, keep: impl Fn(&Hat) -> bool) -> Self {
        Self { worn: self.worn.iter().filter(|hat| keep(hat)).cloned().collect(), ..*self }
    }
}

impl Deref for Hats {
    type Target = [Hat];

    fn deref(&self) -> &[Hat] {
        &self.worn
    }
}
