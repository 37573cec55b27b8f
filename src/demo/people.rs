//! The people of the development profile, and tokens to speak as one of them.

use crate::config::Config;
use crate::domain::role::{Role, Roles};
use crate::http::auth::token::{DevelopmentKey, DevelopmentToken, sign_development_token};
use crate::office::app::Clock;
use uuid::Uuid;

/// The demo subjects and what each may do.
pub const DEMO_ROLES: [(&str, Role); 7] = [
    ("kabag", Role::DivisionHead),
    ("kasubag", Role::SubdivisionHead),
    ("staf-1", Role::Staff),
    ("staf-2", Role::Staff),
    ("admin", Role::Admin),
    ("auditor", Role::Auditor),
    ("portal", Role::Integration),
];

/// A token signed with the development key of the data directory.
pub fn sign(config: &Config, subject: &str, roles: Roles, lifetime: i64) -> Result<String, String> {
    let key = DevelopmentKey::open(&config.data_dir).map_err(|error| error.to_string())?;
    let issued_at = Clock::default().now().timestamp();
    let token = DevelopmentToken { subject, roles, audience: &config.tokens.audience, issued_at, lifetime, id: Uuid::now_v7() };
    sign_development_token(&key, &token).map_err(|error| error.to_string())
}

/// A token for one of the demo's people.
pub fn development_token(config: &Config, subject: &str, roles: Roles) -> Result<String, String> {
    sign(config, subject, roles, 3600)
}
