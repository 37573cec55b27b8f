//! The people of the office, each to ask as.

use super::caller::Caller;
use super::office::Office;
use pubdok::domain::role::{Role, Roles};

/// Subject, name, title, role: entered into every office.
pub const PEOPLE: [(&str, &str, &str, Role); 8] = [
    ("kabag", "Ratna Wulandari", "Kepala Bagian Kominfo dan Humas", Role::DivisionHead),
    ("kabag-2", "Hendra Kusuma", "Kepala Bagian Umum", Role::DivisionHead),
    ("kasubag", "Bambang Prasetyo", "Kepala Sub Bagian Humas", Role::SubdivisionHead),
    ("kasubag-2", "Dewi Lestari", "Kepala Sub Bagian Protokol", Role::SubdivisionHead),
    ("staf-1", "Siti Aminah", "Staf Sub Bagian Humas", Role::Staff),
    ("staf-2", "Agus Setiawan", "Staf Sub Bagian Humas", Role::Staff),
    ("staf-3", "Putri Rahayu", "Staf Sub Bagian Humas", Role::Staff),
    ("staf-4", "Joko Susilo", "Staf Sub Bagian Protokol", Role::Staff),
];

impl Office {
    pub fn division_head(&self) -> Caller {
        self.caller("kabag", &[Role::DivisionHead])
    }

    pub fn other_division_head(&self) -> Caller {
        self.caller("kabag-2", &[Role::DivisionHead])
    }

    /// The subdivision head that assignments go to.
    pub fn subdivision_head(&self) -> Caller {
        self.caller("kasubag", &[Role::SubdivisionHead])
    }

    pub fn other_subdivision_head(&self) -> Caller {
        self.caller("kasubag-2", &[Role::SubdivisionHead])
    }

    /// `staff(1)` to `staff(4)`.
    pub fn staff(&self, number: u8) -> Caller {
        self.caller(&format!("staf-{number}"), &[Role::Staff])
    }

    pub fn admin(&self) -> Caller {
        self.caller("admin", &[Role::Admin])
    }

    pub fn auditor(&self) -> Caller {
        self.caller("auditor", &[Role::Auditor])
    }

    pub fn integration(&self) -> Caller {
        self.caller("portal", &[Role::Integration])
    }

    /// Holds a good STAFF token, but the office does not know them.
    pub fn stranger(&self) -> Caller {
        self.caller("orang-asing", &[Role::Staff])
    }

    /// Sends no token.
    pub fn nobody(&self) -> Caller {
        Caller::without_token(self.desk.clone())
    }

    /// Anybody: a token with this subject and these roles.
    pub fn caller(&self, subject: &str, roles: &[Role]) -> Caller {
        Caller::new(self.desk.clone(), subject, roles.iter().copied().collect::<Roles>())
    }

    /// The person of an office who holds this role.
    pub fn holder(&self, role: Role) -> Caller {
        match role {
            Role::DivisionHead => self.division_head(),
            Role::SubdivisionHead => self.subdivision_head(),
            Role::Staff => self.staff(1),
            Role::Admin => self.admin(),
            Role::Auditor => self.auditor(),
            Role::Integration => self.integration(),
        }
    }
}
