//! The selected originals of a case as one file to hand over: a BagIt bag (RFC 8493) in a ZIP, with the digest of each.

mod layout;
mod names;
mod packing;

use super::store::{self, Whole};
use super::sums;
use crate::blobs::Blobs;
use crate::db::{Connection, Db};
use crate::domain::artifact::SelectionDecision;
use crate::domain::digest::{Crc32, Digest};
use crate::domain::media_type::MediaType;
use crate::domain::time::{Instant, OfficeZone};
use crate::features::assignments;
use crate::http::problem::{Kind, Problem};
use crate::office::actor::Actor;
use crate::office::reference::Office;
use actix_web::http::header;
use bytes::Bytes;
use chrono::{NaiveDateTime, NaiveTime};
use packing::Plan;
use std::io;
use uuid::Uuid;

/// A bag, its files and texts still where they are kept.
#[derive(Debug)]
pub struct Bag {
    /// Of its folder, and of the file but for the ending.
    pub name: String,
    /// Of everything it will hold: the same selection is the same file, byte for byte, whenever it is asked for.
    pub digest: Digest,
    entries: Vec<Entry>,
}

#[derive(Debug)]
pub struct Entry {
    /// Within the bag's folder.
    path: String,
    /// When it came to be, by the office's clock.
    at: NaiveDateTime,
    digest: Digest,
    /// None: not reckoned yet.
    crc32: Option<Crc32>,
    source: Source,
}

#[derive(Debug)]
pub enum Source {
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
pub async fn of_case(conn: &mut Connection, actor: &Actor, office: &Office, case: Uuid) -> Result<Option<Bag>, Problem> {
    let about = assignments::store::find(conn, actor, office, case).await?.assignment;
    let mut selected = store::of_cases(conn, actor, &[case]).await?;
    selected.retain(|one| one.row.decision == Some(SelectionDecision::Selected) && one.take_down.is_none());
    // As a report lists them: those without a rank come last, in the order they were sent.
    selected.sort_by_key(|one| one.row.decision_rank.unwrap_or(i32::MAX));
    if selected.is_empty() {
        return Ok(None);
    }
    let zone = office.zone();
    let mut payload = Vec::with_capacity(selected.len());
    for (index, one) in selected.iter().enumerate() {
        payload.push(entry(zone, index + 1, one)?);
    }
    // Not the day on which it is asked for: whoever goes on with it after midnight goes on with the same file.
    let day = selected.iter().filter_map(last_change).max().map(|at| zone.local_date(at)).unwrap_or_default();
    let told = [
        ("Bag-Software-Agent", format!("pubdok {}", env!("CARGO_PKG_VERSION"))),
        ("Bagging-Date", day.to_string()),
        ("External-Description", about.subject.to_string()),
        ("External-Identifier", about.register_number.clone()),
        ("Internal-Sender-Identifier", about.id.to_string()),
        ("Payload-Oxum", format!("{}.{}", payload.iter().map(Entry::size).sum::<u64>(), payload.len())),
        ("Source-Organization", office.letterhead(day).lines.join(", ")),
    ];
    let at = day.and_time(NaiveTime::MIN);
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

/// When what the bag has of it became what it is.
fn last_change(one: &Whole) -> Option<Instant> {
    let made = one.content.as_ref().map_or(one.row.updated_at, |content| content.uploaded_at);
    Some(made).max(one.row.decided_at)
}

/// One selected artifact: a file as it came, a draft as plain text.
fn entry(zone: OfficeZone, number: usize, one: &Whole) -> Result<Entry, Problem> {
    let row = &one.row;
    let Some(content) = &one.content else {
        let digest = one.text.plain_digest.ok_or_else(|| Problem::internal("a draft without a text"))?;
        return Ok(Entry {
            path: names::path(number, None, (&row.title, row.kind), Some(MediaType::PlainText)),
            at: zone.wall_clock(row.updated_at),
            digest,
            crc32: None,
            source: Source::Draft { artifact: row.id, size: plain_size(one) },
        });
    };
    Ok(Entry {
        path: names::path(number, content.file_name.as_deref(), (&row.title, row.kind), MediaType::parse(&content.media_type)),
        at: zone.wall_clock(content.uploaded_at),
        digest: content.sha256,
        crc32: content.crc32,
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
    pub fn size(&self) -> u64 {
        self.plan().size()
    }

    /// Sees to it that the sum of each file is known, so that it can be told before the file.
    pub async fn sum(&mut self, blobs: &Blobs, db: &Db) -> Result<(), Problem> {
        for entry in self.entries.iter_mut().filter(|entry| entry.crc32.is_none()) {
            let sum = match &entry.source {
                Source::Text(text) => Crc32::of(text),
                Source::Draft { artifact, .. } => {
                    let text = packing::text(db, *artifact, &entry.digest).await;
                    Crc32::of(&text.map_err(|error| changed(&error))?)
                }
                Source::Blob { .. } => sums::of(blobs, db, &entry.digest).await?,
            };
            entry.crc32 = Some(sum);
        }
        Ok(())
    }

    /// The file, or a part of it.
    pub fn plan(&self) -> Plan {
        Plan::of(&self.name, &self.entries)
    }
}

/// Between the list and the text.
fn changed(error: &io::Error) -> Problem {
    tracing::info!(target: "pubdok", %error, "a selection is asked for again");
    Problem::new(Kind::Unavailable).header(header::RETRY_AFTER, "1").detail(
        "Draf yang terpilih berubah saat arsip disusun; minta sekali lagi.",
        "A selected draft changed while the archive was put together; ask once more.",
    )
}

impl Entry {
    fn text(path: String, at: NaiveDateTime, text: String) -> Self {
        Self {
            path,
            at,
            digest: Digest::of(text.as_bytes()),
            crc32: Some(Crc32::of(text.as_bytes())),
            source: Source::Text(text.into()),
        }
    }

    fn size(&self) -> u64 {
        match &self.source {
            Source::Text(text) => text.len() as u64,
            Source::Draft { size, .. } | Source::Blob { size } => *size,
        }
    }
}
