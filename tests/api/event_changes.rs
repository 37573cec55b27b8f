//! Events move, and the division head changes what was asked: whoever has an order is told.

use crate::support::cluster;
use crate::support::counter::counted;
use crate::support::work::{action, assignment, copy, dispatch};
use crate::support::{Caller, Case, Office, Reply};
use pubdok::domain::assignment::State;
use pubdok::features::journal::verify::verify;
use serde_json::{Value, json};

/// 09:00 to 11:00 on 14 January, as every event of these tests is at first.
const WAS: (&str, &str) = ("2026-01-14T02:00:00.000Z", "2026-01-14T04:00:00.000Z");
const LATER: &str = "2026-01-15T13:00:00+07:00";

async fn changes(caller: &Caller, event: &Reply, change: Value) -> Reply {
    let address = format!("/v1/agenda-items/{}", event.id());
    caller.patch(&address, "*", change).await.is(200)
}

/// What waits of this kind.
async fn waits(caller: &Caller) -> Vec<Value> {
    let inbox = caller.get("/v1/inbox?kind=EVENT_CHANGED").await.is(200);
    assert_eq!(inbox["counters"]["eventChanged"], inbox.items().len());
    inbox.items().to_vec()
}

async fn takes_note(caller: &Caller, case: &Reply) -> Reply {
    caller.post(&format!("/v1/assignments/{}/event-acknowledgement", case.id()), json!({})).await
}

fn was() -> Value {
    json!({ "startsAt": WAS.0, "endsAt": WAS.1, "venue": null, "certainty": "DEFINITIVE" })
}

