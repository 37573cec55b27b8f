//! What the public reads, of a hundred thousand articles: as quick as an answer that is known, and found by its words.

use crate::arguments::Arguments;
use crate::cases::Caller;
use crate::desk::Desk;
use crate::driver::{Until, drive, once};
use crate::files::open_case;
use crate::goals::Goal;
use crate::pictures;
use crate::service;
use crate::stage::Office;
use crate::table::Report;
use crate::work::{self, Goals, Work, get, scattered};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::time::Duration;
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ARTICLES: u64 = 100_000;
const READY: Goals = Goals { pace: Some(0.7), ..Goals::NONE };
const UNCHANGED: Goals = Goals { pace: Some(0.9), ..READY };
const SEARCH_MILLIS: f64 = 20.0;

/// Measured beside what is held against it.
pub const CONSTANT: &str = "constant answer, beside the public's";

const LIST: &str = "/v1/public/publications";

/// What is looked for; `{}` is another number each time, for an answer that was given is given again from memory.
const SEARCHES: &[(&str, &str)] = &[
    ("one article by its number", "q=panen+{}"),
    ("words of every article", "q=panen+raya&publishedAtTo=2030-01-01T00:00:00.{}Z"),
    ("a common word and a seldom one", "q=irigasi+desa-{}"),
];

/// Makes them, the last with a picture, whose digest this is.
async fn publish(office: &Office) -> Outcome<String> {
    let sql = office.sql().await?;
    sql.batch_execute(&include_str!("public.sql").replace("{count}", &ARTICLES.to_string())).await?;
    let desk =
        Desk { address: office.service.address, case: open_case(office, 0).await?, token: service::token(&Caller::subhead(0)) };
    let picture = pictures::small()?;
    let sent = desk.send("PHOTO", "image/jpeg", picture.len() as u64, &mut picture.as_slice())?;
    let shown =
        "INSERT INTO publication_media (publication_id, number, position, artifact_id, sha256, media_type, alt_text, credit)
        SELECT p.id, 1, 1, v.artifact_id, v.sha256, v.media_type, 'Panen', 'Humas'
        FROM content_versions v, (SELECT id FROM publications ORDER BY publish_at DESC LIMIT 1) p WHERE v.artifact_id::text = $1
        RETURNING encode(sha256, 'hex')";
    let digest = sql.query_one(shown, &[&sent]).await?.get(0);
    sql.batch_execute("VACUUM (ANALYZE)").await?;
    sql.batch_execute("CHECKPOINT").await?;
    Ok(digest)
}

pub async fn works(office: &Office) -> Outcome<Vec<Work>> {
    eprintln!("publishing {ARTICLES} articles …");
    let media = format!("/v1/public/media/{}", publish(office).await?);
    let mut works = vec![work(CONSTANT, get("/v1/me", &Caller::portal()), 200, Goals::NONE)];
    let (thumbnail, web) = (format!("{media}?size=thumbnail"), format!("{media}?size=web"));
    for (name, path, goals) in [
        ("public list", LIST, READY),
        ("public article", "/v1/public/publications/panen-raya-99999", READY),
        ("JSON Feed", "/v1/public/feed.json", READY),
        ("RSS", "/v1/public/feed.rss", READY),
        ("medium, thumbnail", &*thumbnail, READY),
        ("medium, for the web", &*web, Goals::NONE),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: office\r\nAccept-Encoding: gzip\r\n\r\n");
        let (status, answer) = once(office.service.address, request.as_bytes()).await?;
        let tag = answer.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("etag")));
        let (_, tag) = tag.ok_or_else(|| format!("{status} to {path}, without an ETag"))?;
        let known = request.replacen("\r\n\r\n", &format!("\r\nIf-None-Match: {tag}\r\n\r\n"), 1);
        works.push(work(name, request, 200, goals));
        works.push(work(&format!("{name}, unchanged (304)"), known, 304, UNCHANGED));
    }
    Ok(works)
}

fn work(name: &str, request: String, status: u16, goals: Goals) -> Work {
    Work {
        name: name.to_owned(),
        goals,
        ask: Box::new(move |_, _, to| to.extend_from_slice(request.as_bytes())),
        status,
        own: None,
        statements: 0,
        plain: None,
        until: None,
        reset: None,
    }
}

/// How long one client waited for what was never asked before.
pub struct Search {
    name: &'static str,
    p50: f64,
    p99: f64,
}

pub fn searches(office: &Office, seconds: u64) -> Outcome<Vec<Search>> {
    let search = |(name, query): &(&'static str, &str)| {
        let ask = |_: usize, turn: usize, to: &mut Vec<u8>| {
            let path = format!("{LIST}?{}", query.replace("{}", &scattered(0, turn, ARTICLES).to_string()));
            to.extend_from_slice(format!("GET {path} HTTP/1.1\r\nHost: office\r\n\r\n").as_bytes());
        };
        let round = drive(office.service.address, 1, Until::Time(Duration::from_secs(seconds)), 200, &ask)?;
        if let Some((status, (_, answer))) = round.errors.first_key_value() {
            return Err(format!("{status} to a search of {name}\n{answer}").into());
        }
        let millis = |share| f64::from(round.percentile(share)) / 1000.0;
        Ok(Search { name, p50: millis(0.5), p99: millis(0.99) })
    };
    SEARCHES.iter().map(search).collect()
}

impl Search {
    pub fn goal(&self) -> Goal {
        Goal::at_most(format!("public search, {}", self.name), "ms at p50", self.p50, SEARCH_MILLIS)
    }

    pub fn json(&self) -> Value {
        json!({ "work": self.name, "p50Millis": self.p50, "p99Millis": self.p99 })
    }
}

impl Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "public search of {ARTICLES}, {:<32} p50 {:.1} ms, p99 {:.1} ms", self.name, self.p50, self.p99)
    }
}

/// Adds what it measured to the report.
pub fn measure(runtime: &Runtime, office: &Office, arguments: &Arguments, report: &mut Report) -> Outcome<()> {
    for work in runtime.block_on(works(office))? {
        report.add(office.size, work::measure(runtime, office, arguments, &work)?);
    }
    report.searches = searches(office, arguments.seconds)?;
    Ok(())
}
