//! The month of the office: exact figures of small examples, who sees which, and the forms they come in.

mod chance;
mod forms;
mod published;
mod recount;
mod story;

use crate::support::work::action;
use crate::support::{Caller, Case, Office, Reply};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use pubdok::domain::assignment::State;
use serde_json::{Value, json};
use std::cell::Cell;

/// The figures of the months around this day, as the caller sees them.
pub async fn month_of(caller: &Caller, day: NaiveDate) -> Reply {
    let (from, to) = (day - TimeDelta::days(190), day + TimeDelta::days(190));
    caller.get(&format!("/v1/performance?from={from}&to={to}")).await.is(200)
}

/// Moments from one day on, half a minute in; and each some seconds later in its minute than the one before, for requests take some.
struct Day<'a> {
    office: &'a Office,
    morning: DateTime<FixedOffset>,
    seconds: Cell<i64>,
}

impl Day<'_> {
    fn at(&self, days: i64, hour: i64, minute: i64) -> DateTime<FixedOffset> {
        self.morning + TimeDelta::days(days) + TimeDelta::minutes((hour - 8) * 60 + minute) + TimeDelta::seconds(30)
    }

    fn is(&self, days: i64, hour: i64, minute: i64) {
        self.seconds.set(self.seconds.get() + 8);
        self.office.is_now(self.at(days, hour, minute) + TimeDelta::seconds(self.seconds.get()));
    }

    async fn event(&self, title: &str, from: DateTime<FixedOffset>, until: DateTime<FixedOffset>) -> Reply {
        self.office.division_head().puts_event(title, &from.to_rfc3339(), &until.to_rfc3339()).await
    }
}

fn step(reply: &Value, ordinal: usize) -> Value {
    let step = &reply["steps"][ordinal - 1];
    json!([
        step["kept"],
        step["late"],
        step["running"],
        step["runningLate"],
        step["lateUnexplained"],
        step["medianWorkingTime"],
        step["p90WorkingTime"]
    ])
}

/// One case from its event to the accepted report, on a Wednesday; another, over a night, a holiday and a weekend.
async fn two_cases(office: &Office) -> Day<'_> {
    let day = Day { office, morning: office.opens_on_wednesday(), seconds: Cell::new(0) };
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let thursday = (day.morning + TimeDelta::days(1)).date_naive();
    let holidays = json!({ "items": [{ "on": thursday, "name": "Libur", "kind": "HOLIDAY", "decreeNumber": "SKB 1" }] });
    let etag = office.admin().get("/v1/settings/holidays").await.is(200).etag().to_owned();
    office.admin().put("/v1/settings/holidays", &etag, holidays).await.is(200);

    day.is(0, 8, 0);
    let event = day.event("Panen Raya", day.at(0, 9, 0), day.at(0, 10, 0)).await;
    day.is(0, 8, 4);
    let case = head.assigns(&subhead, &event).await;
    day.is(0, 8, 15);
    let order = subhead.dispatches(&case, &[action(&staff, "PHOTOGRAPHER")]).await;
    let photo = staff.uploads_photo(&case, "Panggung").await;
    let draft = staff.drafts(&case, "PRESS_RELEASE", "Panen Raya").await;
    day.is(0, 10, 50);
    staff.completes(&order).await;
    subhead.selects(&photo).await;
    subhead.selects(&draft).await;
    day.is(0, 13, 30);
    let report = subhead.reports(&case, "Selesai.").await;
    head.accepts(&report).await;
    let why = |step: u8, reason: &str| json!({ "step": step, "reason": reason });
    subhead.post(&format!("/v1/assignments/{}/late-reasons", case.id()), why(2, "Hujan")).await.is(200);

    // Known two minutes before the office closes; Thursday is a holiday; assigned on Friday at 7.31.
    day.is(0, 15, 58);
    let event = day.event("Rapat", day.at(2, 9, 0), day.at(2, 10, 0)).await;
    day.is(2, 7, 31);
    head.assigns(&subhead, &event).await;
    day.event("Tanpa liputan", day.at(3, 9, 0), day.at(3, 10, 0)).await;
    let off = day.event("Batal", day.at(3, 9, 0), day.at(3, 10, 0)).await;
    head.patch(&format!("/v1/agenda-items/{}", off.id()), off.etag(), json!({ "certainty": "CANCELLED" })).await.is(200);
    // Saturday.
    day.is(3, 9, 0);
    day
}

