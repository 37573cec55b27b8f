//! What going far into a list costs: ten pages about page 2,000 against the first ten, of every list that can grow so long.

use crate::arguments::Arguments;
use crate::cases::{Caller, DEEP_CASE, Thing};
use crate::driver::{Until, once};
use crate::growth::{Growth, Side, turns};
use crate::stage::Office;
use crate::work::get;
use serde_json::Value;
use std::error::Error;
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

const DEEP: usize = 2_000;
/// Pages that are timed, at each end.
const PAGES: usize = 10;
/// The largest page there is, for the way.
const STRIDE: usize = 200;

struct List {
    name: &'static str,
    path: String,
    caller: Caller,
    /// Pages are so long that the list has 2,000 of them.
    limit: usize,
}

fn lists() -> Vec<List> {
    let case = format!("/v1/assignments/{}", Thing::Assignment.id(DEEP_CASE));
    let list = |name, path: String, caller: Caller| List { name, path, caller, limit: 4 };
    let (division_head, archivist) = (Caller::division_head, Caller::archivist);
    vec![
        list("agenda", "/v1/agenda-items?".to_owned(), division_head()),
        list("assignments, division head", "/v1/assignments?".to_owned(), division_head()),
        list("assignments, subdivision head", "/v1/assignments?".to_owned(), Caller::subhead(0)),
        list("assignments by state, subdivision head", "/v1/assignments?state=CLOSED&".to_owned(), Caller::subhead(0)),
        list("dispositions, division head", "/v1/dispositions?".to_owned(), division_head()),
        list("dispositions, incoming", "/v1/dispositions?".to_owned(), archivist()),
        list("artifacts of a case", format!("{case}/artifacts?"), archivist()),
        list("artifacts of a case by time", format!("{case}/artifacts?sort=takenAt&"), archivist()),
        list("artifacts of a case by rank", format!("{case}/artifacts?sort=rank&"), archivist()),
        list("journal", "/v1/journal?".to_owned(), Caller::auditor()),
        list("journal of a case", format!("{case}/journal?"), Caller::archive_head()),
        list("reports", "/v1/reports?".to_owned(), division_head()),
        List { limit: 1, ..list("officers", "/v1/officers?".to_owned(), division_head()) },
        // A row a case: of the archivist's thousand orders of one case it is one.
        List { limit: 1, ..list("inbox", "/v1/inbox?".to_owned(), Caller::subhead(0)) },
    ]
}

pub fn measure(runtime: &Runtime, offices: &[Office], arguments: &Arguments) -> Outcome<Vec<Growth>> {
    let mut growth = Vec::new();
    // Few requests in many turns: what else the machine does then falls on both.
    let until = Until::Count(2 * PAGES * usize::try_from(arguments.seconds)?);
    for office in offices {
        for list in lists() {
            eprintln!("pages: {} …", list.name);
            let first = runtime.block_on(list.pages(office, None))?;
            let (deep, cursor) = runtime.block_on(list.walk(office))?;
            let later = runtime.block_on(list.pages(office, Some(cursor)))?;
            let sides = [first, later].map(|pages| Side {
                office,
                status: 200,
                ask: Box::new(move |_, turn, to: &mut Vec<u8>| to.extend_from_slice(pages[turn % PAGES].as_bytes())),
            });
            let few = if deep < DEEP { ", for it has no more" } else { "" };
            let name = format!("{} at {}: page 1 and {deep}{few}", list.name, office.size);
            growth.push(turns(name, 5 * arguments.rounds, until, &sides)?);
        }
    }
    Ok(growth)
}

impl List {
    fn request(&self, limit: usize, cursor: Option<&str>) -> String {
        let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        get(&format!("{}limit={limit}{cursor}", self.path), &self.caller)
    }

    /// The number of things on a page, and the cursor of the next.
    async fn page(&self, office: &Office, limit: usize, cursor: Option<&str>) -> Outcome<(usize, Option<String>)> {
        let request = self.request(limit, cursor);
        let (status, answer) = once(office.service.address, request.as_bytes()).await?;
        if status != 200 {
            return Err(format!("{status} to {}\n{answer}", self.path).into());
        }
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").ok_or("no body")?.1)?;
        let items = body["items"].as_array().ok_or("a page without items")?;
        Ok((items.len(), body["nextCursor"].as_str().map(str::to_owned)))
    }

    /// So many pages from there, as requests.
    async fn pages(&self, office: &Office, mut cursor: Option<String>) -> Outcome<Vec<String>> {
        let mut pages = Vec::new();
        for _ in 0..PAGES {
            pages.push(self.request(self.limit, cursor.as_deref()));
            cursor = self.page(office, self.limit, cursor.as_deref()).await?.1;
            if cursor.is_none() && pages.len() < PAGES {
                return Err(format!("{} is shorter than {PAGES} pages", self.name).into());
            }
        }
        Ok(pages)
    }

    /// The last page to be timed, 2,000 or the last full one, and the cursor of the first of those up to it.
    async fn walk(&self, office: &Office) -> Outcome<(usize, String)> {
        let (there, _) = self.go(office, DEEP * self.limit).await?;
        let deep = DEEP.min(there / self.limit);
        let skipped = deep.saturating_sub(PAGES) * self.limit;
        let cursor = self.go(office, skipped).await?.1;
        Ok((deep, cursor.ok_or_else(|| format!("{} is too short", self.name))?))
    }

    /// Walks over so many things, or to the end: how many they were, and the cursor after them.
    async fn go(&self, office: &Office, wanted: usize) -> Outcome<(usize, Option<String>)> {
        let (mut gone, mut cursor) = (0, None);
        while gone < wanted {
            let (found, next) = self.page(office, STRIDE.min(wanted - gone), cursor.as_deref()).await?;
            gone += found;
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        Ok((gone, cursor))
    }
}
