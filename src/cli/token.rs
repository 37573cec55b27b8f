//! `pubdok token`: a bearer token for trying things, signed with the development key.

use super::Outcome;
use crate::config::Config;
use crate::domain::role::{Role, Roles};
use crate::http::auth::token::{DevelopmentKey, DevelopmentToken, sign_development_token};
use crate::office::app::Clock;
use clap::Args;
use uuid::Uuid;

#[derive(Debug, Args)]
pub struct Options {
    /// Whose token: kabag, kasubag, staf-1, staf-2, admin, auditor, portal, or any other subject
    #[arg(long)]
    subject: String,
    /// DIVISION_HEAD, SUBDIVISION_HEAD, STAFF, ADMIN, AUDITOR or INTEGRATION; repeatable. Demo subjects know their own
    #[arg(long = "role")]
    roles: Vec<Role>,
    /// How long it is valid, at most 24h: such as 8h, 30m
    #[arg(long, default_value = "8h", value_parser = seconds)]
    ttl: i64,
}

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

pub fn token(config: &Config, options: &Options) -> Outcome {
    if !config.is_development() {
        return Err("development tokens do not exist in the production profile (DATABASE_URL is set); get one from your identity provider".to_owned());
    }
    let mut roles: Roles = options.roles.iter().copied().collect();
    if roles.is_empty() {
        roles = DEMO_ROLES.iter().filter(|(subject, _)| *subject == options.subject).map(|(_, role)| *role).collect();
    }
    if roles.is_empty() {
        return Err(format!("{:?} is no demo subject; name its roles with --role", options.subject));
    }
    println!("{}", sign(config, &options.subject, roles, options.ttl)?);
    Ok(())
}

/// A token signed with the development key of the data directory.
pub fn sign(config: &Config, subject: &str, roles: Roles, lifetime: i64) -> Result<String, String> {
    let key = DevelopmentKey::open(&config.data_dir).map_err(|error| error.to_string())?;
    let issued_at = Clock::default().now().timestamp();
    let token = DevelopmentToken { subject, roles, audience: &config.audience, issued_at, lifetime, id: Uuid::now_v7() };
    sign_development_token(&key, &token).map_err(|error| error.to_string())
}

fn seconds(text: &str) -> Result<i64, String> {
    let (number, unit) = text.split_at(text.len().saturating_sub(1));
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 0,
    };
    number
        .parse::<i64>()
        .ok()
        .map(|number| number.saturating_mul(unit))
        .filter(|seconds| (1..=86_400).contains(seconds))
        .ok_or_else(|| "write a time up to 24h, such as 8h, 30m or 90s".to_owned())
}
