//! Whose open work is asked for.

use uuid::Uuid;

/// With whom it is open, and whether only what the viewer sees of it is told.
pub struct OpenWorkOf {
    pub officer: Uuid,
    pub only_in_sight: bool,
}