#[tokio::test]
async fn figures_are_exact_by_office_hours_and_holidays() {
    let office = Office::open().await;
    let day = two_cases(&office).await;
    let reply = month_of(&office.division_head(), day.morning.date_naive()).await;
    let total = &reply["total"];
    let events =
        json!({ "total": 4, "covered": 2, "notCovered": 1, "calledOff": 1, "reported": 1, "draftAccepted": 1, "published": 0 });
    assert_eq!(total["events"], events);
    let cases =
        json!({ "total": 2, "assigned": 1, "dispatched": 0, "documented": 0, "reported": 0, "closed": 1, "cancelled": 0 });
    assert_eq!(total["cases"], cases);
    // Four minutes; and from 15.58:30 to the close and from 7.30 to 7.31:30 on Friday, with the holiday between: three.
    assert_eq!(step(total, 1), json!([2, 0, 0, 0, 0, "PT3M", "PT4M"]));
    // From 8.04 to 8.15; the other since Friday morning.
    assert_eq!(step(total, 2), json!([0, 1, 1, 1, 1, "PT11M", "PT11M"]));
    // Since the event's end.
    assert_eq!(step(total, 3), json!([1, 0, 0, 0, 0, "PT50M", "PT50M"]));
    // 10.50 to 13.30 without the rest.
    assert_eq!(step(total, 4), json!([0, 1, 0, 0, 1, "PT1H40M", "PT1H40M"]));
    assert_eq!(reply["lateReasons"], json!([{ "ordinal": 2, "reason": "Hujan", "count": 1 }]));
    assert_eq!(
        (&total["artifacts"]["photo"]["selected"], &total["artifacts"]["pressRelease"]["selected"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(total["returns"], json!({ "work": 0, "reports": 0 }));
    assert_eq!((reply["units"].as_array().map(Vec::len), &reply["units"][0]["unit"]), (Some(1), &json!("HUMAS")));
    assert_eq!(reply["units"][0]["steps"], total["steps"]);

    // Of whom each step is.
    let officers = reply["officers"].as_array().expect("officers");
    let of = |name: &str| officers.iter().find(|row| row["officer"]["name"] == name).unwrap_or_else(|| panic!("{name}"));
    let nothing = json!([0, 0, 0, 0, 0, null, null]);
    let steps = |row: &Value| [1, 2, 3, 4].map(|ordinal| step(row, ordinal));
    let all = steps(total);
    assert_eq!(steps(of("Ratna Wulandari")), [all[0].clone(), nothing.clone(), nothing.clone(), nothing.clone()]);
    assert_eq!(steps(of("Bambang Prasetyo")), [nothing.clone(), all[1].clone(), nothing.clone(), all[3].clone()]);
    assert_eq!(steps(of("Siti Aminah")), [nothing.clone(), nothing.clone(), all[2].clone(), nothing]);
    assert_eq!(of("Siti Aminah")["artifacts"]["photo"]["selected"], 1);
    assert_eq!(officers.len(), 3);

    // The same again is known.
    let path = format!("/v1/performance?from={0}&to={0}", day.morning.date_naive());
    let head = office.division_head();
    let one_day = head.get(&path).await.is(200);
    assert_eq!((&one_day["total"]["cases"]["total"], &one_day["total"]["events"]["total"]), (&json!(1), &json!(1)));
    head.get(&path).header("If-None-Match", one_day.etag()).await.is(304);
    let grouped = head.get(&format!("{path}&groupBy=UNIT&groupBy=MONTH")).await.is(200);
    assert_eq!((grouped["officers"].as_array().map(Vec::len), grouped["months"].as_array().map(Vec::len)), (Some(0), Some(1)));
}

#[tokio::test]
async fn an_event_belongs_to_its_day_at_the_office() {
    let office = Office::open().await;
    let head = office.division_head();
    // The last half hour of September at the office is the 30th of September in London, too; the first half hour is not.
    head.puts_event("Malam", "2026-09-30T23:30:00+07:00", "2026-10-01T01:00:00+07:00").await;
    head.puts_event("Dini hari", "2026-09-01T00:30:00+07:00", "2026-09-01T01:00:00+07:00").await;
    let of = async |from: &str, to: &str| head.get(&format!("/v1/performance?from={from}&to={to}")).await.is(200);
    let september = of("2026-09-01", "2026-09-30").await;
    assert_eq!(september["total"]["events"]["total"], 2);
    assert_eq!((september["months"].as_array().map(Vec::len), &september["months"][0]["month"]), (Some(1), &json!("2026-09")));
    for (from, to) in [("2026-08-01", "2026-08-31"), ("2026-10-01", "2026-10-31")] {
        assert_eq!(of(from, to).await["total"]["events"]["total"], 0);
    }
}

#[tokio::test]
async fn everybody_sees_the_figures_of_what_they_see_and_names_as_their_office_has_it() {
    let office = Office::open().await;
    let day = two_cases(&office).await;
    let morning = day.morning.date_naive();
    let names = |reply: &Reply| {
        let rows = reply["officers"].as_array().expect("officers").iter();
        rows.map(|row| row["officer"]["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let everybody = ["Bambang Prasetyo", "Ratna Wulandari", "Siti Aminah"];
    let cases = |reply: &Reply| reply["total"]["cases"]["total"].as_u64().expect("a number");
    for (caller, count, seen) in [
        (office.division_head(), 2, &everybody[..]),
        (office.auditor(), 2, &everybody[..]),
        (office.subdivision_head(), 2, &["Bambang Prasetyo", "Siti Aminah"][..]),
        (office.staff(1), 1, &["Siti Aminah"][..]),
        (office.staff(4), 0, &[][..]),
        (office.other_subdivision_head(), 0, &[][..]),
    ] {
        let reply = month_of(&caller, morning).await;
        assert_eq!(
            (cases(&reply), names(&reply)),
            (count, seen.iter().map(|name| (*name).to_owned()).collect()),
            "{}",
            caller.subject
        );
    }
    // Staff count the events of their own cases, heads the agenda.
    let events = async |caller: Caller| month_of(&caller, morning).await["total"]["events"]["total"].clone();
    assert_eq!(
        (events(office.staff(1)).await, events(office.staff(4)).await, events(office.other_subdivision_head()).await),
        (json!(1), json!(0), json!(4))
    );
    for caller in [office.admin(), office.integration()] {
        caller.get("/v1/performance?from=2026-01-01&to=2026-01-31").await.refused(403, "ROLE_MISSING");
    }
    // Of another division, nothing.
    let other = office.other_division_head();
    assert_eq!(cases(&month_of(&other, morning).await), 2);
    office.admin().patch(&format!("/v1/officers/{}", other.officer_id()), "*", json!({ "unit": "UMUM" })).await.is(200);
    assert_eq!(cases(&month_of(&other, morning).await), 0);
}

#[tokio::test]
async fn what_was_sent_back_is_counted() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    case.head.returns_report(case.report(), "Foto kurang.").await;
    case.subhead.returns_work(case.order(), &case.photographer, "Ulangi.").await;
    let reply = case.head.get("/v1/performance?from=2026-01-01&to=2026-01-31").await.is(200);
    assert_eq!(reply["total"]["returns"], json!({ "work": 1, "reports": 1 }));
    assert_eq!(reply["total"]["cases"]["dispatched"], 1);
    for (officer, work, reports) in [(&case.photographer, 1, 0), (&case.subhead, 0, 1), (&case.head, 0, 0)] {
        let rows = reply["officers"].as_array().expect("officers");
        let row = rows.iter().find(|row| row["officer"]["id"] == officer.officer_id()).expect("a row");
        assert_eq!(row["returns"], json!({ "work": work, "reports": reports }), "{}", officer.subject);
    }
}

#[tokio::test]
async fn a_period_is_days_in_their_order_and_not_too_many() {
    let office = Office::open().await;
    let head = office.division_head();
    for (query, faults) in [
        ("", &[("from", "REQUIRED"), ("to", "REQUIRED")][..]),
        ("from=2026-09-01", &[("to", "REQUIRED")]),
        ("from=2026-09-02&to=2026-09-01", &[("to", "ORDER")]),
        ("from=2026-01-01&to=2027-02-05", &[("to", "PERIOD_TOO_LONG")]),
        ("from=0001-01-01&to=9999-12-31", &[("to", "PERIOD_TOO_LONG")]),
        ("from=2026-9-1&to=2026-09-30", &[("from", "NOT_A_DATE")]),
        ("from=2026-02-30&to=2026-03-30", &[("from", "NOT_A_DATE")]),
        ("from=2026-09-01T00:00:00Z&to=2026-09-30", &[("from", "NOT_A_DATE")]),
        ("from=2026-09-01&to=2026-09-30&groupBy=STEP", &[("groupBy", "UNKNOWN_VALUE")]),
        ("from=2026-09-01&to=2026-09-30&limit=5", &[("limit", "UNKNOWN_FIELD")]),
    ] {
        assert_eq!(head.get(&format!("/v1/performance?{query}")).await.refused(400, "VALIDATION").faults(), faults, "{query}");
    }
    for (from, to) in [("2026-01-01", "2027-02-04"), ("0000-01-01", "0000-12-31"), ("9999-12-01", "9999-12-31")] {
        head.get(&format!("/v1/performance?from={from}&to={to}")).await.is(200);
    }
}
