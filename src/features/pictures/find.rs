//! Which artifacts of a case have a flag, or are of one burst: reckoned by the rules, for a case has some hundreds of them.

use super::store::{self, Shot};
use crate::db::Connection;
use crate::domain::picture::{self, ArtifactFlag, Frame};
use diesel::QueryResult;
use uuid::Uuid;

/// More photos than any event had.
pub const MOST_SHOTS: i64 = 2000;

/// The files of a case with one of these flags.
pub async fn flagged(conn: &mut Connection, case: Uuid, flags: &[ArtifactFlag]) -> QueryResult<Vec<Uuid>> {
    let happening = store::event_of(conn, case).await?.happening();
    let moments = store::moments(conn, case).await?;
    let has = |moment: &store::Moment| {
        let of_event = picture::flags(moment.taken_at, moment.position(), &happening);
        of_event.iter().chain(&picture::file_flags(moment.label_differs, moment.ends_early)).any(|flag| flags.contains(flag))
    };
    Ok(moments.iter().filter(|moment| has(moment)).map(|moment| moment.artifact_id).collect())
}

/// The photos of the burst that this one is of; of one that is in none, itself.
pub async fn burst_of(conn: &mut Connection, case: Uuid, artifact: Uuid) -> QueryResult<Vec<Uuid>> {
    let shots = store::shots(conn, case, MOST_SHOTS).await?;
    let burst = bursts(&shots).into_iter().find(|burst| burst.iter().any(|frame| frame.id == artifact));
    Ok(burst.map_or_else(|| vec![artifact], |burst| burst.iter().map(|frame| frame.id).collect()))
}

/// Those of a case, in the order of time.
pub fn bursts(shots: &[Shot]) -> Vec<Vec<Frame<Uuid>>> {
    picture::bursts(shots.iter().filter_map(Shot::frame).collect())
}

impl Shot {
    fn frame(&self) -> Option<Frame<Uuid>> {
        let likeness = <[u8; 8]>::try_from(self.likeness.as_deref()?).ok()?;
        Some(Frame { id: self.artifact_id, taken_at: self.taken_at, likeness: u64::from_be_bytes(likeness) })
    }
}
