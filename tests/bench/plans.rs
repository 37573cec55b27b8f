//! The generic plans of what the reading endpoints ask: printed, and held to what makes a list that grows with the office.

use crate::cases::{Caller, Thing};
use crate::queries::{Statement, hear};
use crate::reads::{self, LIST, by_state};
use crate::stage::{Office, connect};
use crate::work::get;
use chrono::TimeDelta;
use pubdok::db::address::with_session_options;
use pubdok::office::app::Clock;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use tokio_postgres::{Client, SimpleQueryMessage};

/// A table is large if it has a row for every so many cases of the office. An officer's own, of whom there are
/// [`crate::cases::SUBHEADS`], are fewer.
const ONE_IN: u64 = 10;

/// Prints every plan; answers which of them read a large table from end to end, or sort as much as one.
pub async fn check(office: &Office) -> Result<Vec<String>, Box<dyn Error>> {
    let sql = connect(&with_session_options(&office.url)).await?;
    let large = Large::of(&sql, office).await?;
    let mut faults = Vec::new();
    for (name, request) in requests() {
        println!("\n== {name}, {} assignments", office.size);
        for statement in hear(office, 200, |_| request.clone().into_bytes()).await?.statements {
            let execute = prepared(&sql, &statement).await?;
            // Once for what is wrong with it, once warm for the figures.
            let told = rows(&sql, &format!("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {execute}")).await?;
            let plans: Value = serde_json::from_str(&told.concat())?;
            large.faults(&plans[0]["Plan"], &mut |fault| {
                faults.push(format!("{name}, {} assignments: {fault}\n{}", office.size, statement.sql));
            });
            for line in rows(&sql, &format!("EXPLAIN (ANALYZE, BUFFERS) EXECUTE {execute}")).await? {
                println!("{line}");
            }
            sql.batch_execute("DEALLOCATE heard").await?;
        }
    }
    Ok(faults)
}

/// What is measured, and every list in the orders and by the filters that have an index of their own.
fn requests() -> Vec<(&'static str, String)> {
    let mut plans = reads::requests();
    let waiting = "/v1/dispositions?limit=20&recipientState=DELIVERED&recipientState=READ";
    plans.extend([
        ("list 20, division head", get(LIST, &Caller::division_head())),
        ("list 20 by state, division head", get(&by_state(), &Caller::division_head())),
        ("incoming dispositions, staff", get("/v1/dispositions?limit=20", &Caller::staff(0))),
        ("waiting dispositions, staff", get(waiting, &Caller::staff(0))),
        ("outgoing dispositions", get("/v1/dispositions?limit=20&box=OUTGOING", &Caller::subhead(0))),
        ("all dispositions, staff", get("/v1/dispositions?limit=20&box=ALL", &Caller::staff(0))),
        ("due first, division head", get("/v1/assignments?limit=20&sort=dueAt", &Caller::division_head())),
        ("open, due first, division head", get("/v1/assignments?limit=20&sort=dueAt&state=DISPATCHED", &Caller::division_head())),
        ("due first, subdivision head", get("/v1/assignments?limit=20&sort=dueAt", &Caller::subhead(0))),
        ("starting first, division head", get("/v1/assignments?limit=20&sort=startsAt", &Caller::division_head())),
        ("last numbers, division head", get("/v1/assignments?limit=20&sort=-registerNumber", &Caller::division_head())),
        ("overdue, division head", get("/v1/assignments?limit=20&overdue=true", &Caller::division_head())),
        (
            "of an officer, division head",
            get(&format!("/v1/assignments?limit=20&officerId={}", Thing::Officer.id(30)), &Caller::division_head()),
        ),
        ("events nobody covers", get("/v1/agenda-items?limit=20&assigned=false", &Caller::division_head())),
        ("reports by submission", get("/v1/reports?limit=20&sort=-submittedAt", &Caller::division_head())),
        ("search of a word that all have", get("/v1/search?q=festival", &Caller::division_head())),
        ("search of a number", get("/v1/search?q=4123/PD", &Caller::division_head())),
        ("search, staff", get("/v1/search?q=festival+412", &Caller::staff(0))),
        ("found among events", get("/v1/agenda-items?limit=20&q=festival", &Caller::division_head())),
        ("found among cases, by number", get("/v1/assignments?limit=20&q=panen&sort=-registerNumber", &Caller::division_head())),
        ("found among artifacts", get("/v1/artifacts?limit=20&q=rapat", &Caller::division_head())),
        ("artifacts of all cases", get("/v1/artifacts?limit=20", &Caller::division_head())),
        ("events from a day on", get(&format!("/v1/agenda-items?limit=20&startsAtFrom={}", noon()), &Caller::division_head())),
        ("cases made since a day", get(&format!("/v1/assignments?limit=20&createdAtFrom={}", noon()), &Caller::division_head())),
        ("dispositions by due time", get("/v1/dispositions?limit=20&box=ALL&sort=dueAt", &Caller::division_head())),
        ("dispositions by number", get("/v1/dispositions?limit=20&box=ALL&sort=-registerNumber", &Caller::division_head())),
        ("reports by number", get("/v1/reports?limit=20&sort=-registerNumber", &Caller::division_head())),
        ("reports of a state", get("/v1/reports?limit=20&state=SUBMITTED", &Caller::division_head())),
        ("dispositions by event, division head", get(&format!("{DISPOSITIONS}&sort=startsAt"), &Caller::division_head())),
        ("dispositions by event, staff", get(&format!("{DISPOSITIONS}&sort=startsAt"), &Caller::staff(0))),
        ("dispositions of a day's events", get(&format!("{DISPOSITIONS}&{}", of_a_day()), &Caller::division_head())),
        ("dispositions of a unit", get(&format!("{DISPOSITIONS}&unit=HUMAS"), &Caller::auditor())),
        ("late dispositions", get(&format!("{DISPOSITIONS}&late=true"), &Caller::division_head())),
        ("reports by event, division head", get("/v1/reports?limit=20&sort=startsAt", &Caller::division_head())),
        ("reports by event, the last first", get("/v1/reports?limit=20&sort=-startsAt", &Caller::subhead(0))),
        ("reports of a day's events", get(&format!("/v1/reports?limit=20&{}", of_a_day()), &Caller::division_head())),
        ("reports of a unit", get("/v1/reports?limit=20&unit=HUMAS", &Caller::auditor())),
        ("late reports", get("/v1/reports?limit=20&late=true", &Caller::division_head())),
        (
            "artifacts of an event",
            get(&format!("{ARTIFACTS}&agendaItemId={}", Thing::AgendaItem.id(77)), &Caller::division_head()),
        ),
        ("artifacts of a unit", get(&format!("{ARTIFACTS}&unit=HUMAS"), &Caller::auditor())),
        ("artifacts of a unit without any", get(&format!("{ARTIFACTS}&unit=PROTOKOL"), &Caller::auditor())),
        ("artifacts of a sender", get(&format!("{ARTIFACTS}&officerId={}", Thing::Officer.id(30)), &Caller::division_head())),
        ("artifacts sent since a day", get(&format!("{ARTIFACTS}&createdAtFrom={}", noon()), &Caller::division_head())),
        ("artifacts, staff", get(ARTIFACTS, &Caller::staff(0))),
        ("events of an officer", get(&format!("{AGENDA}&officerId={}", Thing::Officer.id(3)), &Caller::division_head())),
        ("events of nobody", get(&format!("{AGENDA}&officerId={}", Thing::Officer.id(30)), &Caller::division_head())),
        ("events of a unit", get(&format!("{AGENDA}&unit=HUMAS"), &Caller::auditor())),
        ("events of a unit without any", get(&format!("{AGENDA}&unit=PROTOKOL"), &Caller::auditor())),
        ("register of a year", get("/v1/registers/ASSIGNMENT?limit=20", &Caller::division_head())),
        ("journal, auditor", get("/v1/journal?limit=20", &Caller::auditor())),
        ("journal of a type, auditor", get("/v1/journal?limit=20&type=disposition.read", &Caller::auditor())),
        ("journal since a day, auditor", get(&format!("/v1/journal?limit=20&occurredAtFrom={}", noon()), &Caller::auditor())),
        ("security events, auditor", get("/v1/security-events?limit=20", &Caller::auditor())),
        ("officers", get("/v1/officers?limit=20", &Caller::division_head())),
        ("uploads of mine", get("/v1/uploads?limit=20", &Caller::desk_staff(0))),
    ]);
    plans
}

