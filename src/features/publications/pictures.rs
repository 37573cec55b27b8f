//! What a take-down of an artifact does to what was published: in the same transaction, so that nobody ever sees one without the other.

use super::correct::Opened;
use super::store::{self, contents};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::text::Prose;
use crate::domain::workflow::Hat;
use crate::features::assignments::Case;
use crate::features::journal::{self, Entry};
use crate::features::receipts;
use crate::http::problem::Problem;
use crate::office::call::Doing;
use serde_json::json;
use uuid::Uuid;

/// A file is withdrawn from every version that shows it, and leaves a tombstone there; a draft takes what was made of it with it. That a
/// take-down is lifted publishes nothing: a correction shows the file again, or the draft is published anew. Of a publication that was
/// withdrawn before nothing is told: nobody shows it, or it was never to be read.
pub async fn withdraw_artifact(
    conn: &mut Connection,
    doing: &Doing,
    (case, hat): (&Case, &Hat),
    artifact: Uuid,
    reason: &Prose<2000>,
) -> Result<(), Problem> {
    let published = store::of_case(conn, case.id()).await?;
    if published.is_empty() {
        return Ok(());
    }
    let taken = contents::take_down(conn, artifact, doing.now, reason.clone()).await?;
    for row in published {
        if row.withdrawn_at.is_some() {
            continue;
        }
        let shown = taken.iter().find(|(of, ..)| *of == row.id);
        let mut opened = Opened { case: case.clone(), row };
        if opened.row.draft_id == artifact {
            opened.withdraw(conn, doing, hat, reason.clone()).await?;
        } else if let Some((_, _, sha256)) = shown {
            opened.save(conn, doing).await?;
            receipts::outdate(conn, opened.row.id, opened.row.seen_from(doing.now)).await?;
            let entry = Entry::named("publication.picture-withdrawn", hat, (SubjectKind::Publication, opened.row.id));
            let told = json!({ "artifactId": artifact, "sha256": sha256, "slug": opened.row.slug });
            let entry = entry.of_case(case.id()).because(reason.to_string()).changed(().into(), told);
            journal::record(conn, doing, entry).await?;
        }
    }
    Ok(())
}
