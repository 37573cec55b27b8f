//! The feed of changes: how soon a thousand who wait are told, and that a long journal makes no page slower.

use crate::cases::Caller;
use crate::driver::{Until, drive};
use crate::goals::Goal;
use crate::growth::Growth;
use crate::service::{NO_LIMIT, Service};
use crate::stage::Office;
use crate::work::get;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::LocalSet;

type Outcome<T> = Result<T, Box<dyn Error>>;

const WAITING: usize = 1000;
const ACTS: usize = 40;
/// Until all have asked again.
const PAUSE: Duration = Duration::from_millis(400);
const P50_MILLIS: f64 = 50.0;
const P99_MILLIS: f64 = 250.0;

/// A publication of each closed case of the first that have a draft.
const PUBLISHED: &str = "
INSERT INTO publications (id, slug, assignment_id, report_id, draft_id, unit, assignee_id, publish_at, published_by_id, content_number, due_from,
    review_due_at, reviews, crossed, created_at, updated_at, version)
SELECT a.id, 'panen-' || row_number() OVER (), a.id, r.id, f.id, a.register_unit, a.assignee_id, a.created_at, a.assignee_id, 1, now() + interval '90 days',
    now() + interval '99 days', 0, 'FRESH', now(), now(), 1
FROM assignments a JOIN reports r ON r.assignment_id = a.id AND r.state = 'ACCEPTED' JOIN artifacts f ON f.assignment_id = a.id AND f.kind = 'PRESS_RELEASE'
ORDER BY a.id LIMIT 200;
INSERT INTO publication_versions (publication_id, number, information_class, headline, body, language, tags, channels, as_accepted, content_digest,
    made_by_id, made_at, received_at)
SELECT x.id, 1, 'PERIODIC', 'Panen', 'Panen raya.', 'ID', '{}', '[]', true, sha256(x.id::text::bytea), x.assignee_id, x.publish_at, x.publish_at FROM publications x";

