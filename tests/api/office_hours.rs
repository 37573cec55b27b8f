//! Office hours are dated, and what a case took stays once it has ended.

use crate::support::case::Case;
use crate::support::office::JAKARTA;
use crate::support::{Caller, Office, Reply};
use chrono::{DateTime, FixedOffset, TimeDelta};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

const HOURS: &str = "/v1/settings/working-hours";

/// Open every day from eight until this hour.
fn until(hour: u32) -> Vec<Value> {
    let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    days.map(|day| json!({ "day": day, "opens": "08:00", "closes": format!("{hour:02}:00") })).to_vec()
}

async fn replaces(office: &Office, setting: &str, document: Value) -> Reply {
    let etag = office.admin().get(setting).await.is(200).etag().to_owned();
    office.admin().put(setting, &etag, document).await
}

async fn decrees(office: &Office, holiday: &str) {
    let document = json!({ "items": [{ "on": holiday, "name": "Libur susulan", "kind": "HOLIDAY", "decreeNumber": "SKB 9" }] });
    replaces(office, "/v1/settings/holidays", document).await.is(200);
}

/// The office's date, so many days from now.
fn day(office: &Office, days: i64) -> String {
    (office.clock().now().with_timezone(&JAKARTA).date_naive() + TimeDelta::days(days)).to_string()
}

/// A morning, and moments after it: each some seconds later in its minute, which pass while requests run.
struct Morning<'a> {
    office: &'a Office,
    began: DateTime<FixedOffset>,
    seconds: i64,
}

impl<'a> Morning<'a> {
    fn of(office: &'a Office) -> Self {
        Self { office, began: office.opens_on_wednesday(), seconds: 0 }
    }

    fn is_over(&mut self, hours: i64) {
        self.seconds += 20;
        self.office.is_now(self.began + TimeDelta::hours(hours) + TimeDelta::seconds(self.seconds));
    }
}

async fn minutes(caller: &Caller, case: &Reply, step: usize) -> u64 {
    caller.reads("assignments", case).await["steps"][step - 1]["workingMinutes"].as_u64().expect("minutes")
}

#[tokio::test]
async fn new_hours_hold_from_their_day_and_leave_the_days_before_alone() {
    let office = Office::open().await;
    let mut morning = Morning::of(&office);
    let case = Case::assigned(&office).await;
    morning.is_over(25);
    // Wednesday 08:00 to 16:00 without its rest, Thursday from 07:30.
    assert_eq!(minutes(&case.head, &case.assignment, 2).await, 420 + 90);

    // Without a date they hold from today.
    let told = replaces(&office, HOURS, json!({ "week": until(12), "exceptions": [] })).await.is(200);
    assert_eq!(told["validFrom"], day(&office, 0));
    assert_eq!((told["earlier"].as_array().map(Vec::len), &told["earlier"][0]["validFrom"]), (Some(1), &Value::Null));
    assert_eq!(minutes(&case.head, &case.assignment, 2).await, 420 + 60);

    // Planned ones hold from theirs, and take the place of none before.
    let monday = day(&office, 4);
    let planned = json!({ "validFrom": monday, "week": until(10), "exceptions": [] });
    let told = replaces(&office, HOURS, planned).await.is(200);
    assert_eq!((&told["validFrom"], told["earlier"].as_array().map(Vec::len)), (&json!(monday), Some(2)));
    morning.is_over(5 * 24 + 1);
    assert_eq!(minutes(&case.head, &case.assignment, 2).await, 420 + 4 * 240 + 60);

    // What was read can be sent back, with the weeks before or without.
    let read = office.admin().get(HOURS).await.is(200);
    let mut without = read.json().clone();
    without.as_object_mut().expect("a document").remove("earlier");
    for same in [read.json().clone(), without] {
        assert_eq!(replaces(&office, HOURS, same).await.is(200).json(), read.json());
    }
}

#[tokio::test]
async fn hours_of_days_gone_are_not_rewritten() {
    let office = Office::open().await;
    office.opens_on_wednesday();
    let refused = async |document: Value, place: &str| {
        let before = office.admin().get(HOURS).await.is(200);
        let refused = replaces(&office, HOURS, document).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [(place, "PAST_HOURS")]);
        assert_eq!(office.admin().get(HOURS).await.is(200).json(), before.json());
    };
    let usual = office.admin().get(HOURS).await.is(200)["week"].clone();
    refused(json!({ "validFrom": day(&office, -1), "week": until(12), "exceptions": [] }), "#/validFrom").await;
    refused(json!({ "validFrom": "2020-01-01", "week": until(12), "exceptions": [] }), "#/validFrom").await;
    let ramadan = |from: i64, to: i64| json!([{ "name": "Ramadan", "from": day(&office, from), "until": day(&office, to), "week": until(14) }]);
    refused(json!({ "week": usual, "exceptions": ramadan(-3, 20) }), "#/exceptions").await;
    let invented = json!([{ "validFrom": null, "week": until(9) }]);
    refused(json!({ "week": usual, "exceptions": [], "earlier": invented }), "#/earlier").await;

    replaces(&office, HOURS, json!({ "week": until(13), "exceptions": ramadan(0, 20) })).await.is(200);
    office.clock().advance(TimeDelta::days(7));
    // A client that reads, changes the week and sends all back means from now on, and must say so.
    let mut read = office.admin().get(HOURS).await.is(200).json().clone();
    read["week"] = json!(until(15));
    refused(read.clone(), "#/validFrom").await;
    read["validFrom"] = json!(day(&office, 0));
    read["exceptions"] = json!([]);
    refused(read.clone(), "#/exceptions").await;
    // Ramadan may end sooner, but not before today.
    read["exceptions"] = ramadan(-7, 0);
    replaces(&office, HOURS, read).await.is(200);
}

