//! Where the terms stand in what was found: pieces of its text, with what is to be marked told apart, so that nobody has to take
//! markup out of it.

use super::super::requests::{Kind, Wanted};
use super::marking;
use crate::db::Connection;
use crate::db::statement::statement;
use diesel::QueryResult;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A piece of a text that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExcerptPiece)]
pub struct Piece {
    /// As it was written; plain text, whatever stands in it.
    #[schema(max_length = 4000, example = "Panen")]
    pub text: String,
    /// Whether it is what was looked for.
    #[serde(rename = "match")]
    #[schema(example = true)]
    pub is_match: bool,
}

/// No text of ours has these: control characters are refused.
const BEGIN: char = '\u{1}';
const END: char = '\u{2}';
/// In the place of what would be taken for the beginning of a tag, and left out.
const LESS: char = '\u{3}';

/// Marked by stems, or else by the words as they are, which is how a beginning of a word is found.
const MARKED: [&str; 2] = [
    "SELECT m.id, CASE WHEN position(chr(1) IN m.stems) > 0 THEN m.stems ELSE ts_headline('simple', m.said, m.query, m.options) END FROM (
    SELECT t.id, translate(t.said, '<', chr(3)) AS said, q.query, q.options, ts_headline('indonesian', translate(t.said, '<', chr(3)), q.query, q.options) AS stems FROM (
        SELECT coalesce($::tsquery, search_query($)) || plainto_tsquery('simple', $) AS query, 'StartSel=' || chr(1) || ', StopSel=' || chr(2) ||
            ', MaxFragments=2, MaxWords=20, MinWords=6, FragmentDelimiter=\" … \"' AS options, 20000 AS reach) q, LATERAL (",
    " = ANY($)) t OFFSET 0) m",
];

/// The texts themselves, as far as they are searched. It would take long to have them marked by PostgreSQL.
const WHOLE: [&str; 2] = ["SELECT t.id, t.said FROM (SELECT 150000 AS reach) q, LATERAL (", " = ANY($)) t"];
/// Of so many things that have nothing marked the whole text is looked through.
const MOST_WHOLE: usize = 50;

impl Kind {
    /// The text of a thing, as far as it is looked through for what to mark.
    fn said(self) -> &'static str {
        match self {
            Self::AgendaItem => {
                "SELECT i.id, concat_ws(' · ', i.title, i.organiser, i.venue, i.region_code, i.description, i.notes, nullif(array_to_string(i.attendees, ', '), ''),
                i.invitation ->> 'number', i.invitation ->> 'from') AS said FROM agenda_items i WHERE i.id"
            }
            Self::Assignment => {
                "SELECT a.id, concat_ws(' · ', a.register_number, a.subject, a.scope, a.cancel_reason) AS said FROM assignments a WHERE a.id"
            }
            Self::Disposition => {
                "SELECT d.id, concat_ws(' · ', d.register_number, a.subject, d.note, d.activity_agenda ->> 'brief', d.scope,
                (SELECT string_agg(entry ->> 'activity', ' · ') FROM jsonb_array_elements(d.activity_agenda -> 'schedule') entry)) AS said
                FROM dispositions d JOIN assignments a ON a.id = d.assignment_id WHERE d.id"
            }
            Self::Artifact => {
                "SELECT f.id, concat_ws(' · ', f.title, f.headline, f.caption, f.alt_text, nullif(array_to_string(f.keywords, ', '), ''),
                nullif(array_to_string(f.persons_shown, ', '), ''), f.byline, f.credit, f.copyright, f.location_shown, f.excerpt, left(f.content, q.reach),
                (SELECT c.file_name FROM content_versions c WHERE c.artifact_id = f.id ORDER BY c.number DESC LIMIT 1)) AS said
                FROM artifacts f WHERE f.id"
            }
            Self::Report => {
                "SELECT t.id, concat_ws(' · ', t.register_number, a.subject, t.summary, t.note, left(t.body, q.reach)) AS said
                FROM reports t JOIN assignments a ON a.id = t.assignment_id WHERE t.id"
            }
        }
    }
}

/// Of these things, which the caller has found in sight.
pub async fn excerpts(
    conn: &mut Connection,
    kind: Kind,
    wanted: &Wanted,
    things: Vec<Uuid>,
) -> QueryResult<HashMap<Uuid, Vec<Piece>>> {
    marked(conn, kind.said(), wanted, things).await
}

/// The same of texts that this SQL tells, `SELECT id, … AS said … WHERE id` without its end; of long ones as far as `q.reach`. What
/// PostgreSQL finds nothing in is looked through for the terms themselves.
pub async fn marked(
    conn: &mut Connection,
    said: &'static str,
    wanted: &Wanted,
    things: Vec<Uuid>,
) -> QueryResult<HashMap<Uuid, Vec<Piece>>> {
    if things.is_empty() {
        return Ok(HashMap::new());
    }
    let marked = statement::<(SqlUuid, Text)>(MARKED[0])
        .bind::<Nullable<Text>, _>(wanted.query.clone())
        .bind::<Array<Text>, _>(wanted.terms.clone())
        .bind::<Text, _>(wanted.said.clone())
        .and(said)
        .and(MARKED[1])
        .bind::<Array<SqlUuid>, _>(things);
    let marked: Vec<(Uuid, String)> = marked.load(conn).await?;
    let mut told: HashMap<Uuid, Vec<Piece>> = marked.into_iter().map(|(id, text)| (id, pieces(&text, &wanted.terms))).collect();
    let has_none = |pieces: &[Piece]| !pieces.iter().any(|piece| piece.is_match);
    let unmarked: Vec<Uuid> = told.iter().filter(|(_, pieces)| has_none(pieces)).map(|(id, _)| *id).take(MOST_WHOLE).collect();
    if unmarked.is_empty() {
        return Ok(told);
    }
    let whole = statement::<(SqlUuid, Text)>(WHOLE[0]).and(said).and(WHOLE[1]).bind::<Array<SqlUuid>, _>(unmarked);
    for (id, text) in whole.load::<(Uuid, String)>(conn).await? {
        let found = marking::around(&text, &wanted.terms);
        if !found.is_empty() {
            told.insert(id, found);
        }
    }
    Ok(told)
}

/// What is marked, and what stands around it: also there the terms themselves.
fn pieces(marked: &str, terms: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, part) in marked.split(BEGIN).enumerate() {
        let (hit, rest) = if index == 0 { ("", part) } else { part.split_once(END).unwrap_or((part, "")) };
        pieces.extend([(hit, true), (rest, false)].into_iter().filter(|(text, _)| !text.is_empty()));
    }
    let has_some = pieces.iter().any(|(_, is_match)| *is_match);
    let piece = |(text, is_match): (&str, bool)| {
        let text = text.replace(LESS, "<");
        if is_match { vec![Piece { text, is_match }] } else { marking::marked(&text, terms, !has_some) }
    };
    pieces.into_iter().flat_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_told_apart() {
        let told = |marked: &str| pieces(marked, &[]).into_iter().map(|piece| (piece.text, piece.is_match)).collect::<Vec<_>>();
        let piece = |text: &str, is_match| (text.to_owned(), is_match);
        assert_eq!(told("\u{1}Panen\u{2} \u{3}b>raya\u{3}/b>"), [piece("Panen", true), piece(" <b>raya</b>", false)]);
        assert_eq!(told("a \u{1}b\u{2}\u{1}c\u{2}"), [piece("a ", false), piece("b", true), piece("c", true)]);
        assert_eq!(told(""), []);
    }
}
