//! Which files are taken, told with the limits: one line a type, from the table that decides.

use crate::domain::artifact::ArtifactKind;
use crate::domain::label::Label;
use crate::domain::media_type::MediaType;
use crate::domain::text::Line;
use crate::http::problem::Faults;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A type of file that is taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedType {
    #[schema(max_length = 100, example = "image/jpeg")]
    media_type: &'static str,
    /// Endings of its file names, the usual one first.
    #[schema(value_type = Vec<Line<10>>, max_items = 10, example = json!(["jpg", "jpeg"]))]
    extensions: &'static [&'static str],
    /// The kinds of artifacts that may have it.
    #[schema(max_items = 8, example = json!(["PHOTO", "SOURCE_MATERIAL"]))]
    kinds: Vec<ArtifactKind>,
    /// Whether a download may be shown in place; else it is saved.
    inline: bool,
    /// Whether smaller copies are made of it.
    copies: bool,
}

/// Stands in the document of the limits where the table is told; what is sent back there is read as it was told, and passed over, for
/// nobody sets it.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct AcceptedTypes;

impl AcceptedTypes {
    pub fn told() -> Vec<AcceptedType> {
        let of = |media_type: MediaType| AcceptedType {
            media_type: media_type.as_str(),
            extensions: media_type.extensions(),
            kinds: ArtifactKind::ALL.iter().copied().filter(|kind| media_type.is_for(*kind)).collect(),
            inline: media_type.is_inline(),
            copies: media_type.has_copies(),
        };
        MediaType::all().map(of).collect()
    }

    /// Never kept with the document.
    pub fn is_no_choice(&self) -> bool {
        true
    }
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[expect(dead_code, reason = "read for its faults alone")]
struct SentBack {
    media_type: Line<100>,
    extensions: Vec<Line<10>>,
    kinds: Vec<ArtifactKind>,
    inline: bool,
    copies: bool,
}

impl Deserr<Faults> for AcceptedTypes {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        Vec::<SentBack>::deserialize_from_value(value, location).map(|_| Self)
    }
}
