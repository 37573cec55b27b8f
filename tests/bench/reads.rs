//! Reading: one case, lists of 20 by those who see only their own, the inbox, the page of a case and its journal.

mod unchanged;

use crate::arguments::Arguments;
use crate::cases::{Caller, DEEP_CASE, FIRST, FIRST_TO_SELECT, SUBHEADS, TO_SELECT, Thing, own_assignment, subhead};
use crate::constant;
use crate::pgbench::Script;
use crate::queries::{hear, script};
use crate::stage::Office;
use crate::work::{CONSTANT, Goals, Work, get, scattered};
use chrono::TimeDelta;
use pubdok::office::app::Clock;
use std::error::Error;

/// A request, and the least that the same could cost: one row by its key, or twenty rows of one table by an index.
struct Read {
    name: &'static str,
    request: fn() -> String,
    /// Which case is in the request; the yardstick draws one of as many.
    of: Option<Cases>,
    plain: &'static str,
    goals: Goals,
}

#[derive(Debug, Clone, Copy)]
pub enum Cases {
    /// The first subdivision head's own.
    Own,
    /// Those at the first desk with ten artifacts and a dozen entries in the journal.
    Desk,
    /// The one with thousands of artifacts.
    Deep,
}

pub const LIST: &str = "/v1/assignments?limit=20";

const ONE_ROW: &str = "SELECT * FROM assignments WHERE id = {id};";
const TWENTY_ROWS: &str = "SELECT * FROM assignments WHERE assignee_id = {officer} ORDER BY id DESC LIMIT 20;";
const TWENTY_BY_STATE: &str = "SELECT * FROM assignments WHERE state = 'DISPATCHED' ORDER BY id DESC LIMIT 20;";
const TWO_HUNDRED_ARTIFACTS: &str = "SELECT * FROM artifacts WHERE assignment_id = {id} ORDER BY id LIMIT 200;";
const TWENTY_ENTRIES: &str = "SELECT * FROM journal WHERE stream = {id} ORDER BY seq DESC LIMIT 20;";

/// As many cases as an office has in a month begin on one day here, a minute apart.
const A_MONTH: &str = "SELECT a.* FROM agenda_items i JOIN assignments a ON a.agenda_item_id = i.id
    WHERE i.starts_at >= current_date - 2 AND i.starts_at < current_date - 1;";

const SHOWN: Goals = Goals { tail: Some(4.0), ..Goals::NONE };
const LISTED: Goals = Goals { own: Some(0.65), plain: Some(0.40), ..SHOWN };
const COMPOSED: Goals = Goals { own: Some(0.50), ..SHOWN };

const READS: &[Read] = &[
    Read {
        name: "read one assignment",
        request: || get(&address(Cases::Own), &Caller::subhead(0)),
        of: Some(Cases::Own),
        plain: ONE_ROW,
        goals: Goals { own: Some(0.70), plain: Some(0.45), constant: Some(2.0), ..SHOWN },
    },
    Read {
        name: "HEAD of one assignment",
        request: || get(&address(Cases::Own), &Caller::subhead(0)).replacen("GET", "HEAD", 1),
        of: Some(Cases::Own),
        plain: ONE_ROW,
        goals: SHOWN,
    },
    Read {
        name: "list 20, subdivision head",
        request: || get(LIST, &Caller::subhead(0)),
        of: None,
        plain: TWENTY_ROWS,
        goals: LISTED,
    },
    Read {
        name: "list 20 by state, subdivision head",
        request: || get(&by_state(), &Caller::subhead(0)),
        of: None,
        plain: TWENTY_BY_STATE,
        goals: LISTED,
    },
    Read { name: "list 20, staff", request: || get(LIST, &Caller::staff(0)), of: None, plain: TWENTY_ROWS, goals: LISTED },
    Read {
        name: "list 20 by state, staff",
        request: || get(&by_state(), &Caller::staff(0)),
        of: None,
        plain: TWENTY_BY_STATE,
        goals: LISTED,
    },
    Read {
        name: "search (all kinds)",
        request: || get("/v1/search?q=panen+4123", &Caller::division_head()),
        of: None,
        plain: TWENTY_BY_STATE,
        goals: SHOWN,
    },
    // Those of a desk: as much waits for them however many cases are closed, so that growth is that of the past alone.
    Read {
        name: "inbox, subdivision head",
        request: || get("/v1/inbox?limit=20", &Caller::desk_head(0)),
        of: None,
        plain: TWENTY_ROWS,
        goals: COMPOSED,
    },
    Read {
        name: "inbox, staff",
        request: || get("/v1/inbox?limit=20", &Caller::desk_staff(0)),
        of: None,
        plain: TWENTY_ROWS,
        goals: COMPOSED,
    },
    Read {
        name: "case page (dispositions, artifacts)",
        request: || get(&format!("{}?expand=dispositions,artifacts", address(Cases::Desk)), &Caller::desk_head(0)),
        of: Some(Cases::Desk),
        plain: ONE_ROW,
        goals: COMPOSED,
    },
    Read {
        name: "case page (all, with timeline)",
        request: || {
            let all = "dispositions,artifacts,reports,timeline";
            get(&format!("{}?expand={all}", address(Cases::Desk)), &Caller::desk_head(0))
        },
        of: Some(Cases::Desk),
        plain: ONE_ROW,
        goals: COMPOSED,
    },
    Read {
        name: "timeline of a case",
        request: || get(&format!("{}/timeline?limit=20", address(Cases::Desk)), &Caller::desk_head(0)),
        of: Some(Cases::Desk),
        plain: TWENTY_ENTRIES,
        goals: COMPOSED,
    },
    Read {
        name: "journal of a case",
        request: || get(&format!("{}/journal?limit=20", address(Cases::Desk)), &Caller::desk_head(0)),
        of: Some(Cases::Desk),
        plain: TWENTY_ENTRIES,
        goals: COMPOSED,
    },
    Read {
        name: "upload screen (limits, room, uploads)",
        request: || get("/v1/me/storage", &Caller::desk_staff(0)),
        of: None,
        plain: TWENTY_ROWS,
        goals: SHOWN,
    },
    Read {
        name: "sorting (200 by time)",
        request: || get(&format!("{}/artifacts?limit=200&sort=takenAt", address(Cases::Deep)), &Caller::archive_head()),
        of: Some(Cases::Deep),
        plain: TWO_HUNDRED_ARTIFACTS,
        goals: SHOWN,
    },
    Read {
        name: "month of the office (1,440 cases)",
        request: || get(&month(), &Caller::division_head()),
        of: None,
        plain: A_MONTH,
        goals: SHOWN,
    },
];

