//! SQL of the registers. A number is seen with its case: what is out of sight is not there, not even as a number.

use super::requests::{RegisterFilter, RegisterStatus};
use crate::db::Connection;
use crate::db::statement::{Statement, statement};
use crate::domain::assignment::Classification;
use crate::domain::label::Label;
use crate::domain::register::RegisterKind;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::officers::OfficerRef;
use crate::http::paging::{COUNT_CAP, Count};
use crate::http::problem::Problem;
use crate::office::actor::{Actor, Sight};
use crate::office::visibility;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

/// A number that was handed out.
#[derive(Debug)]
pub struct Entry {
    pub id: Uuid,
    pub unit: String,
    pub year: i32,
    pub serial: i32,
    pub number: String,
    pub entered_at: Instant,
    pub status: RegisterStatus,
    pub void_reason: Option<String>,
    pub subject: Line<300>,
    pub from: OfficerRef,
    pub to: Vec<Line<200>>,
    pub case: Uuid,
    pub case_number: String,
    pub classification: Classification,
}

/// One register, as it is asked for.
#[derive(Debug, Clone)]
pub struct Register {
    pub kind: RegisterKind,
    pub year: i32,
    pub filter: RegisterFilter,
}

/// Behind this entry: unit and serial.
pub type Place = (String, i32);

type Number = (SqlUuid, Text, Integer, Integer, Text, Timestamptz);
type Standing = (Text, Nullable<Text>, Text);
type Parties = (SqlUuid, Text, Text, Array<Text>);
type Case = (SqlUuid, Text, Text);
type Sql = (Number, Standing, Parties, Case);
type Read = (
    (Uuid, String, i32, i32, String, Instant),
    (String, Option<String>, Line<300>),
    (Uuid, Line<200>, Line<200>, Vec<Line<200>>),
    (Uuid, String, Classification),
);

