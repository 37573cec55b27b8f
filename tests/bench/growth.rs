//! What more cases cost: the median of one client, at every size in turns, and deep pages against the first.

use crate::arguments::Arguments;
use crate::cases::{Caller, SUBHEADS, Thing, own_assignment};
use crate::driver::{Until, drive, once};
use crate::stage::Office;
use crate::work::{self, Work, get};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::time::Duration;
use tokio::runtime::Runtime;

const GOAL: f64 = 1.2;
/// Of 20 each.
const DEEP: u64 = 2_000;

/// The medians of the same work on little and on much.
pub struct Growth {
    pub name: String,
    little: u32,
    much: u32,
}

pub fn measure(runtime: &Runtime, offices: &[Office], arguments: &Arguments) -> Result<Vec<Growth>, Box<dyn Error>> {
    let mut growth = Vec::new();
    if let [small, .., large] = offices {
        let works = [runtime.block_on(work::all(small))?, runtime.block_on(work::all(large))?];
        // Orders are used up; reading and step 1 are not.
        for (little, much) in works[0].iter().zip(&works[1]).filter(|(work, _)| work.until.is_none()) {
            eprintln!("growth: {} …", little.name);
            let (little, much, name) = (side(small, little), side(large, much), little.name.clone());
            growth.push(turns(format!("{name}: {} and {}", small.size, large.size), arguments, little, much)?);
        }
    }
    for office in offices {
        let deep = DEEP.min(office.size / SUBHEADS / 20 - 1);
        eprintln!("growth: page {deep} …");
        let first = page(None);
        let cursor = runtime.block_on(cursor(office, deep))?;
        let later = page(Some(&cursor));
        let side = |request: String| Side { office, ask: Box::new(move |_, _, to| to.extend_from_slice(request.as_bytes())) };
        let name = format!("list 20, subdivision head at {}: page 1 and {deep}", office.size);
        growth.push(turns(name, arguments, side(first), side(later))?);
    }
    Ok(growth)
}

/// Writes the request that a client sends next.
type Ask<'a> = Box<dyn Fn(usize, usize, &mut Vec<u8>) + 'a>;

struct Side<'a> {
    office: &'a Office,
    ask: Ask<'a>,
}

fn side<'a>(office: &'a Office, work: &'a Work) -> Side<'a> {
    Side { office, ask: Box::new(&work.ask) }
}

fn turns(name: String, arguments: &Arguments, little: Side<'_>, much: Side<'_>) -> Result<Growth, Box<dyn Error>> {
    let mut growth = Growth { name, little: u32::MAX, much: u32::MAX };
    let until = Until::Time(Duration::from_secs(arguments.seconds.div_ceil(2)));
    for _ in 0..=arguments.rounds {
        for (side, best) in [(&little, &mut growth.little), (&much, &mut growth.much)] {
            let round = drive(side.office.service.address, 1, until, &side.ask)?;
            if let Some((status, (_, answer))) = round.errors.first_key_value() {
                return Err(format!("{status} while measuring growth\n{answer}").into());
            }
            *best = (*best).min(round.percentile(0.5));
        }
    }
    Ok(growth)
}

fn page(cursor: Option<&str>) -> String {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    get(&format!("/v1/assignments?limit=20{cursor}"), &Caller::subhead(0))
}

/// The cursor of that page: the first page's own, moved on.
async fn cursor(office: &Office, page_number: u64) -> Result<String, Box<dyn Error>> {
    let (_, answer) = once(office.service.address, page(None).as_bytes()).await?;
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").ok_or("no body")?.1)?;
    let sealed = body["nextCursor"].as_str().ok_or("no next page")?;
    let mut cursor: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(sealed)?)?;
    let own = office.size / SUBHEADS;
    cursor["key"] = json!(Thing::Assignment.id(own_assignment(0, own - 20 * (page_number - 1))));
    Ok(BASE64_URL_SAFE_NO_PAD.encode(cursor.to_string()))
}

impl Growth {
    fn ratio(&self) -> f64 {
        f64::from(self.much) / f64::from(self.little)
    }

    pub fn json(&self) -> Value {
        json!({ "work": self.name, "goal": GOAL, "ratio": self.ratio(), "littleMicros": self.little, "muchMicros": self.much })
    }
}

impl Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.ratio() <= GOAL { "≤" } else { ">" };
        write!(f, "growth  {:<75} {:>5.2} {sign} {GOAL:.2}   p50 {} and {} µs", self.name, self.ratio(), self.little, self.much)
    }
}
