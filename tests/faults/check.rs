//! Holds the ledger against what is there: everything acknowledged, nothing twice, nothing half, nothing of what was refused.

use crate::chance::Chance;
use crate::ledger::{Fate, Kind};
use crate::reader::{READ_WHOLE, read_once};
use crate::world::{READERS, World};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::time::Duration;
use tokio_postgres::Client;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What there must be none of.
const NONE_OF: [(&str, &str); 9] = [
    (
        "cases without their first disposition",
        "SELECT a.id::text FROM assignments a WHERE NOT EXISTS
            (SELECT FROM dispositions d WHERE d.assignment_id = a.id AND d.parent_id IS NULL)",
    ),
    (
        "dispositions without recipients",
        "SELECT d.id::text FROM dispositions d WHERE NOT EXISTS (SELECT FROM disposition_recipients r WHERE r.disposition_id = d.id)",
    ),
    (
        "files without a content",
        "SELECT a.id::text FROM artifacts a WHERE a.headline IS NULL AND NOT EXISTS
            (SELECT FROM content_versions v WHERE v.artifact_id = a.id)",
    ),
    (
        "things of which the journal does not tell that they were made, or twice",
        "SELECT t.id::text FROM (SELECT id FROM agenda_items UNION ALL SELECT id FROM assignments UNION ALL SELECT id FROM artifacts
            UNION ALL SELECT id FROM reports UNION ALL SELECT id FROM dispositions WHERE parent_id IS NOT NULL) t
        LEFT JOIN (SELECT subject_id, count(*) FILTER (WHERE is_first) AS first FROM
            (SELECT subject_id, changes -> 'before' IS NULL OR changes -> 'before' = 'null' OR changes -> 'before' = '{}' AS is_first
             FROM journal) j GROUP BY subject_id) e ON e.subject_id = t.id WHERE e.subject_id IS NULL",
    ),
    (
        "acts that the journal tells twice",
        "SELECT min(subject_id::text) || ' ' || type FROM journal WHERE type IN ('disposition.completed', 'report.submitted', 'report.accepted',
            'assignment.assigned', 'agenda-item.created') GROUP BY subject_id, type HAVING count(*) > 1",
    ),
    (
        "numbers that are missing or twice",
        "SELECT kind || ' ' || unit || ' ' || year || ': ' || used || ' of ' || last_serial FROM (
            SELECT s.kind::text, s.unit, s.year, s.last_serial, (SELECT count(DISTINCT n.serial) FROM (
                SELECT 'ASSIGNMENT' AS kind, register_unit AS unit, register_year AS year, register_serial AS serial FROM assignments
                UNION ALL SELECT 'DISPOSITION', register_unit, register_year, register_serial FROM dispositions
                UNION ALL SELECT 'REPORT', register_unit, register_year, register_serial FROM reports WHERE register_serial IS NOT NULL
            ) n WHERE n.kind = s.kind::text AND n.unit = s.unit AND n.year = s.year AND n.serial BETWEEN 1 AND s.last_serial) AS used
            FROM register_series s) counted WHERE used <> last_serial",
    ),
    (
        "closed cases without an accepted report, or with two",
        "SELECT a.id::text FROM assignments a WHERE a.state = 'CLOSED'
            AND (SELECT count(*) FROM reports r WHERE r.assignment_id = a.id AND r.state = 'ACCEPTED') <> 1",
    ),
    (
        "uploads with a hole before what was acknowledged",
        "SELECT u.id::text FROM uploads u WHERE u.finished_at IS NULL AND u.expires_at > now()
            AND u.received > (SELECT coalesce(sum(s.size), 0) FROM upload_segments s WHERE s.upload_id = u.id)",
    ),
    (
        "finished uploads whose artifact is not there",
        "SELECT u.id::text FROM uploads u WHERE u.finished_at IS NOT NULL AND u.artifact_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM artifacts a WHERE a.id = u.artifact_id)",
    ),
];

