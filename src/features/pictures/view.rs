//! How what is known of a picture is shown.

use super::store::{MOST_BYTES, Picture, Poster};
use crate::domain::digest::Digest;
use crate::domain::media_type::MediaType;
use crate::domain::picture::NoCopies;
use crate::features::mandates::Acting;
use crate::features::officers::OfficerRef;
use crate::http::fields::Stamp;
use crate::http::position::PositionView;
use crate::office::names::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the file itself says of the picture; the sender may say otherwise in the artifact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Capture)]
pub struct CaptureView {
    /// Pixels, held upright.
    #[schema(minimum = 1, maximum = 2147483647, example = 6000)]
    pub width: i32,
    /// Pixels, held upright.
    #[schema(minimum = 1, maximum = 2147483647, example = 4000)]
    pub height: i32,
    /// By the camera's clock; one without a zone is read in the office's.
    pub taken_at: Option<Stamp>,
    /// Make and model.
    #[schema(max_length = 200, example = "NIKON D750")]
    pub camera: Option<String>,
    pub position: Option<PositionView>,
}

/// The picture that stands for a file which is none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Poster)]
pub struct PosterView {
    pub sha256: Digest,
    /// As found in the bytes.
    #[schema(max_length = 100, example = "image/jpeg")]
    pub media_type: String,
    /// Bytes.
    #[schema(minimum = 1, maximum = 20971520_i64, example = 182113)]
    pub size: i64,
    pub uploaded_by_id: Uuid,
    pub uploaded_by: OfficerRef,
    /// Who did so in person, if by mandate.
    pub uploaded_by_acting: Option<Acting>,
    pub uploaded_at: Stamp,
}

/// Why no copies are made of a content; None: they are made, or it is no picture.
pub fn no_copies(media_type: &str, size: u64, picture: Option<&Picture>) -> Option<NoCopies> {
    let media_type = MediaType::parse(media_type).filter(|one| one.as_str().starts_with("image/"))?;
    match picture {
        _ if !media_type.has_copies() => Some(NoCopies::Unsupported),
        Some(picture) => picture.no_copies,
        None if size > MOST_BYTES => Some(NoCopies::TooLarge),
        // No picture that is ready lies in it, which is no fault of its.
        None if media_type.is_raw() => Some(NoCopies::Unsupported),
        // Even its header could not be read.
        None => Some(NoCopies::Damaged),
    }
}

impl Picture {
    pub fn view(&self) -> CaptureView {
        CaptureView {
            width: self.width,
            height: self.height,
            taken_at: self.captured_at.map(Stamp),
            camera: self.camera.as_deref().map(str::to_owned),
            position: PositionView::of(self.latitude, self.longitude),
        }
    }
}

impl Poster {
    pub fn view(&self, names: &Names, acting: Option<Acting>) -> PosterView {
        PosterView {
            sha256: self.sha256,
            media_type: self.media_type.clone(),
            size: self.size,
            uploaded_by_id: self.uploaded_by_id,
            uploaded_by: names.officer(self.uploaded_by_id),
            uploaded_by_acting: acting,
            uploaded_at: self.uploaded_at.into(),
        }
    }
}
