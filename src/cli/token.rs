//! `pubdok token`: a bearer token for trying things, signed with the development key.

use super::Outcome;
use crate::config::Config;
use crate::demo::people::{DEMO_ROLES, sign};
use crate::domain::role::{Role, Roles};
use clap::Args;

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
