//! The work agenda by its days, and as the calendar that other programs read.

use crate::support::work::action;
use crate::support::{Caller, Office, Reply};
use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const AGENDA: &str = "/v1/agenda-items";

async fn puts(head: &Caller, title: &str, starts_at: &str, ends_at: Option<&str>) -> Reply {
    head.post(AGENDA, json!({ "title": title, "startsAt": starts_at, "endsAt": ends_at })).await.is(201)
}

/// The titles of a list, sorted.
async fn found(head: &Caller, query: &str) -> Vec<String> {
    let page = head.get(&format!("{AGENDA}?{query}&count=true")).await.is(200);
    assert_eq!(page["count"]["value"], page.items().len(), "{query}");
    let mut titles: Vec<String> = page.items().iter().map(|item| item["title"].as_str().expect("a title").to_owned()).collect();
    titles.sort_unstable();
    titles
}

#[tokio::test]
async fn an_event_is_found_on_each_of_its_days() {
    let office = Office::open().await;
    let head = office.division_head();
    puts(&head, "Expo", "2026-10-02T19:00:00+07:00", Some("2026-10-05T10:00:00+07:00")).await;
    puts(&head, "Rapat", "2026-10-03T09:00:00+07:00", Some("2026-10-03T10:00:00+07:00")).await;
    // By the wall clock of the office, which is a day ahead of UTC at that hour.
    puts(&head, "Subuh", "2026-10-03T04:30:00+07:00", Some("2026-10-03T05:00:00+07:00")).await;
    puts(&head, "Tengah malam", "2026-10-03T22:00:00+07:00", Some("2026-10-04T00:00:00+07:00")).await;
    puts(&head, "Wayang, sampai selesai", "2026-10-03T20:00:00+07:00", None).await;
    for (day, expected) in [
        ("2026-10-01", &[][..]),
        ("2026-10-02", &["Expo"]),
        ("2026-10-03", &["Expo", "Rapat", "Subuh", "Tengah malam", "Wayang, sampai selesai"]),
        ("2026-10-04", &["Expo"]),
        ("2026-10-05", &["Expo"]),
        ("2026-10-06", &[]),
        ("9999-12-31", &[]),
        ("0001-01-01", &[]),
    ] {
        assert_eq!(found(&head, &format!("on={day}")).await, expected, "{day}");
    }
    for (query, expected) in [
        ("overlapsFrom=2026-10-03T02:30:00Z&overlapsTo=2026-10-03T02:45:00Z", &["Expo", "Rapat"][..]),
        // What ends as the other begins does not overlap.
        ("overlapsFrom=2026-10-03T03:00:00Z&overlapsTo=2026-10-03T12:00:00Z", &["Expo"]),
        (
            "overlapsFrom=2026-10-03T16:59:00Z&overlapsTo=2026-10-03T17:00:00Z",
            &["Expo", "Tengah malam", "Wayang, sampai selesai"],
        ),
        ("overlapsFrom=2026-10-03T17:00:00Z", &["Expo"]),
        ("overlapsTo=2026-10-02T12:00:00Z", &[]),
        ("overlapsTo=2026-10-02T12:00:01Z", &["Expo"]),
        (
            "on=2026-10-03&overlapsFrom=2026-10-03T12:00:00Z&certainty=DEFINITIVE",
            &["Expo", "Tengah malam", "Wayang, sampai selesai"],
        ),
        ("on=2026-10-03&certainty=CANCELLED", &[]),
        ("on=2026-10-04&startsAtFrom=2026-10-03T00:00:00Z", &[]),
    ] {
        assert_eq!(found(&head, query).await, expected, "{query}");
    }
    for (query, fault) in [
        ("on=2026-13-01", ("on", "NOT_A_DATE")),
        ("on=today", ("on", "NOT_A_DATE")),
        ("on=2026-10-01&on=2026-10-02", ("on", "REPEATED")),
        ("overlapsFrom=2026-10-01", ("overlapsFrom", "NOT_AN_INSTANT")),
    ] {
        assert_eq!(head.get(&format!("{AGENDA}?{query}")).await.refused(400, "VALIDATION").faults(), [fault], "{query}");
    }
}

