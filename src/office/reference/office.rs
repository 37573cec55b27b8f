//! The office's settings as the rules use them: calendar, number templates, instruction codes, limits.

use super::names::Names;
use crate::db::Connection;
use crate::db::columns::Json;
use crate::db::schema::{procedures, settings};
use crate::domain::register::{NumberTemplate, RegisterKind};
use crate::domain::text::Line;
use crate::domain::time::{OfficeZone, WorkingCalendar};
use crate::http::problem::Problem;
use crate::office::settings::{Holidays, Instructions, Letterheads, Registers, Setting, UploadLimits, WorkingHours};
use crate::print::Letterhead;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// An entry of the office's list of instructions (*isi disposisi*).
pub use crate::office::settings::InstructionCode;

/// A revision of the SOP in short.
#[derive(Debug, Clone)]
pub struct Revision {
    pub number: Line<100>,
    pub effective_on: NaiveDate,
}

/// Revisions by their ids.
pub type Revisions = HashMap<Uuid, Revision>;

#[derive(Debug)]
pub struct Office {
    pub calendar: WorkingCalendar,
    pub instructions: Vec<InstructionCode>,
    pub limits: UploadLimits,
    templates: HashMap<RegisterKind, NumberTemplate>,
    /// Each from its day on, in the order of these.
    letterheads: Vec<(NaiveDate, Letterhead)>,
    /// What stands over papers before the first of them.
    plain_letterhead: Letterhead,
    /// No revision ever changes, but there may be newer ones.
    pub revisions: Revisions,
    pub names: Arc<Names>,
}

impl Office {
    pub fn zone(&self) -> OfficeZone {
        self.calendar.zone()
    }

    pub fn template(&self, kind: RegisterKind) -> Result<&NumberTemplate, Problem> {
        self.templates.get(&kind).ok_or_else(|| Problem::internal(format!("no number template for {kind}")))
    }

    /// What stands over papers that are made on this day.
    pub fn letterhead(&self, on: NaiveDate) -> &Letterhead {
        let in_force = self.letterheads.iter().rev().find(|(from, _)| *from <= on);
        in_force.map_or(&self.plain_letterhead, |(_, letterhead)| letterhead)
    }

    /// An instruction that may be given now.
    pub fn knows_instruction(&self, code: &str) -> bool {
        self.instructions.iter().any(|known| known.active && *known.code == *code)
    }
}

pub async fn load(
    conn: &mut Connection,
    zone: OfficeZone,
    plain_letterhead: &Letterhead,
    names: &Arc<Names>,
) -> Result<Office, Problem> {
    let rows: Vec<(String, Json<Value>)> = settings::table.select((settings::key, settings::value)).load(conn).await?;
    let mut documents: HashMap<String, Value> = rows.into_iter().map(|(key, Json(value))| (key, value)).collect();
    let hours: WorkingHours = document(&mut documents)?;
    let holidays: Holidays = document(&mut documents)?;
    let registers: Registers = document(&mut documents)?;
    let instructions: Instructions = document(&mut documents)?;
    let letterheads: Letterheads = document(&mut documents)?;
    Ok(Office {
        calendar: hours.calendar(zone, &holidays).map_err(Problem::internal)?,
        instructions: instructions.items,
        limits: document(&mut documents)?,
        templates: registers.templates().map_err(Problem::internal)?,
        letterheads: letterheads.dated(),
        plain_letterhead: plain_letterhead.clone(),
        revisions: revisions(conn, None).await?,
        names: Arc::clone(names),
    })
}

/// Revisions of the SOP: these, or all.
pub async fn revisions(conn: &mut Connection, ids: Option<Vec<Uuid>>) -> QueryResult<Revisions> {
    let mut wanted = procedures::table.select((procedures::id, procedures::number, procedures::effective_on)).into_boxed();
    if let Some(ids) = ids {
        wanted = wanted.filter(procedures::id.eq_any(ids));
    }
    let found: Vec<(Uuid, Line<100>, NaiveDate)> = wanted.load(conn).await?;
    Ok(found.into_iter().map(|(id, number, effective_on)| (id, Revision { number, effective_on })).collect())
}

fn document<T: Setting>(documents: &mut HashMap<String, Value>) -> Result<T, Problem> {
    let value = documents.remove(T::KEY).unwrap_or_default();
    serde_json::from_value(value).map_err(|error| Problem::internal(format!("setting {}: {error}", T::KEY)))
}