impl World {
    /// `thoroughly`: also every hash of the journal, and of every file.
    pub async fn checks(&self, thoroughly: bool) -> Outcome<()> {
        // Whoever is asking is answered first.
        let _closed = self.gate.write().await;
        let (sql, url) = {
            let pair = self.pair.lock().await;
            (pair.sql().await?, pair.url())
        };
        self.readers_have_all(&sql).await?;
        // Acts whose clients have left may still be going on: all is looked at in one moment.
        sql.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        for kind in Kind::ALL {
            self.effects(&sql, kind).await?;
        }
        self.states(&sql).await?;
        self.offsets(&sql).await?;
        for (what, ask) in NONE_OF {
            let found: Vec<String> = sql.query(ask, &[]).await?.iter().take(5).map(|row| row.get(0)).collect();
            if !found.is_empty() {
                self.report.violation(&format!("{what}: {}", found.join(", ")));
            }
        }
        sql.batch_execute("COMMIT").await?;
        if thoroughly {
            for what in ["journal", "blobs"] {
                if let Err(said) = self.instances[0].asks(&[what, "verify"], &url)? {
                    self.report.violation(&format!("pubdok {what} verify: {said}"));
                }
            }
        }
        Ok(())
    }

    async fn effects(&self, sql: &Client, kind: Kind) -> Outcome<()> {
        let mut there: HashMap<String, Vec<(String, Option<String>)>> = HashMap::new();
        for row in sql.query(kind.sql(), &[]).await? {
            there.entry(row.get(1)).or_default().push((row.get(0), row.get(2)));
        }
        let ledger = self.ledger();
        let known: HashSet<&str> = ledger.effects.iter().map(|effect| effect.mark.as_str()).collect();
        for mark in there.keys().filter(|mark| !known.contains(mark.as_str())) {
            self.report.violation(&format!("{kind:?} {mark:?} is there, and nobody asked for it"));
        }
        for effect in ledger.effects.iter().filter(|effect| effect.kind == kind) {
            let found = there.get(&effect.mark).map(Vec::as_slice).unwrap_or_default();
            let wrong = match (&effect.fate, found) {
                (_, [_, _, ..]) => "is there more than once",
                (Fate::Done { .. }, []) => "was acknowledged and is not there",
                (Fate::Done { id, .. }, [(other, _)]) if id != other => "was acknowledged as another",
                (Fate::Done { told, .. }, [(_, now)]) if !told.is_empty() && now.as_ref() != Some(told) => {
                    "is there otherwise than it was acknowledged"
                }
                (Fate::Refused, [_]) => "was told not to be done and is there",
                _ => continue,
            };
            self.report
                .violation(&format!("{kind:?} {:?} {wrong} ({:?}; there: {found:?}):{}", effect.mark, effect.fate, effect.story));
        }
        Ok(())
    }

    async fn states(&self, sql: &Client) -> Outcome<()> {
        let all = self.ledger().reached.clone();
        for reached in all {
            let stands: Option<bool> = sql.query_one(reached.sql, &[&reached.id]).await?.get(0);
            if stands != Some(true) {
                self.report
                    .violation(&format!("{} was acknowledged and does not stand: {}{}", reached.id, reached.sql, reached.story));
            }
        }
        Ok(())
    }

    async fn offsets(&self, sql: &Client) -> Outcome<()> {
        let received: HashMap<String, i64> =
            sql.query("SELECT id::text, received FROM uploads", &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect();
        let ledger = self.ledger();
        for (id, acknowledged) in &ledger.offsets {
            let now = received.get(id);
            if now.is_none_or(|now| now.unsigned_abs() < *acknowledged) {
                self.report
                    .violation(&format!("of the upload {id} {acknowledged} bytes were acknowledged, and {now:?} are there"));
            }
        }
        Ok(())
    }

    /// Every reader comes to the end, and has read all in order.
    async fn readers_have_all(&self, sql: &Client) -> Outcome<()> {
        let all: Vec<i64> = sql.query("SELECT seq FROM journal ORDER BY seq", &[]).await?.iter().map(|row| row.get(0)).collect();
        let mut chance = Chance::of(self.arguments.seed, 3000);
        for number in 0..READERS {
            let has_all = || self.readers()[number].entries.last() >= all.last();
            for _ in 0..READ_WHOLE {
                if has_all() || read_once(self, &mut chance, number).await && has_all() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let read = self.readers()[number].entries.clone();
            let missing: Vec<_> = all.iter().filter(|seq| read.binary_search(seq).is_err()).take(5).collect();
            if !missing.is_empty() || !read.is_sorted_by(|one, next| one < next) {
                self.report
                    .violation(&format!("reader {number} of the journal lacks {missing:?} of {}, or has some twice", all.len()));
            }
        }
        Ok(())
    }
}