#[tokio::test]
async fn pages_of_a_day_go_on_where_they_ended() {
    let office = Office::open().await;
    let head = office.division_head();
    for number in 0..7 {
        puts(
            &head,
            &format!("Hari panjang {number}"),
            &format!("2026-10-0{}T09:00:00+07:00", number + 1),
            Some("2026-10-08T09:00:00+07:00"),
        )
        .await;
    }
    for sort in ["startsAt", "-startsAt"] {
        let mut address = format!("{AGENDA}?on=2026-10-08&limit=3&sort={sort}");
        let mut seen = Vec::new();
        loop {
            let page = head.get(&address).await.is(200);
            seen.extend(page.items().iter().map(|item| item["id"].as_str().expect("an id").to_owned()));
            let Some(cursor) = page["nextCursor"].as_str() else { break };
            address = format!("{AGENDA}?on=2026-10-08&limit=3&sort={sort}&cursor={cursor}");
        }
        assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (7, 7), "{sort}");
    }
}

/// What a calendar program reads, as strictly as RFC 5545 is: the properties of the calendar, and those of each event.
pub fn read_calendar(text: &str) -> (BTreeMap<String, String>, Vec<BTreeMap<String, String>>) {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "lines end in CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "no line is longer than 75 octets");
    let unfolded = text.replace("\r\n ", "");
    let mut lines = unfolded.lines();
    assert_eq!((lines.next(), lines.next_back()), (Some("BEGIN:VCALENDAR"), Some("END:VCALENDAR")));
    let (mut calendar, mut events, mut event) = (BTreeMap::new(), Vec::new(), None);
    for line in lines {
        let (name, value) = line.split_once(':').expect("a property");
        match (name, value) {
            ("BEGIN", "VEVENT") => event = Some(BTreeMap::new()),
            ("END", "VEVENT") => events.push(event.take().expect("an event that began")),
            ("BEGIN" | "END", other) => panic!("{other}"),
            _ => {
                let into = event.as_mut().unwrap_or(&mut calendar);
                assert_eq!(into.insert(name.to_owned(), value.to_owned()), None, "{name} twice");
            }
        }
    }
    assert_eq!(calendar["VERSION"], "2.0");
    for event in &events {
        let at = |name: &str| NaiveDateTime::parse_from_str(&event[name], "%Y%m%dT%H%M%SZ").expect("an instant in UTC");
        assert!(at("DTEND") > at("DTSTART") && at("DTSTAMP") < at("DTEND") + TimeDelta::days(36_500), "{event:?}");
        assert!(event["UID"].starts_with("urn:uuid:") && !event.contains_key("DURATION"), "{event:?}");
    }
    (calendar, events)
}

async fn calendar(caller: &Caller) -> Vec<BTreeMap<String, String>> {
    let answer = caller.get("/v1/agenda.ics").await.is(200);
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    let (properties, events) = read_calendar(std::str::from_utf8(&answer.bytes).expect("UTF-8"));
    assert_eq!(properties["PRODID"], "-//Pubdok//Agenda kerja//ID");
    events
}

fn titled<'a>(events: &'a [BTreeMap<String, String>], title: &str) -> &'a BTreeMap<String, String> {
    let mut found = events.iter().filter(|event| event["SUMMARY"] == title);
    let (Some(one), None) = (found.next(), found.next()) else { panic!("{title}: {events:#?}") };
    one
}

