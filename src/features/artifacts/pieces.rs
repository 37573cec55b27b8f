//! A file that comes in pieces: asked about when it is announced, made an artifact or a new version of one when it is whole.

use super::add::Added;
use super::receive::File;
use super::requests::AddArtifact;
use super::{act, add, store};
use crate::db::Connection;
use crate::domain::artifact::ArtifactKind;
use crate::features::assignments;
use crate::http::problem::{Faults, Problem};
use crate::office::call::Doing;
use serde_json::Value;
use uuid::Uuid;

/// What a file is to become.
#[derive(Debug, Clone)]
pub enum Target {
    New { case: Uuid, request: Box<AddArtifact> },
    Version { artifact: Uuid },
}

/// What is known of an artifact before its file is there.
#[derive(Debug, Clone, Copy)]
pub struct Prospect {
    pub case: Uuid,
    /// The officer it is sent for.
    pub sender: Uuid,
    pub kind: ArtifactKind,
}

/// What became of a file.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    pub artifact: Uuid,
    pub version: i32,
}

/// The description of a file as it stands in the upload form.
pub fn describe(value: Value) -> Result<Box<AddArtifact>, Faults> {
    let request = crate::http::body::request::<AddArtifact>(value)?;
    request.check_file()?;
    Ok(Box::new(request))
}

impl Target {
    /// Whether it may become that now; asked without a lock.
    pub async fn permit(&self, conn: &mut Connection, doing: &Doing) -> Result<Prospect, Problem> {
        match self {
            Self::New { case, request } => {
                Ok(Prospect { case: *case, sender: add::would_permit(conn, doing, *case).await?, kind: request.kind })
            }
            Self::Version { artifact } => {
                let whole = store::find(conn, &doing.actor, *artifact).await?;
                let sender = act::would_permit_content(doing, &whole, &[])?;
                Ok(Prospect { case: whole.row.assignment_id, sender, kind: whole.row.kind })
            }
        }
    }

    /// The same with the case locked until the transaction ends: what is begun on it comes before or after an act, never beside.
    pub async fn permit_locked(&self, conn: &mut Connection, doing: &Doing) -> Result<Prospect, Problem> {
        let case = match self {
            Self::New { case, .. } => *case,
            Self::Version { artifact } => store::case_of(conn, *artifact).await?,
        };
        assignments::open(conn, doing, case).await?;
        self.permit(conn, doing).await
    }

    pub async fn make(self, conn: &mut Connection, doing: &Doing, file: File) -> Result<Made, Problem> {
        match self {
            Self::New { case, request } => match add::add_artifact(conn, doing, case, *request, Some(file)).await? {
                Added::New(artifact) => Ok(Made { artifact, version: 1 }),
                Added::There(artifact) => Self::current(conn, artifact).await,
            },
            Self::Version { artifact } => {
                act::replace_content(conn, doing, artifact, &[], file).await?;
                Self::current(conn, artifact).await
            }
        }
    }

    async fn current(conn: &mut Connection, artifact: Uuid) -> Result<Made, Problem> {
        let loaded = store::load_all(conn, &[artifact]).await?.remove(&artifact);
        let (_, _, content, ..) = loaded.ok_or_else(Problem::not_found)?;
        let content = content.ok_or_else(|| Problem::internal("a file without content"))?;
        Ok(Made { artifact, version: content.number })
    }
}
