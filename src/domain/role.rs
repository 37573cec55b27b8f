//! The six roles a caller may hold, and the small set that carries them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::label::{Label, labels};

labels! {
    /// What a caller may be. Titles such as "Kabag" are data; these are the names that rules speak of.
    Role {
        DivisionHead = "DIVISION_HEAD",
        SubdivisionHead = "SUBDIVISION_HEAD",
        Staff = "STAFF",
        Admin = "ADMIN",
        Auditor = "AUDITOR",
        Integration = "INTEGRATION",
    }
}

labels! {
    /// What a client of our own tokens may be: what ADMIN may give a machine.
    ClientRole {
        Auditor = "AUDITOR",
        Integration = "INTEGRATION",
    }
}

impl From<ClientRole> for Role {
    fn from(role: ClientRole) -> Self {
        match role {
            ClientRole::Auditor => Role::Auditor,
            ClientRole::Integration => Role::Integration,
        }
    }
}

/// Exact: `Admin`, ` ADMIN` and full-width letters are strangers, because a role name that almost fits must not grant anything.
impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        Role::from_label(name).ok_or(UnknownRole)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a role; the roles are DIVISION_HEAD, SUBDIVISION_HEAD, STAFF, ADMIN, AUDITOR, INTEGRATION")]
pub struct UnknownRole;

/// A set of roles, kept as bits so that it is copied like a number.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Roles(u8);

impl Roles {
    pub const NONE: Roles = Roles(0);

    pub const fn of(role: Role) -> Self {
        Roles(1 << role as u8)
    }

    pub const fn insert(&mut self, role: Role) {
        self.0 |= Roles::of(role).0;
    }

    pub const fn contains(self, role: Role) -> bool {
        self.intersects(Roles::of(role))
    }

    pub const fn intersects(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }

    /// Those in either.
    pub const fn or(self, other: Roles) -> Self {
        Roles(self.0 | other.0)
    }

    /// Those in both.
    pub const fn and(self, other: Roles) -> Self {
        Roles(self.0 & other.0)
    }

    /// Those that are not in the other.
    pub const fn without(self, other: Roles) -> Self {
        Roles(self.0 & !other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles held, always in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        let mut set = Roles::NONE;
        for role in roles {
            set.insert(role);
        }
        set
    }
}

/// By name, with spaces between them: an OAuth scope.
impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Label::label).collect();
        f.write_str(&names.join(" "))
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Roles {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_and_nothing_else_does() {
        for role in Role::ALL.iter().copied() {
            assert_eq!(role.label().parse(), Ok(role));
            assert_eq!(role.label().to_lowercase().parse::<Role>(), Err(UnknownRole));
        }
        for stranger in ["", "Admin", " ADMIN", "ADMIN ", "ＡＤＭＩＮ", "DIVISION-HEAD", "ADMIN STAFF"] {
            assert_eq!(stranger.parse::<Role>(), Err(UnknownRole), "{stranger:?}");
        }
    }

    #[test]
    fn the_set_holds_what_was_put_in() {
        let mut roles = Roles::NONE;
        assert!(roles.is_empty());
        for (held, role) in Role::ALL.iter().copied().enumerate() {
            assert!(!roles.contains(role));
            roles.insert(role);
            roles.insert(role);
            assert!(roles.contains(role));
            assert_eq!(roles.iter().count(), held + 1);
        }
        assert_eq!(Role::ALL.iter().copied().collect::<Roles>(), roles);
    }

    #[test]
    fn sets_intersect_only_in_a_common_role() {
        let heads: Roles = [Role::DivisionHead, Role::SubdivisionHead].into_iter().collect();
        assert!(heads.intersects(Roles::of(Role::DivisionHead)));
        assert!(!heads.intersects(Roles::of(Role::Staff)));
        assert!(!heads.intersects(Roles::NONE));
    }

    #[test]
    fn what_is_in_both_and_what_is_in_one_make_the_whole() {
        let heads: Roles = [Role::DivisionHead, Role::SubdivisionHead].into_iter().collect();
        let mine: Roles = [Role::SubdivisionHead, Role::Staff].into_iter().collect();
        assert_eq!((heads.and(mine), heads.without(mine)), (Roles::of(Role::SubdivisionHead), Roles::of(Role::DivisionHead)));
        assert_eq!((heads.and(Roles::NONE), heads.without(Roles::NONE)), (Roles::NONE, heads));
    }

    #[test]
    fn roles_are_told_by_name() {
        let roles: Roles = [Role::Auditor, Role::DivisionHead].into_iter().collect();
        let told = serde_json::to_string(&roles).expect("a set of names is JSON");
        assert_eq!(told, r#"["DIVISION_HEAD","AUDITOR"]"#);
        assert_eq!(format!("{roles:?}"), "{DivisionHead, Auditor}");
    }
}