#[tokio::test]
async fn an_event_that_moved_is_told_wherever_it_is_referred_to() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    for reference in [&case.assignment["agendaItem"], &case.order()["agendaItem"]] {
        assert_eq!(
            (&reference["certainty"], &reference["changedAt"], &reference["previous"]),
            (&json!("DEFINITIVE"), &Value::Null, &Value::Null)
        );
    }
    let change = json!({ "startsAt": LATER, "endsAt": null, "venue": "Pendopo", "certainty": "POSTPONED" });
    changes(&case.head, &case.event, change).await;
    let assignment = case.now().await;
    let told = &assignment["agendaItem"];
    assert_eq!((&told["startsAt"], &told["endsAt"]), (&json!("2026-01-15T06:00:00.000Z"), &Value::Null));
    assert_eq!((&told["venue"], &told["certainty"], &told["previous"]), (&json!("Pendopo"), &json!("POSTPONED"), &was()));
    assert!(told["changedAt"].as_str() > case.order()["createdAt"].as_str());
    assert_eq!(&case.photographer.reads("dispositions", case.order()).await["agendaItem"], told);
    let listed = case.photographer.get("/v1/dispositions").await.is(200);
    let expanded = case.head.get(&format!("/v1/assignments/{}?expand=dispositions", case.assignment.id())).await.is(200);
    let cases = case.subhead.get("/v1/assignments").await.is(200);
    for reference in [&listed.items()[0], &expanded["dispositions"][1], &cases.items()[0]] {
        assert_eq!(&reference["agendaItem"], told);
    }
    let inbox = case.writer.get("/v1/inbox").await.is(200);
    let [item] = inbox.items() else { panic!("one thing: {:#}", inbox.json()) };
    let kinds: Vec<&Value> = item["due"].as_array().expect("what is due").iter().map(|due| &due["kind"]).collect();
    assert_eq!(kinds, ["TO_COMPLETE", "EVENT_CHANGED", "UNREAD"]);
    assert_eq!(&item["agendaItem"], told);

    // In the journal of the case, with what it was: times, place and certainty.
    let entries = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=-seq", case.assignment.id())).await.is(200);
    let entry = &entries.items()[0];
    assert_eq!((&entry["type"], &entry["actor"]["subject"]), (&json!("assignment.event-changed"), &json!("kabag")));
    let before = json!({ "startsAt": WAS.0, "endsAt": WAS.1, "certainty": "DEFINITIVE", "venue": null });
    let after = json!({ "startsAt": "2026-01-15T06:00:00.000Z", "endsAt": null, "venue": "Pendopo", "certainty": "POSTPONED" });
    assert_eq!(entry["changes"], json!({ "before": before, "after": after }));

    // Another move: the order was still given by the first.
    changes(&case.head, &case.event, json!({ "startsAt": "2026-01-16T13:00:00+07:00" })).await;
    let again = case.now().await["agendaItem"].clone();
    assert_eq!(again["previous"], was());
    assert!(again["changedAt"].as_str() > told["changedAt"].as_str());
    // As it was ordered: nothing to tell.
    let back = json!({ "startsAt": WAS.0, "endsAt": WAS.1, "venue": null, "certainty": "DEFINITIVE" });
    changes(&case.head, &case.event, back).await;
    let back = case.now().await["agendaItem"].clone();
    assert_eq!((&back["changedAt"], &back["previous"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn an_order_that_was_given_afterwards_knows_it_as_it_is() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    changes(&case.head, &case.event, json!({ "startsAt": LATER, "endsAt": null })).await;
    let second = case.subhead.dispatches(&case.assignment, &[action(&office.staff(4), "VIDEOGRAPHER")]).await;
    assert_eq!(
        (&second["agendaItem"]["startsAt"], &second["agendaItem"]["previous"]),
        (&json!("2026-01-15T06:00:00.000Z"), &Value::Null)
    );
    assert!(waits(&office.staff(4)).await.is_empty());
    assert_eq!(case.head.reads("dispositions", case.order()).await["agendaItem"]["previous"], was());
    let other = case.head.assigns(&case.subhead, &case.event).await;
    assert_eq!(other["agendaItem"]["previous"], Value::Null);
}

#[tokio::test]
async fn it_waits_for_each_until_they_take_note() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    // What is no matter of time, place or certainty concerns nobody.
    changes(&case.head, &case.event, json!({ "title": "Panen", "notes": "Bawa payung", "dressCode": "Batik" })).await;
    assert!(waits(&case.subhead).await.is_empty());
    let before = case.now().await.allowed().join(" ");

    changes(&case.head, &case.event, json!({ "venue": "Pendopo" })).await;
    let everybody = [&case.subhead, &case.photographer, &case.writer, &case.informed];
    for caller in everybody {
        let waiting = waits(caller).await;
        let [item] = &waiting[..] else { panic!("{} has {waiting:?}", caller.subject) };
        assert_eq!((&item["act"], &item["assignment"]["id"]), (&json!("ACKNOWLEDGE_EVENT"), &case.assignment["id"]));
        assert_eq!((&item["agendaItem"]["venue"], &item["agendaItem"]["previous"]), (&json!("Pendopo"), &was()));
        let seen = caller.reads("assignments", &case.assignment).await;
        assert!(seen.allowed().contains(&"ACKNOWLEDGE_EVENT"), "{}", caller.subject);
    }
    // It is nobody else's, and the head, who changed it, has no order.
    assert!(waits(&case.head).await.is_empty() && case.now().await.allowed().join(" ") == before);
    takes_note(&case.head, &case.assignment).await.refused(403, "NOT_YOURS");
    takes_note(&office.staff(4), &case.assignment).await.refused(404, "NOT_FOUND");
    takes_note(&office.auditor(), &case.assignment).await.refused(403, "ROLE_MISSING");

    let seen = takes_note(&case.photographer, &case.assignment).await.is(200);
    assert!(waits(&case.photographer).await.is_empty() && !seen.allowed().contains(&"ACKNOWLEDGE_EVENT"));
    assert_eq!(seen["agendaItem"]["previous"], was(), "the order was given by that all the same");
    let entries = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=-seq", case.assignment.id())).await.is(200);
    assert_eq!(
        (&entries.items()[0]["type"], &entries.items()[0]["actor"]["subject"]),
        (&json!("assignment.event-acknowledged"), &json!("staf-1"))
    );
    // Again changes nothing.
    takes_note(&case.photographer, &case.assignment).await.is(200);
    let again = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=-seq", case.assignment.id())).await.is(200);
    assert_eq!(again.items().len(), entries.items().len());

    // The next change is told with what each knew.
    changes(&case.subhead, &case.event, json!({ "startsAt": "2026-01-14T10:00:00+07:00" })).await;
    let known = |venue: Value| json!({ "startsAt": WAS.0, "endsAt": WAS.1, "venue": venue, "certainty": "DEFINITIVE" });
    assert_eq!(waits(&case.photographer).await[0]["agendaItem"]["previous"], known(json!("Pendopo")));
    assert_eq!(waits(&case.writer).await[0]["agendaItem"]["previous"], known(Value::Null));
    for caller in everybody {
        takes_note(caller, &case.assignment).await.is(200);
        assert!(waits(caller).await.is_empty());
    }
}

#[tokio::test]
async fn who_is_told_of_the_case_no_longer_is_not_told_of_its_event() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    case.photographer.acknowledges(case.order()).await;
    changes(&case.head, &case.event, json!({ "venue": "Pendopo" })).await;
    case.subhead.recalls(case.order(), "Salah alamat.").await;
    for (caller, count) in [(&case.photographer, 1), (&case.writer, 0), (&case.informed, 0), (&case.subhead, 1)] {
        assert_eq!(waits(caller).await.len(), count, "{}", caller.subject);
    }
    changes(&case.head, &case.event, json!({ "venue": "Alun-alun" })).await;
    assert!(waits(&case.writer).await.is_empty());
}