const DISPOSITIONS: &str = "/v1/dispositions?limit=20&box=ALL";
const ARTIFACTS: &str = "/v1/artifacts?limit=20";
const AGENDA: &str = "/v1/agenda-items?limit=20";

/// Between the noon of the day before yesterday and midnight.
fn of_a_day() -> String {
    let noon = noon();
    format!("startsAtFrom={noon}&startsAtTo={}", noon.replace("T12:00:00", "T23:59:59"))
}

/// Of the day before yesterday, in Greenwich.
fn noon() -> String {
    let day = (Clock::default().now() - TimeDelta::days(2)).date_naive();
    format!("{day}T12:00:00Z")
}

/// Prepares it as `heard`, and says how it is executed.
async fn prepared(sql: &Client, statement: &Statement) -> Result<String, Box<dyn Error>> {
    let value = |value: &Option<String>| value.as_ref().map(|value| format!("'{}'", value.replace('\'', "''")));
    let values: Vec<String> = statement.binds.iter().map(|bind| value(bind).unwrap_or("NULL".to_owned())).collect();
    sql.batch_execute(&format!("PREPARE heard AS {}", statement.sql)).await?;
    Ok(if values.is_empty() { "heard".to_owned() } else { format!("heard ({})", values.join(", ")) })
}

async fn rows(sql: &Client, text: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let told = sql.simple_query(text).await?.into_iter();
    let lines = told.filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(lines.collect())
}

/// What is large in an office of this size.
struct Large {
    tables: BTreeMap<String, f32>,
    rows: f64,
}

impl Large {
    async fn of(sql: &Client, office: &Office) -> Result<Self, Box<dyn Error>> {
        let rows = (office.size / ONE_IN).max(1);
        let tables = "SELECT relname::text, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= $1::bigint";
        let tables = sql.query(tables, &[&i64::try_from(rows)?]).await?;
        Ok(Self { tables: tables.iter().map(|row| (row.get(0), row.get(1))).collect(), rows: rows as f64 })
    }

    /// In a plan and all that it is made of.
    fn faults(&self, plan: &Value, told: &mut impl FnMut(String)) {
        let parts = || plan["Plans"].as_array().into_iter().flatten();
        let kind = plan["Node Type"].as_str().unwrap_or_default();
        let table = plan["Relation Name"].as_str().unwrap_or_default();
        let runs = plan["Actual Loops"].as_f64().unwrap_or_default();
        if kind == "Seq Scan"
            && runs > 0.0
            && let Some(has) = self.tables.get(table)
        {
            told(format!("reads all of {table} ({has} rows)"));
        }
        let given =
            |part: &Value| part["Actual Rows"].as_f64().unwrap_or_default() * part["Actual Loops"].as_f64().unwrap_or_default();
        let sorted: f64 = parts().map(given).sum();
        if kind == "Sort" && sorted >= self.rows {
            told(format!("sorts {sorted} rows by {}", plan["Sort Key"]));
        }
        for part in parts() {
            self.faults(part, told);
        }
    }
}
