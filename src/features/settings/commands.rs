//! Replacing a setting, in one transaction.

use super::store::{self, Kept};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::Doing;
use crate::office::settings::Setting;

/// Who keeps the settings.
const KEEPER: Roles = Roles::of(Role::Admin);

pub async fn replace_setting<T: Setting>(conn: &mut Connection, doing: &Doing, document: T) -> Result<Kept<T>, Problem> {
    let hat = doing.actor.hat(KEEPER)?;
    document.faults().none()?;
    let before = store::lock::<T>(conn).await?;
    doing.expected.check(before.version)?;
    let document = document.after(&before.document, doing.office.zone().local_date(doing.now))?;
    keep_carried_codes(conn, document.gives_up(&before.document)).await?;
    let after = Kept { id: before.id, document, version: before.version + 1 };
    store::update(conn, &after, doing.now).await?;
    let entry = Entry::named("setting.changed", hat, (SubjectKind::Setting, after.id))
        .changed(journal::told(&before.document), journal::told(&after.document));
    journal::record(conn, doing, entry).await?;
    Ok(after)
}

/// A disposition shows its instructions in the office's words for as long as it is kept, so their codes stay.
async fn keep_carried_codes(conn: &mut Connection, given_up: Vec<String>) -> Result<(), Problem> {
    if given_up.is_empty() {
        return Ok(());
    }
    let carried = store::carried(conn, given_up).await?.join(", ");
    if carried.is_empty() {
        return Ok(());
    }
    let words = Words::new(
        format!("Sudah dipakai pada disposisi: {carried}. Jangan dihapus; beri active: false."),
        format!("Dispositions carry {carried}. Do not remove; set active: false."),
    );
    Err(Problem::conflict(Faults::body("#/items", FaultKind::Rule { code: "CODE_IN_USE", words })))
}