/// What is asked, by its name.
pub fn requests() -> Vec<(&'static str, String)> {
    READS.iter().map(|read| (read.name, (read.request)())).collect()
}

impl Cases {
    fn number(self, index: u64) -> u64 {
        match self {
            Self::Own => own_assignment(0, index),
            Self::Desk => FIRST_TO_SELECT + index,
            Self::Deep => DEEP_CASE,
        }
    }

    fn count(self, office: &Office) -> u64 {
        match self {
            Self::Own => office.size / SUBHEADS,
            Self::Desk => TO_SELECT,
            Self::Deep => 1,
        }
    }

    /// Draws one in pgbench.
    fn set(self, office: &Office) -> String {
        let step = self.number(1) - self.number(0);
        format!("\\set id {} + {step} * random(0, {})\n", FIRST + self.number(0), self.count(office) - 1)
    }
}

pub fn address(cases: Cases) -> String {
    format!("/v1/assignments/{}", Thing::Assignment.id(cases.number(0)))
}

pub fn month() -> String {
    let day = (Clock::default().now() - TimeDelta::days(2)).date_naive();
    format!("/v1/performance?from={day}&to={day}")
}

pub fn by_state() -> String {
    format!("{LIST}&state=DISPATCHED")
}

pub async fn works(office: &Office, arguments: &Arguments) -> Result<Vec<Work>, Box<dyn Error>> {
    let mut works = Vec::new();
    if arguments.wants(CONSTANT) {
        works.push(constant::work(office).await?);
    }
    for read in READS.iter().filter(|read| arguments.wants(read.name)) {
        works.push(work(office, read).await?);
    }
    if arguments.wants(unchanged::NAME) {
        works.push(unchanged::work(office).await?);
    }
    Ok(works)
}

async fn work(office: &Office, read: &Read) -> Result<Work, Box<dyn Error>> {
    let request = (read.request)();
    let (own, statements) = own(office, &request, 200, read.of).await?;
    let sample = read.of.map(|cases| (cases, Thing::Assignment.id(cases.number(0)), cases.count(office)));
    let place = sample.and_then(|(cases, id, count)| Some((cases, request.find(&id)?, count)));
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        to.extend_from_slice(request.as_bytes());
        if let Some((cases, at, count)) = place {
            let id = Thing::Assignment.id(cases.number(scattered(client, turn, count)));
            to[at..at + id.len()].copy_from_slice(id.as_bytes());
        }
    };
    Ok(Work {
        name: read.name.to_owned(),
        goals: read.goals,
        ask: Box::new(ask),
        status: 200,
        own: Some(own),
        statements,
        plain: Some(plain(office, read.plain, read.of)),
        until: None,
        reset: None,
    })
}

/// The statements that the request asks for, and how many they are.
async fn own(office: &Office, request: &str, wanted: u16, of: Option<Cases>) -> Result<(Script, usize), Box<dyn Error>> {
    let heard = hear(office, wanted, |_| request.as_bytes().to_vec()).await?.statements;
    let drawn: Vec<_> = of.iter().map(|cases| (Thing::Assignment.id(cases.number(0)), Thing::Assignment.sql("id"))).collect();
    let set = of.map(|cases| cases.set(office)).unwrap_or_default();
    Ok((script(&set, &heard, &drawn), heard.len()))
}

fn plain(office: &Office, sql: &str, of: Option<Cases>) -> Script {
    let set = of.map(|cases| cases.set(office)).unwrap_or_default();
    let sql = sql.replace("{id}", &Thing::Assignment.sql("id")).replace("{officer}", ":officer");
    let officer = ("officer".to_owned(), Thing::Officer.id(subhead(0)));
    Script { text: format!("{set}{sql}\n"), variables: vec![officer] }
}
