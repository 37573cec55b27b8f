//! How people are named on paper.

use crate::features::mandates::Acting;
use crate::print::{Named, words};

/// The holder of a post as a sheet names them, or whoever acted as them.
pub fn named(name: impl ToString, position: impl ToString, acting: Option<&Acting>) -> Named {
    let position = position.to_string();
    match acting {
        None => Named { name: name.to_string(), position, decree: None },
        Some(acting) => Named {
            name: acting.officer.name.to_string(),
            position: format!("{} {position}", words::standing_in(acting.kind)),
            decree: Some(acting.decree_number.to_string()),
        },
    }
}
