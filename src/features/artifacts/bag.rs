//! The selected originals of a case as one file to hand over: a BagIt bag (RFC 8493) in a ZIP, with the digest of each.

mod names;
mod packing;

use super::store::{self, Whole};
use crate::blobs::Blobs;
use crate::db::{Connection, Db};
use crate::domain::artifact::SelectionDecision;
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::assignments;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::reference::Office;
use bytes::Bytes;
use chrono::{NaiveDateTime, NaiveTime};
use futures_util::Stream;
use std::io;
use uuid::Uuid;

/// What is said of the office in a bag, and its time.
pub struct Sender<'a> {
    pub office: &'a str,
    pub zone: OfficeZone,
    pub now: Instant,
}

/// A bag, its files and texts still where they are kept.
#[derive(Debug)]
pub struct Bag {
    /// Of its folder, and of the file but for the ending.
    pub name: String,
    /// Of everything it will hold: the same selection on the same day is the same file, byte for byte.
    pub digest: Digest,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Within the bag's folder.
    path: String,
    /// When it came to be, by the office's clock.
    at: NaiveDateTime,
    digest: Digest,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// Made here.
    Text(Bytes),
    /// The text of a draft, read when its turn comes.
    Draft {
        artifact: Uuid,
        size: u64,
    },
    Blob {
        size: u64,
    },
}

/// Collects what is selected and not taken down, in its order; None when that is nothing. Unknown if the case is out of sight.
pub async fn of_case(
    conn: &mut Connection,
    actor: &Actor,
    office: &Office,
    sender: &Sender<'_>,
    case: Uuid,
) -> Result<Option<Bag>, Problem> {
    let about = assignments::store::find(conn, actor, office, case).await?.assignment;
    let mut selected = store::of_cases(conn, actor, &[case]).await?;
    selected.retain(|one| one.row.decision == Some(SelectionDecision::Selected) && one.take_down.is_none());
    // As a report lists them: those without a rank come last, in the order they were sent.
    selected.sort_by_key(|one| one.row.decision_rank.unwrap_or(i32::MAX));
    if selected.is_empty() {
        return Ok(None);
    }
    let mut payload = Vec::with_capacity(selected.len());
    for (index, one) in selected.iter().enumerate() {
        payload.push(entry(sender.zone, index + 1, one)?);
    }
    let today = sender.zone.wall_clock(sender.now).date();
    let told = [
        ("Bag-Software-Agent", format!("pubdok {}", env!("CARGO_PKG_VERSION"))),
        ("Bagging-Date", today.to_string()),
        ("External-Description", about.subject.to_string()),
        ("External-Identifier", about.register_number.clone()),
        ("Internal-Sender-Identifier", about.id.to_string()),
        ("Payload-Oxum", format!("{}.{}", payload.iter().map(Entry::size).sum::<u64>(), payload.len())),
        ("Source-Organization", sender.office.to_owned()),
    ];
    let at = today.and_time(NaiveTime::MIN);
    let info = told.iter().map(|(label, value)| format!("{label}: {value}\n")).collect();
    let tags = [
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
        ("bag-info.txt", info),
        ("manifest-sha256.txt", manifest(&payload)),
    ];
    // Manifests first: whoever reads along can check each file as it comes.
    let mut entries: Vec<Entry> = tags.into_iter().map(|(path, text)| Entry::text(path.to_owned(), at, text)).collect();
    entries.push(Entry::text("tagmanifest-sha256.txt".to_owned(), at, manifest(&entries)));
    entries.extend(payload);
    let name = format!("selection-{}", names::plain(&about.register_number));
    let whole: String = entries.iter().map(|entry| format!("{} {} {}\n", entry.digest, entry.at, entry.path)).collect();
    Ok(Some(Bag { digest: Digest::of(format!("{name}\n{whole}").as_bytes()), name, entries }))
}

/// One selected artifact: a file as it came, a draft as plain text.
fn entry(zone: OfficeZone, number: usize, one: &Whole) -> Result<Entry, Problem> {
    let row = &one.row;
    let Some(content) = &one.content else {
        let digest = one.text.plain_digest.ok_or_else(|| Problem::internal("a draft without a text"))?;
        return Ok(Entry {
            path: names::path(number, &row.title, Some(MediaType::PlainText)),
            at: zone.wall_clock(row.updated_at),
            digest,
            source: Source::Draft { artifact: row.id, size: plain_size(one) },
        });
    };
    let name = content.file_name.as_deref().unwrap_or(&row.title);
    Ok(Entry {
        path: names::path(number, name, MediaType::parse(&content.media_type)),
        at: zone.wall_clock(content.uploaded_at),
        digest: content.sha256,
        source: Source::Blob { size: u64::try_from(content.size).map_err(Problem::internal)? },
    })
}

/// Headline, excerpt and text, apart by an empty line: what the database keeps the digest of (`draft_plain_digest`).
fn plain(parts: [Option<&str>; 3]) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(BETWEEN) + "\n"
}

const BETWEEN: &str = "\n\n";

/// How many bytes that is, without having read it.
fn plain_size(draft: &Whole) -> u64 {
    let gaps = 1 + usize::from(draft.row.excerpt.is_some());
    u64::from(draft.text.text_bytes.unwrap_or_default().unsigned_abs()) + (gaps * BETWEEN.len()) as u64 + 1
}

/// As `sha256sum --check` reads it.
fn manifest(entries: &[Entry]) -> String {
    entries.iter().map(|entry| format!("{}  {}\n", entry.digest, entry.path)).collect()
}

impl Bag {
    /// The file, made while it is sent: whatever its size, a few hundred kilobytes of it are in memory.
    pub fn pack(self, blobs: Blobs, db: Db) -> impl Stream<Item = io::Result<Bytes>> + 'static {
        packing::pack(self.name, self.entries, blobs, db)
    }
}

impl Entry {
    fn text(path: String, at: NaiveDateTime, text: String) -> Self {
        Self { path, at, digest: Digest::of(text.as_bytes()), source: Source::Text(text.into()) }
    }

    fn size(&self) -> u64 {
        match &self.source {
            Source::Text(text) => text.len() as u64,
            Source::Draft { size, .. } | Source::Blob { size } => *size,
        }
    }
}