const ASSIGNMENTS: &str = "
SELECT * FROM (
    SELECT a.id AS thing, a.register_unit AS unit, a.register_year AS year, a.register_serial AS serial, a.register_number AS number,
        a.created_at AS entered_at, CASE WHEN a.state = 'CANCELLED' THEN 'CANCELLED' ELSE 'IN_FORCE' END AS status,
        a.cancel_reason AS reason, a.subject, o.id AS from_id, o.name AS from_name, o.position_title, ARRAY[t.name] AS to_names,
        a.id AS case_id, a.register_number AS case_number, a.classification
    FROM assignments a JOIN officers o ON o.id = a.assigned_by_id JOIN officers t ON t.id = a.assignee_id
    WHERE a.register_unit = $ AND a.register_year = $ AND a.register_serial > $";

/// Why one went to another, or was taken back from the last who had it, only the journal of its case knows; why all of it is over, the
/// case.
const DISPOSITIONS: &str = "
SELECT * FROM (
    SELECT d.id AS thing, d.register_unit AS unit, d.register_year AS year, d.register_serial AS serial, d.register_number AS number,
        d.created_at AS entered_at, CASE WHEN d.superseded_by_id IS NOT NULL THEN 'SUPERSEDED'
            WHEN NOT EXISTS (SELECT FROM disposition_recipients r WHERE r.disposition_id = d.id AND r.state NOT IN ('RECALLED', 'RELEASED'))
            THEN 'RECALLED' WHEN a.state = 'CANCELLED' THEN 'CANCELLED' ELSE 'IN_FORCE' END AS status,
        CASE WHEN d.superseded_by_id IS NOT NULL
                THEN (SELECT j.reason FROM journal j WHERE j.stream = a.id AND j.type = 'assignment.reassigned'
                    AND j.changes -> 'before' ->> 'dispositionId' = d.id::text ORDER BY j.seq DESC LIMIT 1)
            WHEN NOT EXISTS (SELECT FROM disposition_recipients r WHERE r.disposition_id = d.id AND r.state NOT IN ('RECALLED', 'RELEASED'))
                THEN (SELECT j.reason FROM journal j WHERE j.stream = a.id AND j.subject_id = d.id
                    AND j.type IN ('disposition.recalled', 'disposition.released') ORDER BY j.seq DESC LIMIT 1)
            ELSE a.cancel_reason END AS reason, a.subject, o.id AS from_id, o.name AS from_name, o.position_title, ARRAY(SELECT p.name FROM disposition_recipients r JOIN officers p ON p.id = r.officer_id
            WHERE r.disposition_id = d.id ORDER BY r.position) AS to_names,
        a.id AS case_id, a.register_number AS case_number, a.classification
    FROM dispositions d JOIN assignments a ON a.id = d.assignment_id JOIN officers o ON o.id = d.issuer_id
    WHERE d.register_unit = $ AND d.register_year = $ AND d.register_serial > $";

/// A report is entered when it is submitted, which its paper tells.
const REPORTS: &str = "
SELECT * FROM (
    SELECT t.id AS thing, t.register_unit AS unit, t.register_year AS year, t.register_serial AS serial, t.register_number AS number,
        coalesce(p.fixed_at, t.submitted_at) AS entered_at, CASE WHEN t.state = 'RETURNED' THEN 'RETURNED'
            WHEN a.state = 'CANCELLED' THEN 'CANCELLED' ELSE 'IN_FORCE' END AS status,
        CASE WHEN t.state = 'RETURNED' THEN t.note ELSE a.cancel_reason END AS reason, a.subject, o.id AS from_id, o.name AS from_name,
        o.position_title, ARRAY[h.name] AS to_names, a.id AS case_id, a.register_number AS case_number, a.classification
    FROM reports t JOIN assignments a ON a.id = t.assignment_id JOIN officers o ON o.id = coalesce(t.submitted_by_id, t.author_id)
        JOIN officers h ON h.id = a.assigned_by_id LEFT JOIN papers p ON p.thing_id = t.id AND p.act = 'SUBMITTED'
    WHERE t.register_unit = $ AND t.register_year = $ AND t.register_serial > $";

impl Register {
    /// The entries of one unit behind a serial, in sight and as the filter has it.
    fn of_unit<R>(&self, sight: &Sight, unit: &str, after: i32) -> Statement<R> {
        let all = match self.kind {
            RegisterKind::Assignment => ASSIGNMENTS,
            RegisterKind::Disposition => DISPOSITIONS,
            RegisterKind::Report => REPORTS,
        };
        let all = statement::<R>(all).bind::<Text, _>(unit.to_owned()).bind::<Integer, _>(self.year).bind::<Integer, _>(after);
        let seen = visibility::in_sight(all, sight).and(") e");
        match self.filter.status.0.as_slice() {
            [] => seen,
            wanted => {
                let labels: Vec<&str> = wanted.iter().map(|status| status.label()).collect();
                seen.and(" WHERE e.status = ANY($)").bind::<Array<Text>, _>(labels)
            }
        }
    }

    /// The units that drew a number, from this one on.
    async fn units(&self, conn: &mut Connection, from: Option<&str>) -> QueryResult<Vec<String>> {
        const UNITS: &str = "SELECT s.unit FROM register_series s WHERE s.kind = $ AND s.year = $ AND s.unit >= $";
        let all = statement::<Text>(UNITS)
            .bind::<Text, _>(self.kind)
            .bind::<Integer, _>(self.year)
            .bind::<Text, _>(from.unwrap_or_default().to_owned());
        let all = match &self.filter.unit {
            None => all,
            Some(unit) => all.and(" AND s.unit = $").bind::<Text, _>(unit.clone()),
        };
        all.and(" ORDER BY s.unit").load(conn).await
    }
}

/// So many entries behind a place, unit by unit: each is a walk along the index that keeps its serials apart.
pub async fn entries(
    conn: &mut Connection,
    sight: &Sight,
    register: &Register,
    after: Option<&Place>,
    most: i64,
) -> QueryResult<Vec<Entry>> {
    let mut found = Vec::new();
    for unit in register.units(conn, after.map(|(unit, _)| unit.as_str())).await? {
        let behind = after.filter(|(last, _)| *last == unit).map_or(0, |(_, serial)| *serial);
        let left = most - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if left <= 0 {
            break;
        }
        let page = register.of_unit::<Sql>(sight, &unit, behind).and(" ORDER BY e.serial LIMIT $").bind::<BigInt, _>(left);
        found.extend(page.load::<Read>(conn).await?.into_iter().map(read));
    }
    Ok(found)
}

fn read((number, standing, parties, case): Read) -> Entry {
    let (id, unit, year, serial, number, entered_at) = number;
    let (status, void_reason, subject) = standing;
    let (from, name, position_title, to) = parties;
    let (case, case_number, classification) = case;
    let status = RegisterStatus::from_label(&status).unwrap_or(RegisterStatus::InForce);
    Entry {
        id,
        unit,
        year,
        serial,
        number,
        entered_at,
        status,
        void_reason: void_reason.filter(|_| status != RegisterStatus::InForce),
        subject,
        from: OfficerRef { id: from, name, position_title },
        to,
        case,
        case_number,
        classification,
    }
}

/// How many fit the filter, as far as anybody counts.
pub async fn count(conn: &mut Connection, sight: &Sight, register: &Register) -> QueryResult<Count> {
    let mut found = 0;
    for unit in register.units(conn, None).await? {
        let counted = statement::<BigInt>("SELECT count(*) FROM (");
        let all = counted
            .with(register.of_unit::<Sql>(sight, &unit, 0))
            .and(" LIMIT $) counted")
            .bind::<BigInt, _>(COUNT_CAP + 1 - found);
        found += all.get_result::<i64>(conn).await?;
        if found > COUNT_CAP {
            break;
        }
    }
    Ok(Count::capped(found))
}

/// Notes which classified cases a register as a whole shows: whoever is sent it entry by entry is shown them all.
pub async fn note_shown(conn: &mut Connection, actor: &Actor, register: &Register) -> Result<(), Problem> {
    for unit in register.units(conn, None).await? {
        let classified = statement::<(SqlUuid, Text)>("SELECT DISTINCT c.case_id, c.classification FROM (")
            .with(register.of_unit::<Sql>(&actor.sight(), &unit, 0))
            .and(") c WHERE c.classification <> 'ORDINARY'");
        for (case, classification) in classified.load::<(Uuid, Classification)>(conn).await? {
            actor.shown.add(case, classification);
        }
    }
    Ok(())
}
