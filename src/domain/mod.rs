//! What is true: the SOP's values and rules, pure (no actix, no diesel, no async).

pub mod agenda;
pub mod artifact;
pub mod assignment;
pub mod clock;
pub mod digest;
pub mod disposition;
pub mod journal;
pub mod label;
pub mod media_type;
pub mod merkle;
pub mod officer;
pub mod paper;
pub mod performance;
pub mod picture;
pub mod procedure;
pub mod publication;
pub mod register;
pub mod report;
pub mod role;
pub mod security;
pub mod slug;
pub mod structured_text;
pub mod text;
pub mod text_encoding;
pub mod time;
pub mod workflow;
