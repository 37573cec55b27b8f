//! What a report reports: read live while it is a draft, out of its bundle afterwards.

use crate::blobs::Digest;
use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::text::{Line, Prose};
use crate::features::assignments::StepView;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An artifact as a report tells of it. Bundles hold it for good: a member added later must be optional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportedArtifact {
    pub id: Uuid,
    pub kind: ArtifactKind,
    #[schema(example = "Bupati membuka festival")]
    pub title: Line<300>,
    pub sender_id: Uuid,
    /// null while undecided.
    pub decision: Option<SelectionDecision>,
    #[schema(example = "Paling jelas menampilkan penyerahan bantuan")]
    pub reason: Option<Prose<2000>>,
    /// The order among the selected.
    #[schema(minimum = 1, maximum = 10000, example = 1)]
    pub rank: Option<i32>,
    /// SHA-256 of the newest content; of a draft: of its headline, excerpt and content in UTF-8, joined by NUL bytes.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    pub sha256: Option<String>,
    /// null for a draft.
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: Option<String>,
    /// In bytes; null for a draft.
    #[schema(minimum = 1, example = 482_133)]
    pub size: Option<i64>,
}

/// The artifacts of one case, as far as they are decided.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    pub selected: Vec<ReportedArtifact>,
    pub not_selected: Vec<ReportedArtifact>,
    /// Not looked at yet, or sent back to be mended.
    pub undecided: Vec<ReportedArtifact>,
}

/// The same once it is submitted, with the clock of that moment.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fixed {
    pub selected: Vec<ReportedArtifact>,
    pub not_selected: Vec<ReportedArtifact>,
    pub steps: Vec<StepView>,
}

type Row = (
    (SqlUuid, SqlUuid, Text, Text, SqlUuid),
    (Nullable<Text>, Nullable<Text>, Nullable<Integer>),
    (Nullable<Binary>, Nullable<Text>, Nullable<BigInt>),
);

#[derive(Queryable)]
#[diesel(check_for_backend(diesel::pg::Pg))]
struct Found {
    artifact: (Uuid, Uuid, ArtifactKind, Line<300>, Uuid),
    selection: (Option<SelectionDecision>, Option<Prose<2000>>, Option<i32>),
    content: (Option<Vec<u8>>, Option<String>, Option<i64>),
}

const OF_CASES: &str = r"
SELECT a.assignment_id, a.id, a.kind, a.title, a.sender_id, a.decision, a.decision_reason, a.decision_rank,
    coalesce(c.sha256, sha256(convert_to(a.headline, 'UTF8') || '\x00'::bytea || convert_to(coalesce(a.excerpt, ''), 'UTF8')
        || '\x00'::bytea || convert_to(a.content, 'UTF8'))), c.media_type, c.size
FROM artifacts a
LEFT JOIN LATERAL (SELECT * FROM content_versions v WHERE v.artifact_id = a.id ORDER BY v.number DESC LIMIT 1) c ON true
WHERE a.assignment_id = ANY($) ORDER BY a.decision_rank, a.id";

/// The artifacts of these cases as they stand now: one query, however many there are.
pub async fn of_cases(conn: &mut Connection, cases: Vec<Uuid>) -> QueryResult<HashMap<Uuid, Sorted>> {
    let mut of: HashMap<Uuid, Sorted> = HashMap::new();
    if cases.is_empty() {
        return Ok(of);
    }
    let found: Vec<Found> = statement::<Row>(OF_CASES).bind::<Array<SqlUuid>, _>(cases).load(conn).await?;
    for Found { artifact: (case, id, kind, title, sender_id), selection: (decision, reason, rank), content } in found {
        let digest = content.0.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let artifact = ReportedArtifact {
            id,
            kind,
            title,
            sender_id,
            decision,
            reason,
            rank,
            sha256: digest.map(|bytes| Digest::from(bytes).to_string()),
            media_type: content.1,
            size: content.2,
        };
        of.entry(case).or_default().put(artifact);
    }
    Ok(of)
}

/// The artifacts of one case.
pub async fn of_case(conn: &mut Connection, case: Uuid) -> QueryResult<Sorted> {
    Ok(of_cases(conn, vec![case]).await?.remove(&case).unwrap_or_default())
}

impl Sorted {
    fn put(&mut self, artifact: ReportedArtifact) {
        match artifact.decision {
            Some(SelectionDecision::Selected) => self.selected.push(artifact),
            Some(SelectionDecision::NotSelected) => self.not_selected.push(artifact),
            Some(SelectionDecision::Returned) | None => self.undecided.push(artifact),
        }
    }
}