#[tokio::test]
async fn the_calendar_says_what_was_called_off_and_gives_every_event_its_time() {
    let office = Office::open().await;
    let head = office.division_head();
    let now = office.clock().now();
    let (tomorrow, later) =
        ((now + TimeDelta::days(1)).to_rfc3339(), (now + TimeDelta::days(1) + TimeDelta::hours(2)).to_rfc3339());
    let item = puts(&head, "Festival Panen Raya", &tomorrow, Some(&later)).await;
    let described = json!({ "title": "Wayang; semalam, suntuk\\", "startsAt": "2026-12-24T20:00:00+07:00", "venue": "Pendopo, barat", "description": "Baris satu\nBaris dua" });
    office.is_now("2026-12-20T08:00:00+07:00".parse().expect("a moment"));
    head.post(AGENDA, described).await.is(201);
    let events = calendar(&head).await;
    let endless = titled(&events, "Wayang\\; semalam\\, suntuk\\\\");
    assert_eq!(
        (&*endless["DTSTART"], &*endless["DTEND"]),
        ("20261224T130000Z", "20261224T170000Z"),
        "until midnight at the office"
    );
    assert_eq!(
        (&*endless["LOCATION"], &*endless["DESCRIPTION"]),
        ("Pendopo\\, barat", "Sampai selesai.\\nBaris satu\\nBaris dua")
    );

    let address = format!("{AGENDA}/{}", item.id());
    for (certainty, summary, status) in [
        ("TENTATIVE", "Festival Panen Raya", "TENTATIVE"),
        ("POSTPONED", "DITUNDA: Festival Panen Raya", "TENTATIVE"),
        ("CANCELLED", "BATAL: Festival Panen Raya", "CANCELLED"),
        ("DEFINITIVE", "Festival Panen Raya", "CONFIRMED"),
    ] {
        let etag = head.get(&address).await.is(200).etag().to_owned();
        head.patch(&address, &etag, json!({ "certainty": certainty })).await.is(200);
        let events = calendar(&head).await;
        assert_eq!(titled(&events, summary)["STATUS"], status);
    }
    let known = head.get("/v1/agenda.ics").await.is(200);
    head.get("/v1/agenda.ics").header("If-None-Match", known.etag()).await.is(304);
}

#[tokio::test]
async fn the_calendar_keeps_what_has_not_ended() {
    let office = Office::open().await;
    let head = office.division_head();
    let now = office.clock().now();
    let day = |days: i64| (now + TimeDelta::days(days)).to_rfc3339();
    puts(&head, "Pameran setahun", &day(-200), Some(&day(165))).await;
    puts(&head, "Baru selesai", &day(-60), Some(&day(-30))).await;
    puts(&head, "Lama selesai", &day(-60), Some(&day(-32))).await;
    puts(&head, "Dulu, sampai selesai", &day(-40), None).await;
    puts(&head, "Tahun depan", &day(400), None).await;
    let titles: BTreeSet<String> = calendar(&head).await.into_iter().map(|event| event["SUMMARY"].clone()).collect();
    assert_eq!(titles, BTreeSet::from(["Baru selesai", "Pameran setahun", "Tahun depan"].map(str::to_owned)));
}

#[tokio::test]
async fn a_full_calendar_leaves_out_what_is_farthest_away() {
    let office = Office::open().await;
    let head = office.division_head();
    let planted = "INSERT INTO agenda_items (id, title, starts_at, ends_at, attendees, certainty, created_by, created_at, updated_at, version)
        SELECT gen_random_uuid(), 'Lama ' || n, now() - interval '20 days' + n * interval '1 minute', now() - interval '10 days', '{}', 'DEFINITIVE',
            'x', now(), now(), 1 FROM generate_series(1, 1000) n";
    office.sql().await.execute(planted, &[]).await.expect("many events");
    let tomorrow = (office.clock().now() + TimeDelta::days(1)).to_rfc3339();
    puts(&head, "Besok", &tomorrow, None).await;
    let events = calendar(&head).await;
    assert_eq!(events.len(), 1000);
    assert_eq!(events.last().map(|event| &*event["SUMMARY"]), Some("Besok"));
}

#[tokio::test]
async fn staff_have_what_their_orders_cover_in_their_calendar() {
    let office = Office::open().await;
    let (head, subhead, staff) = (office.division_head(), office.subdivision_head(), office.staff(1));
    let tomorrow = (office.clock().now() + TimeDelta::days(1)).to_rfc3339();
    let event = puts(&head, "Panen Raya", &tomorrow, None).await;
    puts(&head, "Rapat tertutup", &tomorrow, None).await;
    assert!(calendar(&staff).await.is_empty());
    let case = head.assigns(&subhead, &event).await;
    subhead.dispatches(&case, &[action(&staff, "WRITER")]).await;
    let mine = calendar(&staff).await;
    assert_eq!((mine.len(), &*mine[0]["SUMMARY"]), (1, "Panen Raya"));
    let none: Vec<Value> = Vec::new();
    assert_eq!(office.staff(2).get(&format!("{AGENDA}?on={}", &tomorrow[..10])).await.is(200).items(), none);
}
