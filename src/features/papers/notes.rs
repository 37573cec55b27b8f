//! What happened since a paper was fixed, out of the journal of its case.

use super::view::{NoteView, PaperView};
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::{Classification, Urgency};
use crate::domain::digest::Digest;
use crate::domain::label::Label;
use crate::domain::paper::PaperAct;
use crate::domain::time::{Instant, OfficeZone};
use crate::http::paging::Page;
use crate::print::{Note, words};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The newest paper of each of these things, once for each thing that happened since; who is meant is named as they are called now.
///
/// That its event moved is told by the event itself, not by the journal: also of a case that had ended by then.
const ABOUT: &str = "
SELECT p.thing_id, p.act, p.fixed_at, p.sha256, since.type, since.occurred_at, since.reason, since.changes, since.people
FROM unnest($::uuid[]) wanted (id) JOIN LATERAL (SELECT * FROM papers WHERE thing_id = wanted.id ORDER BY act LIMIT 1) p ON true
LEFT JOIN LATERAL (
    SELECT e.received_at AS at, e.seq, e.type, e.occurred_at, e.reason, e.changes, (
        SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM officers o WHERE o.id = ANY (
            ARRAY(SELECT one::uuid FROM jsonb_array_elements_text(coalesce(e.changes #> '{after,recalled}', '[]')) one)
            || (e.changes #>> '{after,officerId}')::uuid || (e.changes #>> '{after,assigneeId}')::uuid)
    ) AS people
    FROM journal e WHERE e.stream = p.assignment_id AND e.received_at >= p.fixed_at
        -- In the words of the index of what papers note.
        AND e.type IN ('disposition.read', 'disposition.completed', 'disposition.returned', 'disposition.recalled', 'disposition.released',
            'assignment.edited', 'assignment.cancelled', 'assignment.reassigned', 'report.submitted', 'report.accepted', 'report.returned',
            'artifact.taken-down', 'artifact.take-down-lifted')
        AND (
        e.subject_id = p.thing_id AND e.type IN ('disposition.read', 'disposition.completed', 'disposition.returned',
            'disposition.recalled', 'disposition.released')
        OR e.type IN ('assignment.edited', 'assignment.cancelled', 'assignment.reassigned')
        OR e.subject_id <> p.thing_id AND e.type IN ('report.submitted', 'report.accepted', 'report.returned')
        OR p.act <> 'ISSUED' AND e.type IN ('artifact.taken-down', 'artifact.take-down-lifted'))
    UNION ALL
    SELECT c.changed_at, 0, 'assignment.event-changed', c.changed_at, NULL, jsonb_build_object('before', c.was, 'after',
        coalesce(lead(c.was) OVER (ORDER BY c.changed_at), c.now_is)), NULL
    FROM (
        SELECT v.changed_at, jsonb_build_object('startsAt', v.starts_at, 'endsAt', v.ends_at, 'venue', v.venue, 'certainty', v.certainty::text) AS was,
            jsonb_build_object('startsAt', i.starts_at, 'endsAt', i.ends_at, 'venue', i.venue, 'certainty', i.certainty::text) AS now_is
        FROM assignments a JOIN agenda_items i ON i.id = a.agenda_item_id JOIN event_changes v ON v.agenda_item_id = i.id
        WHERE a.id = p.assignment_id AND v.changed_at > p.fixed_at
    ) c
    ORDER BY at, seq LIMIT 200
) since ON true ORDER BY p.thing_id, since.at, since.seq";

type PaperSql = (SqlUuid, Text, Timestamptz, Nullable<Bytea>);
type SinceSql = (Nullable<Text>, Nullable<Timestamptz>, Nullable<Text>, Nullable<Jsonb>, Nullable<Text>);

type SinceRow = (Option<String>, Option<Instant>, Option<String>, Option<Json<Value>>, Option<String>);

/// A paper and one thing that happened since.
#[derive(Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Row {
    paper: (Uuid, PaperAct, Instant, Option<Digest>),
    since: SinceRow,
}

/// A paper, and what happened since.
#[derive(Debug)]
pub struct About {
    act: PaperAct,
    fixed_at: Instant,
    sha256: Option<Digest>,
    since: Vec<Since>,
}

#[derive(Debug)]
struct Since {
    kind: String,
    at: Instant,
    reason: Option<String>,
    changes: Value,
    people: Option<String>,
}

/// The papers of these things, to be [`gathered`].
pub fn about(things: Vec<Uuid>) -> Statement<(PaperSql, SinceSql)> {
    statement(ABOUT).bind::<Array<SqlUuid>, _>(things)
}

/// By their things; nothing of those of which nothing was fixed yet.
pub fn gathered(rows: Vec<Row>) -> HashMap<Uuid, About> {
    let mut all = HashMap::new();
    for Row { paper: (thing, act, fixed_at, sha256), since: (kind, at, reason, changes, people) } in rows {
        let about = all.entry(thing).or_insert_with(|| About { act, fixed_at, sha256, since: Vec::new() });
        let changes = changes.map(|Json(changes)| changes).unwrap_or_default();
        about.since.extend(kind.zip(at).map(|(kind, at)| Since { kind, at, reason, changes, people }));
    }
    all
}

/// Those of the rows of a list, which need them for their ETags alone.
pub async fn of_rows(conn: &mut Connection, page: &Page, things: Vec<Uuid>) -> QueryResult<HashMap<Uuid, About>> {
    if things.is_empty() || !page.shape.shows("etag") {
        return Ok(HashMap::new());
    }
    Ok(gathered(about(things).load(conn).await?))
}

impl About {
    pub fn view(&self, zone: OfficeZone) -> PaperView {
        let note = |since: &Since| Some(NoteView { at: since.at.into(), r#type: since.kind.clone(), text: since.text(zone)? });
        PaperView {
            act: self.act,
            at: self.fixed_at.into(),
            digest: self.sha256.map(|digest| digest.to_string()),
            notes: self.since.iter().filter_map(note).collect(),
        }
    }

    /// As they are printed behind the paper.
    pub fn notes(&self, zone: OfficeZone) -> Vec<Note> {
        let note = |since: &Since| Some(Note { at: words::moment(since.at, zone), text: since.text(zone)? });
        self.since.iter().filter_map(note).collect()
    }
}

impl Since {
    /// In the words of the sheets; nothing for what no paper tells.
    fn text(&self, zone: OfficeZone) -> Option<String> {
        let people = self.people.as_deref().unwrap_or("–");
        let told = match self.kind.as_str() {
            "disposition.read" => format!("Dibaca oleh {people}."),
            "disposition.completed" => format!("Diselesaikan oleh {people}."),
            "disposition.returned" => format!("Pekerjaan {people} dikembalikan."),
            "disposition.recalled" => format!("Ditarik dari {people}."),
            "disposition.released" => format!("{people} dilepas dari tugas."),
            "assignment.cancelled" => "Penugasan dibatalkan.".to_owned(),
            "assignment.reassigned" => format!("Penugasan dialihkan kepada {people}."),
            "report.submitted" => match self.changes["after"]["registerNumber"].as_str() {
                Some(number) => format!("Laporan {number} diajukan."),
                None => "Laporan diajukan.".to_owned(),
            },
            "report.accepted" => "Laporan diterima; penugasan selesai.".to_owned(),
            "report.returned" => "Laporan dikembalikan.".to_owned(),
            "artifact.taken-down" => "Sebuah berkas diturunkan dari publik.".to_owned(),
            "artifact.take-down-lifted" => "Penurunan sebuah berkas dicabut.".to_owned(),
            "assignment.edited" | "assignment.event-changed" => self.changed(zone)?,
            _ => return None,
        };
        Some(match &self.reason {
            Some(reason) => format!("{told} Alasan: {reason}"),
            None => told,
        })
    }

    /// Member by member, what it was and what it is.
    fn changed(&self, zone: OfficeZone) -> Option<String> {
        let (before, after) = (&self.changes["before"], &self.changes["after"]);
        let side = |side: &Value, name: &str| match &side[name] {
            Value::Null => "–".to_owned(),
            Value::String(text) => spoken(name, text, zone),
            other => other.to_string(),
        };
        let changed = TOLD.iter().filter(|(name, _)| before[*name] != after[*name]);
        let told: Vec<String> = changed
            .map(|(name, label)| format!("{label} diubah dari {} menjadi {}.", side(before, name), side(after, name)))
            .collect();
        (!told.is_empty()).then(|| told.join("\n"))
    }
}

/// What a sheet tells of a case and its event, and how it is called there.
const TOLD: [(&str, &str); 9] = [
    ("subject", "Perihal"),
    ("urgency", "Tingkat urgensi"),
    ("classification", "Sifat"),
    ("dueAt", "Batas waktu"),
    ("title", "Acara"),
    ("startsAt", "Mulai acara"),
    ("endsAt", "Akhir acara"),
    ("venue", "Tempat"),
    ("certainty", "Kepastian acara"),
];

fn spoken(name: &str, text: &str, zone: OfficeZone) -> String {
    let spoken = match name {
        "urgency" => Urgency::from_label(text).map(|value| words::urgency(value).to_owned()),
        "classification" => Classification::from_label(text).map(|value| words::classification(value).to_owned()),
        "certainty" => crate::domain::agenda::Certainty::from_label(text).map(|value| words::certainty(value).to_owned()),
        _ if name.ends_with("At") => text.parse().ok().map(|at| words::moment(at, zone)),
        _ => None,
    };
    spoken.unwrap_or_else(|| text.to_owned())
}
