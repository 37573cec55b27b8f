//! Reading: one case, and lists of 20, by those who see only their own.

use crate::cases::{Caller, FIRST, Thing, own_assignment};
use crate::queries::{hear, script};
use crate::stage::Office;
use crate::work::{Work, get, scattered};
use std::error::Error;

/// A request whose SQL is looked at.
pub struct Read {
    pub name: &'static str,
    pub request: fn() -> String,
    /// Of pgbench's pace; None: only its plan is of interest.
    pub goal: Option<f64>,
}

const LIST: &str = "/v1/assignments?limit=20";

pub const READS: &[Read] = &[
    Read { name: "read one assignment", request: || get(&address(0), &Caller::subhead(0)), goal: Some(0.70) },
    Read { name: "list 20, subdivision head", request: || get(LIST, &Caller::subhead(0)), goal: Some(0.65) },
    Read { name: "list 20 by state, subdivision head", request: || get(&by_state(), &Caller::subhead(0)), goal: Some(0.65) },
    Read { name: "list 20, staff", request: || get(LIST, &Caller::staff(0)), goal: Some(0.65) },
    Read { name: "list 20 by state, staff", request: || get(&by_state(), &Caller::staff(0)), goal: Some(0.65) },
    Read { name: "(plan) list 20, division head", request: || get(LIST, &Caller::division_head()), goal: None },
    Read { name: "(plan) list 20 by state, division head", request: || get(&by_state(), &Caller::division_head()), goal: None },
    Read {
        name: "(plan) incoming dispositions, staff",
        request: || get("/v1/dispositions?limit=20", &Caller::staff(0)),
        goal: None,
    },
    Read {
        name: "(plan) waiting dispositions, staff",
        request: || get("/v1/dispositions?limit=20&recipientState=DELIVERED&recipientState=READ", &Caller::staff(0)),
        goal: None,
    },
    Read {
        name: "(plan) outgoing dispositions",
        request: || get("/v1/dispositions?limit=20&box=OUTGOING", &Caller::subhead(0)),
        goal: None,
    },
    Read {
        name: "(plan) all dispositions, staff",
        request: || get("/v1/dispositions?limit=20&box=ALL", &Caller::staff(0)),
        goal: None,
    },
    Read {
        name: "(plan) journal of a case",
        request: || get(&format!("{}/journal?limit=20", address(0)), &Caller::subhead(0)),
        goal: None,
    },
];

fn address(number: u64) -> String {
    format!("/v1/assignments/{}", Thing::Assignment.id(number))
}

fn by_state() -> String {
    format!("{LIST}&state=DISPATCHED")
}

pub async fn works(office: &Office) -> Result<Vec<Work>, Box<dyn Error>> {
    let mut works = Vec::new();
    for Read { name, request, goal } in READS {
        let Some(goal) = *goal else { continue };
        let request = request();
        let sample = Thing::Assignment.id(0);
        let own = office.size / crate::cases::SUBHEADS;
        let set = format!("\\set id {FIRST} + {} * random(0, {})", crate::cases::SUBHEADS, own - 1);
        let heard = hear(office, request.as_bytes()).await?;
        let yardstick = script(if request.contains(&sample) { &set } else { "" }, &heard, &sample, &Thing::Assignment.sql("id"));
        let at = request.find(&sample);
        let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
            to.extend_from_slice(request.as_bytes());
            if let Some(at) = at {
                let id = Thing::Assignment.id(own_assignment(0, scattered(client, turn, own)));
                to[at..at + id.len()].copy_from_slice(id.as_bytes());
            }
        };
        works.push(Work { name: (*name).to_owned(), goal, ask: Box::new(ask), yardstick, until: None, reset: None });
    }
    Ok(works)
}
