//! Replacing a setting, in one transaction.

use super::store::{self, Kept};
use crate::db::Connection;
use crate::domain::journal::SubjectKind;
use crate::domain::register::{NumberTemplate, RegisterKind};
use crate::domain::role::{Role, Roles};
use crate::features::journal::{self, Entry};
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
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
    keep_printed_numbers(conn, doing, document.new_templates(&before.document)).await?;
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

/// A template under which a register would come to a number that a paper bears already, as when two registers exchange theirs, would
/// stop the register there.
async fn keep_printed_numbers(
    conn: &mut Connection,
    doing: &Doing,
    new: Vec<(&'static str, RegisterKind, NumberTemplate)>,
) -> Result<(), Problem> {
    let zone = doing.office.zone();
    let (year, today) = (zone.local_year(doing.now), zone.local_date(doing.now));
    let mut faults = Faults::default();
    for (name, kind, template) in new {
        let forms = store::units_of(conn, year).await?.into_iter().map(|unit| (template.form(&unit, today), unit)).collect();
        if let Some(number) = store::printed_already(conn, kind, year, forms).await? {
            let words = Words::new(
                format!(
                    "Dengan pola ini register akan sampai pada nomor \"{number}\", yang sudah dipakai surat lain; beri tanda lain."
                ),
                format!(
                    "With this template the register would come to \"{number}\", which another paper bears; give it another mark."
                ),
            );
            faults.add(Place::Body(format!("#/{name}")), FaultKind::Rule { code: "NUMBER_TAKEN", words });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::conflict(faults)) }
}
