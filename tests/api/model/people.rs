//! Who is there, and as what: people leave and come back, are given other roles, and act in vacant posts.

use super::office::{Model, PEOPLE};
use super::random::Random;
use pubdok::domain::officer::MandateKind;
use pubdok::domain::role::Role;
use pubdok::domain::workflow::{Hat, Hats, Lent};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub struct Person {
    pub active: bool,
    pub roles: Vec<Role>,
}

/// What ADMIN changes of the people.
#[derive(Debug, Clone)]
pub enum Change {
    Active(usize, bool),
    Roles(usize, Vec<Role>),
    /// The first acts in the second's vacant post.
    Acting(usize, usize, Role),
}

const ROLES: [Role; 3] = [Role::DivisionHead, Role::SubdivisionHead, Role::Staff];

impl Model {
    /// Their own roles, then the posts they act in.
    pub fn hats(&self, person: usize) -> Hats {
        if !self.people[person].active {
            return Hats::default();
        }
        let own = self.people[person].roles.iter().map(|role| (*role, person, false));
        let acting = self.acting.iter().filter(|(holder, ..)| *holder == person).map(|(_, post, role)| (*role, *post, true));
        let mut hats: Vec<_> = own.chain(acting).collect();
        // As the service has them: own roles in the order of the roles.
        hats.sort_by_key(|(role, _, by_mandate)| (*by_mandate, if *by_mandate { 0 } else { *role as u8 }));
        let lent =
            || Lent { mandate: Uuid::nil(), kind: MandateKind::Acting, decree_number: "800/1".try_into().expect("a number") };
        let hat = |(role, post, by_mandate): (Role, usize, bool)| Hat {
            role,
            officer: Some(self.ids[post]),
            post: None,
            lent: by_mandate.then(|| Arc::new(lent())),
        };
        Hats::of(Some(self.ids[person]), hats.into_iter().map(hat).collect())
    }

    fn is_there(&self, person: usize, role: Role) -> bool {
        self.people[person].active && self.people[person].roles.contains(&role)
    }

    /// Whether somebody does what this officer would do in this role.
    pub fn is_filled(&self, officer: Uuid, role: Role) -> bool {
        let person = self.person(officer);
        let acts = |(holder, post, lent): &(usize, usize, Role)| *post == person && *lent == role && self.people[*holder].active;
        self.is_there(person, role) || self.acting.iter().any(acts)
    }

    pub fn person(&self, officer: Uuid) -> usize {
        self.ids.iter().position(|id| *id == officer).expect("one of the people")
    }

    /// A change after which the office still has a division head, another as subdivision head, and staff besides.
    pub fn change(&self, random: &mut Random) -> Option<Change> {
        let tries = (0..50).map(|_| self.any_change(random)).collect::<Vec<_>>();
        tries.into_iter().flatten().find(|change| {
            let mut after = self.clone();
            after.changed(change);
            after.is_manned()
        })
    }

    fn any_change(&self, random: &mut Random) -> Option<Change> {
        let person = random.below(PEOPLE.len());
        let acts_as = |role: Role| self.acting.iter().any(|(holder, _, lent)| *holder == person && *lent == role);
        match random.below(4) {
            0 => Some(Change::Active(person, !self.people[person].active)),
            // Oftener away than back, else nobody would ever be missed.
            1 => self.people[person].active.then_some(Change::Active(person, false)),
            2 => {
                let mut roles: Vec<Role> = ROLES.into_iter().filter(|role| random.below(2) == 0 && !acts_as(*role)).collect();
                roles.truncate(2);
                (roles != self.people[person].roles).then_some(Change::Roles(person, roles))
            }
            _ => {
                let (post, role) = (random.below(PEOPLE.len()), ROLES[random.below(2)]);
                let is_vacant =
                    !self.is_there(post, role) && !self.acting.iter().any(|(_, other, lent)| (*other, *lent) == (post, role));
                let may = self.people[person].active && !self.people[person].roles.contains(&role) && !acts_as(role);
                (person != post && is_vacant && may).then_some(Change::Acting(person, post, role))
            }
        }
    }

    fn is_manned(&self) -> bool {
        let those = |role: Role| (0..PEOPLE.len()).filter(move |person| self.is_there(*person, role));
        those(Role::DivisionHead).any(|head| {
            let subheads = those(Role::SubdivisionHead).filter(|subhead| *subhead != head);
            subheads.into_iter().any(|subhead| those(Role::Staff).any(|staff| staff != head && staff != subhead))
        })
    }

    pub fn changed(&mut self, change: &Change) {
        match change {
            Change::Active(person, active) => self.people[*person].active = *active,
            Change::Roles(person, roles) => self.people[*person].roles.clone_from(roles),
            Change::Acting(holder, post, role) => self.acting.push((*holder, *post, *role)),
        }
    }
}
