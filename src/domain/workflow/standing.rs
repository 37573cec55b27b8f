//! Who somebody is to the thing at hand: the column *who* of the table.

use super::super::assignment::State;
use super::super::disposition::{RecipientKind, RecipientState};
use super::super::report::ReportState;
use super::super::role::Role;
use super::Hat;
use uuid::Uuid;

/// What the table must know of a case and of the thing the act is asked of.
#[derive(Debug, Clone)]
pub struct Facts {
    pub state: State,
    pub assignee: Uuid,
    /// The unit whose case it is: of the post that assigned it. None before there is a case.
    pub unit: Option<String>,
    /// ACTION recipients of step 2 who were not taken off it: whole, or narrowed to the caller's hats.
    pub crew: Vec<Uuid>,
    /// Whether the event was called off.
    pub event_cancelled: bool,
    /// Those who have yet to take note of a change of the event.
    pub told: Vec<Uuid>,
    /// The disposition at hand.
    pub order: Option<Order>,
    /// Whether the caller's own part of the disposition at hand is completed.
    pub completed: bool,
    /// Who sent the artifact at hand.
    pub sender: Option<Uuid>,
    pub selected: bool,
    /// The artifact at hand is kept from the public.
    pub taken_down: bool,
    /// The artifact at hand is text, not a file.
    pub draft: bool,
    /// The artifact at hand is a picture that copies can be made of.
    pub depicted: bool,
    /// The artifact at hand has a poster.
    pub poster: bool,
    /// The state of the report at hand.
    pub report: Option<ReportState>,
    /// Who wrote the report at hand or submitted it, in person.
    pub writers: Vec<Uuid>,
    /// The case is not ORDINARY.
    pub guarded: bool,
    /// The publication at hand is withdrawn, or the exemption at hand holds no longer.
    pub over: bool,
}

#[derive(Debug, Clone)]
pub struct Order {
    /// Step 2's: it orders staff. Step 1's orders the subdivision head, and is done with the report.
    pub to_crew: bool,
    pub recipients: Vec<Recipient>,
}

#[derive(Debug, Clone, Copy)]
pub struct Recipient {
    pub officer: Uuid,
    pub kind: RecipientKind,
    pub state: RecipientState,
}

impl Facts {
    /// Of an assignment itself; what belongs to it adds its own.
    pub fn of(state: State, assignee: Uuid, unit: Option<String>, crew: Vec<Uuid>) -> Self {
        Self {
            state,
            assignee,
            unit,
            crew,
            event_cancelled: false,
            told: Vec::new(),
            order: None,
            completed: false,
            sender: None,
            selected: false,
            taken_down: false,
            draft: false,
            depicted: false,
            poster: false,
            report: None,
            writers: Vec::new(),
            guarded: false,
            over: false,
        }
    }
}

impl Facts {
    /// The same with a disposition at hand.
    pub fn with_order(self, order: Order) -> Self {
        Self { order: Some(order), ..self }
    }
}

impl Order {
    pub fn has_unread(&self) -> bool {
        self.recipients.iter().any(|recipient| recipient.state == RecipientState::Delivered)
    }

    /// Those the order still holds for.
    fn standing(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().filter(|recipient| recipient.state.stands())
    }

    /// Whether somebody of the crew still has something to do.
    pub fn has_outstanding(&self) -> bool {
        self.recipients.iter().any(|to| to.kind == RecipientKind::Action && to.state.is_outstanding())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The head of the division whose case it is; before there is a case, any.
    DivisionHead,
    /// The subdivision head the assignment was given to.
    Assignee,
    /// Staff with an ACTION duty: of the disposition at hand, else of any on the assignment.
    Crew,
    /// Anybody the disposition at hand is addressed to.
    Recipient,
    /// Anybody the case was given to and whom a change of its event concerns.
    Told,
    /// Whoever has the post now that issued the disposition at hand: people come and go.
    Issuer,
    /// Whoever sent the artifact at hand.
    Sender,
}

impl Who {
    /// The roles under which one can be this.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::DivisionHead => &[Role::DivisionHead],
            Self::Assignee => &[Role::SubdivisionHead],
            Self::Crew | Self::Sender => &[Role::Staff],
            Self::Recipient | Self::Told => &[Role::DivisionHead, Role::SubdivisionHead, Role::Staff],
            Self::Issuer => &[Role::DivisionHead, Role::SubdivisionHead],
        }
    }

    /// Is this hat that person?
    pub fn is(self, hat: &Hat, facts: &Facts) -> bool {
        let Some(officer) = hat.officer.filter(|_| self.roles().contains(&hat.role)) else {
            return false;
        };
        let order = facts.order.as_ref();
        match self {
            Self::DivisionHead => facts.unit.as_ref().is_none_or(|unit| hat.post.as_ref().is_some_and(|post| post.unit == *unit)),
            Self::Assignee => officer == facts.assignee,
            Self::Crew => order.map_or_else(
                || facts.crew.contains(&officer),
                |order| order.to_crew && order.standing().any(|to| to.officer == officer && to.kind == RecipientKind::Action),
            ),
            Self::Recipient => order.is_some_and(|order| order.standing().any(|to| to.officer == officer)),
            Self::Told => facts.told.contains(&officer),
            Self::Issuer => order.is_some_and(|order| {
                let post = if order.to_crew { Self::Assignee } else { Self::DivisionHead };
                post.is(hat, facts)
            }),
            // A sender who was taken off the crew has nothing more to change.
            Self::Sender => facts.sender == Some(officer) && facts.crew.contains(&officer),
        }
    }
}