#[tokio::test]
async fn a_machine_that_moves_an_event_tells_all_its_cases_and_sees_none() {
    let office = Office::open().await;
    let (machine, head, subhead) = (office.integration(), office.division_head(), office.subdivision_head());
    let event = machine.puts_on_agenda("Rakor").await;
    let case = head.assigns(&subhead, &event).await;
    changes(&machine, &event, json!({ "certainty": "TENTATIVE" })).await;
    assert_eq!(waits(&subhead).await[0]["agendaItem"]["previous"]["certainty"], "DEFINITIVE");
    let entries = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=-seq", case.id())).await.is(200);
    assert_eq!(entries.items()[0]["actor"]["role"], "INTEGRATION");
    machine.get(&format!("/v1/assignments/{}", case.id())).await.refused(403, "ROLE_MISSING");
}

#[tokio::test]
async fn nobody_is_sent_to_an_event_that_was_called_off() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Assigned).await;
    let order = dispatch(&[action(&case.photographer, "PHOTOGRAPHER"), copy(&case.informed)]);
    let orders = format!("/v1/assignments/{}/dispositions", case.assignment.id());

    changes(&case.head, &case.event, json!({ "certainty": "POSTPONED" })).await;
    let seen = case.subhead.reads("assignments", &case.assignment).await;
    assert!(seen.allowed().contains(&"DISPATCH"));
    let told = case.subhead.post(&format!("{orders}?dryRun=true"), order.clone()).await.is(200);
    assert_eq!(told["agendaItem"]["certainty"], "POSTPONED");
    let told = case.head.post("/v1/assignments?dryRun=true", assignment(&case.event, &case.subhead)).await.is(200);
    assert_eq!(told["agendaItem"]["certainty"], "POSTPONED");

    changes(&case.head, &case.event, json!({ "certainty": "CANCELLED" })).await;
    let refused = case.subhead.post(&orders, order.clone()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults().iter().map(|(_, code)| *code).collect::<Vec<_>>(), ["AGENDA_ITEM_CANCELLED"]);
    let seen = case.subhead.reads("assignments", &case.assignment).await;
    assert!(!seen.allowed().contains(&"DISPATCH"), "{:?}", seen.allowed());
    let refused = case.head.post("/v1/assignments", assignment(&case.event, &case.subhead)).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/agendaItemId", "AGENDA_ITEM_CANCELLED")]);

    // The division head is offered what ends it, until the case has ended or the event stands again.
    for head in [&case.head, &office.other_division_head()] {
        let offered = waits(head).await;
        assert_eq!(
            (offered.len(), &offered[0]["act"], &offered[0]["assignment"]["id"]),
            (1, &json!("CANCEL"), &case.assignment["id"])
        );
    }
    changes(&case.head, &case.event, json!({ "certainty": "DEFINITIVE" })).await;
    assert!(waits(&case.head).await.is_empty());
    case.subhead.post(&orders, order.clone()).await.is(201);
    changes(&case.head, &case.event, json!({ "certainty": "CANCELLED" })).await;
    case.subhead.post(&orders, order).await.refused(409, "STATE_FORBIDS");
    assert_eq!(waits(&case.head).await.len(), 1);
    case.head.cancels(&case.assignment, "Acara batal.").await;
    assert!(waits(&case.head).await.is_empty());
    // Who was on the way has still to hear of it.
    let waiting = waits(&case.photographer).await;
    assert_eq!(
        (&waiting[0]["agendaItem"]["certainty"], &waiting[0]["assignment"]["state"]),
        (&json!("CANCELLED"), &json!("CANCELLED"))
    );
    takes_note(&case.photographer, &case.assignment).await.is(200);
    assert!(waits(&case.photographer).await.is_empty());
}