#[tokio::test]
async fn a_closed_case_keeps_the_times_of_its_accepted_report() {
    let office = Office::open().await;
    let mut morning = Morning::of(&office);
    let wednesday = day(&office, 0);
    let open = Case::assigned(&office).await;
    let mut case = Case::assigned(&office).await;
    morning.is_over(1);
    case.is_dispatched().await;
    morning.is_over(3);
    case.is_documented().await;
    morning.is_over(7);
    case.is_reported().await;
    let told = case.head.reads("reports", case.report()).await["steps"].clone();
    let worked: Vec<u64> = (0..4).map(|step| told[step]["workingMinutes"].as_u64().expect("minutes")).collect();
    assert_eq!(worked, [0, 60, 120, 180]);

    // Decreed before the decision: the case is open and counts anew, the report stands as it was submitted.
    decrees(&office, &wednesday).await;
    assert_eq!(minutes(&case.head, &case.assignment, 4).await, 0);
    morning.is_over(26);
    case.head.accepts(case.report()).await;
    let closed = case.now().await;
    assert_eq!((&closed["steps"], &closed["state"]), (&told, &json!("CLOSED")));

    // And nothing after it moves them: holidays, hours, the event itself.
    decrees(&office, &day(&office, 0)).await;
    replaces(&office, HOURS, json!({ "week": until(9), "exceptions": [] })).await.is(200);
    let address = format!("/v1/agenda-items/{}", case.event.id());
    let etag = case.head.get(&address).await.is(200).etag().to_owned();
    case.head.patch(&address, &etag, json!({ "startsAt": "2025-01-01T09:00:00+07:00" })).await.is(200);
    assert_eq!(case.now().await["steps"], told);
    // Why a step was late may still be said.
    let late = json!({ "step": 3, "reason": "Hujan." });
    let explained = case.head.post(&format!("/v1/assignments/{}/late-reasons", case.assignment.id()), late).await.is(200);
    assert_eq!((&explained["steps"][2]["lateReason"], &explained["steps"][2]["workingMinutes"]), (&json!("Hujan."), &json!(120)));

    // The open one counts Wednesday, today being free: decrees recompute it.
    assert!((410..=420).contains(&minutes(&open.head, &open.assignment, 2).await));
}

#[tokio::test]
async fn a_cancelled_case_keeps_what_it_took() {
    let office = Office::open().await;
    let mut morning = Morning::of(&office);
    let wednesday = day(&office, 0);
    let case = Case::assigned(&office).await;
    morning.is_over(2);
    case.head.cancels(&case.assignment, "Acara batal.").await;
    let told = case.now().await["steps"].clone();
    assert_eq!(told[1]["workingMinutes"], 120);
    decrees(&office, &wednesday).await;
    assert_eq!(case.now().await["steps"], told);
    assert_eq!(case.now().await["state"], State::Cancelled.to_string());
}

#[tokio::test]
async fn what_was_closed_before_times_were_kept_is_carried_over() {
    let office = Office::open().await;
    let mut morning = Morning::of(&office);
    let mut case = Case::assigned(&office).await;
    morning.is_over(2);
    case.is_dispatched().await;
    case.is_documented().await;
    case.is_reported().await;
    case.head.accepts(case.report()).await;
    let told = case.now().await["steps"].clone();
    assert_eq!(told[1]["workingMinutes"], 120);
    // As such a case was kept, with a holiday decreed since.
    decrees(&office, &morning.began.date_naive().to_string()).await;
    let sql = office.sql().await;
    sql.batch_execute(include_str!("../../migrations/2026-11-29-000030_lean_rows/down.sql")).await.expect("the schema of then");
    sql.batch_execute("UPDATE assignments SET clock = clock - 'settled'").await.expect("as it was");
    let later = include_str!("../../migrations/2026-11-29-000030_lean_rows/up.sql");
    sql.batch_execute(later).await.expect("carried over");
    assert_eq!(case.now().await["steps"][1]["workingMinutes"], 0);
    let carry = include_str!("../../migrations/2026-11-29-000027_dated_hours/up.sql");
    let carry = carry.split("CREATE INDEX").next().expect("what concerns rows");
    sql.batch_execute(include_str!("../../migrations/2026-11-29-000030_lean_rows/down.sql")).await.expect("the schema of then");
    sql.batch_execute(carry).await.expect("carried over");
    sql.batch_execute(later).await.expect("carried over");
    assert_eq!(case.now().await["steps"], told);
}