/// So many more entries of the journal, one in so many of them of a publication.
const ENTRIES: &str = "
INSERT INTO journal (id, stream, assignment_id, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
SELECT gen_random_uuid(), x.assignment_id, x.assignment_id, CASE WHEN n % $2::bigint = 0 THEN 'publication.verified' ELSE 'artifact.edited' END,
    CASE WHEN n % $2::bigint = 0 THEN 'PUBLICATION' ELSE 'ARTIFACT' END, x.id, 'officer-1', 'SUBDIVISION_HEAD', '{}', now(), now(), 'r', sha256(''), sha256('')
FROM generate_series(1, $1::bigint) n
    JOIN (SELECT id, assignment_id, row_number() OVER (ORDER BY id) - 1 AS place FROM publications) x ON x.place = n / $2::bigint % 200";

const ONE: &str = "
INSERT INTO journal (id, stream, assignment_id, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
SELECT gen_random_uuid(), x.assignment_id, x.assignment_id, 'publication.verified', 'PUBLICATION', x.id, 'officer-1', 'SUBDIVISION_HEAD', '{}', now(), now(),
    'r', sha256(''), sha256('') FROM publications x LIMIT 1";

pub struct Changes {
    /// Milliseconds from the moment at which COMMIT is sent until the answer is read whole, sorted.
    seen: Vec<f64>,
    pub growth: Vec<Growth>,
}

pub fn measure(office: &Office, program: &Path, dir: &Path) -> Outcome<Changes> {
    eprintln!("changes …");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let more: Vec<(&str, &str)> = NO_LIMIT.into_iter().chain([("PUBDOK_ADDRESS_CONNECTIONS", "0")]).collect();
    let service = runtime.block_on(async {
        let sql = office.sql().await?;
        sql.batch_execute(PUBLISHED).await?;
        Service::start(program, &office.url, dir, "service-changes.log", &more).await
    })?;
    // Enough of them that a page is full also of who sees a few of them.
    let little = pages(&runtime, office, &service, 10_000, 2)?;
    let seen = runtime.block_on(LocalSet::new().run_until(seen(office, service.address)))?;
    let much = pages(&runtime, office, &service, 990_000, 50)?;
    let growth = little
        .into_iter()
        .zip(much)
        .map(|((who, little), (_, much))| Growth::of(format!("changes, {who}: 10000 and 1000000 entries"), little, much));
    Ok(Changes { seen, growth: growth.collect() })
}

/// The medians of the same pages, with so many more entries in the journal.
fn pages(
    runtime: &tokio::runtime::Runtime,
    office: &Office,
    service: &Service,
    more: i64,
    one_in: i64,
) -> Outcome<Vec<(&'static str, u32)>> {
    runtime.block_on(async {
        let sql = office.sql().await?;
        sql.execute(ENTRIES, &[&more, &one_in]).await?;
        sql.batch_execute("VACUUM (ANALYZE) journal").await?;
        Ok::<_, Box<dyn Error>>(sql.batch_execute("CHECKPOINT").await?)
    })?;
    let mut all = Vec::new();
    for (who, caller) in [("portal", Caller::portal()), ("auditor", Caller::auditor()), ("subdivision head", Caller::subhead(0))]
    {
        // The second page: as many entries as there are on every page but the last.
        let (_, first) =
            runtime.block_on(crate::driver::once(service.address, get("/v1/changes?limit=100", &caller).as_bytes()))?;
        let after = after(&first).ok_or("a page without its end")?.to_owned();
        let request = get(&format!("/v1/changes?limit=100&after={after}"), &caller);
        let ask = |_: usize, _: usize, asked: &mut Vec<u8>| asked.extend_from_slice(request.as_bytes());
        let mut best = u32::MAX;
        for _ in 0..3 {
            let round = drive(service.address, 1, Until::Time(Duration::from_secs(2)), 200, &ask)?;
            if let Some((status, (_, answer))) = round.errors.first_key_value() {
                return Err(format!("{status} to {who}\n{answer}").into());
            }
            best = best.min(round.percentile(0.5));
        }
        all.push((who, best));
    }
    Ok(all)
}

fn after(page: &str) -> Option<&str> {
    page.split_once("\"after\":\"")?.1.split('"').next()
}

/// How long it took each of a thousand, act by act.
async fn seen(office: &Office, address: SocketAddr) -> Outcome<Vec<f64>> {
    let (tell, mut told) = unbounded_channel();
    let end = end(address).await?;
    for number in 0..WAITING {
        let caller = Caller { subject: format!("portal-{number}"), role: "INTEGRATION" };
        tokio::task::spawn_local(wait(address, caller, end.clone(), tell.clone()));
        // A thousand do not come in one moment: that would be another measurement.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let sql = office.sql().await?;
    // Everybody is at the end before the first act.
    for _ in 0..WAITING {
        told.recv().await.ok_or("nobody waits")??;
    }
    let mut seen = Vec::new();
    for _ in 0..ACTS {
        tokio::time::sleep(PAUSE).await;
        sql.batch_execute(&format!("BEGIN; {ONE}")).await?;
        let begun = Instant::now();
        sql.batch_execute("COMMIT").await?;
        for _ in 0..WAITING {
            let at = told.recv().await.ok_or("nobody waits")??;
            seen.push(at.duration_since(begun).as_secs_f64() * 1000.0);
        }
    }
    seen.sort_by(f64::total_cmp);
    Ok(seen)
}

/// Where there is nothing more for now.
async fn end(address: SocketAddr) -> Outcome<String> {
    let mut place = String::new();
    loop {
        let request = get(&format!("/v1/changes?limit=200{place}"), &Caller::portal());
        let (_, page) = crate::driver::once(address, request.as_bytes()).await?;
        place = format!("&after={}", after(&page).ok_or_else(|| page.clone())?);
        if page.contains("\"hasMore\":false") {
            return Ok(place);
        }
    }
}

/// Follows the feed: tells that it is at its end, then when it was told of each change.
async fn wait(address: SocketAddr, caller: Caller, mut place: String, tell: UnboundedSender<io::Result<Instant>>) {
    let follow = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut is_at_its_end, mut answer) = (false, Vec::new());
        loop {
            let mut request = get(&format!("/v1/changes?limit=200{place}"), &caller);
            if is_at_its_end {
                request.insert_str(request.len() - 2, "Prefer: wait=50\r\n");
            }
            stream.write_all(request.as_bytes()).await?;
            let body = read(&mut stream, &mut answer).await?;
            let at = Instant::now();
            if body.contains("\"status\":503") {
                // As `Retry-After` has it; what it missed meanwhile it is told then, and late.
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
            let next = after(&body).ok_or_else(|| io::Error::other(body.clone()))?;
            place = format!("&after={next}");
            let is_news = !body.contains("\"items\":[]");
            if is_at_its_end && is_news || !is_at_its_end && body.contains("\"hasMore\":false") {
                is_at_its_end = true;
                // Nobody may listen any more.
                let _ = tell.send(Ok(at));
            }
        }
    };
    let ended: io::Result<()> = follow.await;
    let _ = tell.send(ended.map(|()| Instant::now()));
}

/// One answer, as it says how long it is.
async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>) -> io::Result<String> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
        if length.is_some_and(|length| body.len() >= length) {
            return Ok(body.to_owned());
        }
    }
}

impl Changes {
    fn percentile(&self, share: f64) -> f64 {
        let index = (self.seen.len() as f64 * share) as usize;
        self.seen.get(index.min(self.seen.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    pub fn goals(&self) -> Vec<Goal> {
        let seen = |share, name: &str, bound| {
            Goal::at_most(format!("commit → seen by {WAITING} who wait, {name}"), "ms", self.percentile(share), bound)
        };
        let own = [seen(0.50, "p50", P50_MILLIS), seen(0.99, "p99", P99_MILLIS)];
        own.into_iter().chain(self.growth.iter().map(Growth::goal)).collect()
    }

    pub fn json(&self) -> Value {
        json!({
            "waiting": WAITING, "p50Millis": self.percentile(0.50), "p99Millis": self.percentile(0.99),
            "growth": self.growth.iter().map(Growth::json).collect::<Vec<_>>(),
        })
    }
}

impl Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "changes commit → seen by {WAITING} who wait: p50 {:.1} ms, p99 {:.1} ms",
            self.percentile(0.50),
            self.percentile(0.99)
        )?;
        self.growth.iter().try_for_each(|growth| write!(f, "\nchanges {growth}"))
    }
}
