//! Drawing numbers from the registers: gapless, never reused, in the transaction of what they number.

use crate::db::Connection;
use crate::db::statement::statement;
use crate::domain::register::{NumberForm, RegisterKind};
use crate::domain::workflow::Hat;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Problem};
use crate::office::call::Doing;
use crate::office::turns::Row;
use diesel::sql_types::{Integer, Text};
use diesel_async::RunQueryDsl;

/// A place in a register, still without its serial.
#[derive(Debug, Clone)]
pub struct Place {
    pub kind: RegisterKind,
    pub unit: String,
    pub year: i32,
    pub form: NumberForm,
}

/// A number drawn.
#[derive(Debug, Clone)]
pub struct Number {
    pub unit: String,
    pub year: i32,
    pub serial: i32,
    pub printed: String,
}

/// Where something made now under this hat is entered: in the register of the post's unit, whoever stands in for it, by the office's
/// local date. To be asked for right before it is drawn.
pub fn place(doing: &Doing, hat: &Hat, kind: RegisterKind) -> Result<Place, Problem> {
    let zone = doing.office.zone();
    let post = hat.post.as_ref().ok_or_else(|| Problem::internal("somebody without a post draws a number"))?;
    let unit = post.unit.clone();
    doing.turn.at(Row::Series(kind, unit.clone()))?;
    let form = doing.office.template(kind)?.form(&unit, zone.local_date(doing.now));
    Ok(Place { kind, unit, year: zone.local_year(doing.now), form })
}

/// Kept by the database of every number that a paper bears.
pub const ONCE: &str = "register_numbers_once";

/// The number drawn is printed like one that another paper bears already, as after templates were exchanged. Nothing is written, and
/// the serial is drawn again once there is a template that tells the two apart.
pub fn taken() -> Problem {
    let words = Words::new(
        "Nomor yang akan tercetak sudah dipakai surat lain. ADMIN perlu mengubah pola nomor (/v1/settings/registers); belum ada yang disimpan.",
        "The number that would be printed is another paper's already. ADMIN must change the number templates (/v1/settings/registers); nothing was kept.",
    );
    Problem::conflict(Faults::body("#", FaultKind::Rule { code: "NUMBER_TAKEN", words }))
}

/// The row lock holds until the transaction ends: whoever draws next waits, and a rollback gives the number back.
const DRAW: &str = "
INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ($, $, $, 1)
ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING last_serial";

pub async fn draw(conn: &mut Connection, place: Place) -> Result<Number, Problem> {
    let serial: i32 = statement::<Integer>(DRAW)
        .bind::<Text, _>(place.kind)
        .bind::<Text, _>(place.unit.clone())
        .bind::<Integer, _>(place.year)
        .get_result(conn)
        .await?;
    Ok(Number { printed: place.form.with(serial), unit: place.unit, year: place.year, serial })
}
