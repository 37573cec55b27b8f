//! What is told in both languages at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in Indonesian and in English.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Bilingual {
    #[schema(max_length = 500, example = "Data tidak sah")]
    pub id: String,
    #[schema(max_length = 500, example = "Invalid input")]
    pub en: String,
}
