//! The development profile: an embedded PostgreSQL, demo officers, and tokens to try things with.

use crate::config::Config;
use crate::db::dial;
use crate::db::embedded::{Embedded, Kind};
use crate::db::schema::officers;
use crate::demo::people::{DEMO_ROLES, sign};
use crate::domain::role::{Role, Roles};
use crate::office::app::Clock;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::net::SocketAddr;
use std::path::Path;
use uuid::Uuid;

pub const DATABASE: &str = "pubdok";

pub fn start_postgresql(data_dir: &Path) -> Result<Embedded, String> {
    std::fs::create_dir_all(data_dir)
        .map_err(|error| format!("cannot make {}: {error}. Set PUBDOK_DATA_DIR to a folder you may write", data_dir.display()))?;
    let postgresql = Embedded::start(Kind::Development, data_dir).map_err(|error| error.to_string())?;
    postgresql.create_database_if_missing(DATABASE).map_err(|error| error.to_string())?;
    Ok(postgresql)
}

const UNIT: &str = "HUMAS";

/// Subject, name, title, qualification (as the SOP asks), role.
const DEMO_OFFICERS: [(&str, &str, &str, &str, Role); 4] = [
    ("kabag", "Ratna Wulandari", "Kepala Bagian Kominfo dan Humas", "S2 Teknik Informatika", Role::DivisionHead),
    ("kasubag", "Bambang Prasetyo", "Kepala Sub Bagian Humas", "S1 Sosiologi", Role::SubdivisionHead),
    ("staf-1", "Siti Aminah", "Staf Sub Bagian Humas", "DIII Ilmu Komunikasi", Role::Staff),
    ("staf-2", "Agus Setiawan", "Staf Sub Bagian Humas", "DIII Ilmu Komunikasi", Role::Staff),
];

/// Demo people, entered once; what somebody changed of them stays changed.
pub async fn enter_demo_officers(url: &str) -> Result<(), String> {
    let mut conn = dial(url).await.map_err(|error| error.to_string())?;
    let now = Clock::default().now();
    for (subject, name, title, qualification, role) in DEMO_OFFICERS {
        diesel::insert_into(officers::table)
            .values((
                officers::id.eq(Uuid::now_v7()),
                officers::subject.eq(subject),
                officers::name.eq(name),
                officers::position_title.eq(title),
                officers::unit.eq(UNIT),
                officers::roles.eq(vec![role]),
                officers::qualification.eq(qualification),
                officers::active.eq(true),
                officers::created_at.eq(now),
                officers::updated_at.eq(now),
                officers::version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(&mut conn)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What a newcomer needs to see first.
pub fn greet(config: &Config, address: SocketAddr, database: Option<&Path>) -> Result<(), String> {
    let base = format!("http://{address}");
    println!("Pubdok serves {base}  (development profile, data in {})", config.data_dir.display());
    if let Some(elsewhere) = database.filter(|database| !lies_in(database, &config.data_dir)) {
        // Root's stand-in cannot enter the folder, or somebody linked it.
        println!("The database's data are in {}, to which {} links.", elsewhere.display(), config.data_dir.display());
    }
    println!("Documentation: {base}/docs/");
    println!("See the whole SOP run: pubdok demo   (in another terminal; from a clone: cargo run -- demo)\n");
    println!("Tokens, valid for 8 hours:\n");
    for (subject, role) in DEMO_ROLES {
        let token = sign(config, subject, Roles::of(role), 8 * 3600)?;
        println!("# {subject} ({role})\ncurl -H 'Authorization: Bearer {token}' {base}/v1/{}\n", first_path(role));
    }
    println!("Ctrl-C stops.");
    Ok(())
}

fn lies_in(path: &Path, folder: &Path) -> bool {
    std::fs::canonicalize(folder).is_ok_and(|folder| path.starts_with(folder))
}

/// Where each role begins.
fn first_path(role: Role) -> &'static str {
    match role {
        Role::DivisionHead => "agenda-items",
        Role::SubdivisionHead | Role::Staff => "inbox",
        Role::Admin => "officers",
        Role::Auditor => "journal",
        Role::Integration => "me",
    }
}