#[tokio::test]
async fn a_change_costs_no_more_questions_for_many_cases_than_for_one() {
    let database = cluster::migrated_database().await;
    let line = counted(&database.url).await;
    let office = Office::open_on(line.url.clone()).await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let mut asked = Vec::new();
    for count in [1, 100] {
        let event = head.puts_on_agenda("Festival").await;
        let mut cases = Vec::new();
        for _ in 0..count {
            cases.push(head.assigns(&subhead, &event).await);
        }
        let ended = head.assigns(&subhead, &event).await;
        head.cancels(&ended, "Ganda.").await;
        // Whatever is read only once is known.
        changes(&head, &event, json!({ "title": "Festival Panen" })).await;
        let before = line.asked();
        changes(&head, &event, json!({ "startsAt": LATER, "endsAt": null })).await;
        asked.push(line.asked() - before);
        let entries = office.sql().await;
        let told = "SELECT count(DISTINCT assignment_id), count(*) FROM journal WHERE type = 'assignment.event-changed' AND assignment_id::text = ANY($1)";
        let ids: Vec<String> = cases.iter().chain([&ended]).map(|case| case.id().to_owned()).collect();
        let row = entries.query_one(told, &[&ids]).await.expect("a count");
        assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (count, count), "each open case once");
        let inbox = subhead.get("/v1/inbox?kind=EVENT_CHANGED&limit=200").await.is(200);
        let of_these = inbox.items().iter().filter(|item| item["agendaItem"]["id"] == event["id"]).count();
        assert_eq!(i64::try_from(of_these).expect("a count"), count);
    }
    assert_eq!(asked[0], asked[1], "questions for one case and for a hundred");
    let mut conn =
        <pubdok::db::Connection as diesel_async::AsyncConnection>::establish(office.database_url()).await.expect("a line");
    assert_eq!(verify(&mut conn).await.expect("a verdict").first_bad, None, "every chain holds");
    drop((conn, office));
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn an_order_and_a_cancellation_at_once_never_pass_each_other() {
    let office = Office::open().await;
    for round in 0..6 {
        let case = Case::assigned(&office).await;
        let order = dispatch(&[action(&case.photographer, "WRITER")]);
        let orders = format!("/v1/assignments/{}/dispositions", case.assignment.id());
        let address = format!("/v1/agenda-items/{}", case.event.id());
        let (ordered, moved) = tokio::join!(async { case.subhead.post(&orders, order).await }, async {
            case.head.patch(&address, "*", json!({ "certainty": "CANCELLED" })).await
        });
        moved.is(200);
        // Ordered before, and told of it; or not ordered at all.
        let told =
            waits(&case.photographer).await.iter().filter(|item| item["assignment"]["id"] == case.assignment["id"]).count();
        match ordered.status {
            201 => {
                assert_eq!(told, 1, "round {round}");
                let seen = case.photographer.reads("dispositions", &ordered).await;
                assert_eq!(seen["agendaItem"]["previous"]["certainty"], "DEFINITIVE", "round {round}");
            }
            409 => assert_eq!(told, 0, "round {round}"),
            status => panic!("{status}: {ordered:?}"),
        }
    }
}
