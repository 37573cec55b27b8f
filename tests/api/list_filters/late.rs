//! What is late, or not, of what belongs to cases: as the cases are.

use super::*;

async fn late_cases(caller: &Caller, late: bool) -> Vec<String> {
    ids(caller, &format!("/v1/assignments?late={late}")).await
}

/// What of a list belongs to cases that are late, or that are not, in its order.
async fn of_late(caller: &Caller, list: &str, late: bool) -> Vec<String> {
    let cases = late_cases(caller, late).await;
    let page = caller.get(&format!("{list}limit=200")).await.good();
    let theirs = page.items().iter().filter(|item| cases.iter().any(|case| item["assignment"]["id"] == json!(case)));
    theirs.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn dispositions_and_reports_are_late_as_their_cases_are() {
    let three = Three::open().await;
    let office = &three.office;
    let mut cases = Vec::new();
    for late in [true, false] {
        let case = Case::in_state(office, State::Documented).await;
        if late {
            office.clock().advance(TimeDelta::hours(3));
        }
        let report = case.subhead.opens_report(&case.assignment, "Satu foto.").await;
        cases.push((case, report));
    }
    let [(_, late), (_, other)] = [&cases[0], &cases[1]];
    let head = &three.head;
    is_list(head, "/v1/reports?late=true", &[late]).await;
    is_list(head, "/v1/reports?late=false", &[other]).await;
    for (list, sorts) in [
        ("/v1/dispositions?box=ALL&", vec!["createdAt", "-createdAt", "dueAt", "startsAt", "-registerNumber"]),
        ("/v1/reports?", vec!["createdAt", "-submittedAt", "startsAt", "registerNumber"]),
    ] {
        for caller in [head, &office.auditor(), &three.subhead, &three.other, &office.staff(1), &office.staff(4)] {
            for sort in &sorts {
                let mut told = 0;
                for late in [true, false] {
                    let expected = of_late(caller, &format!("{list}sort={sort}&"), late).await;
                    let found = ids(caller, &format!("{list}late={late}&sort={sort}")).await;
                    assert_eq!(found, expected, "{} {list}{sort} {late}", caller.subject);
                    told += usize::from(!found.is_empty());
                }
                assert!(told == 2 || caller.subject != head.subject, "{list} has one of each");
            }
        }
        let of_now = ids(head, &format!("{list}late=true&createdAtFrom={}&sort=createdAt", three.hour(-1))).await;
        assert_eq!(of_now, of_late(head, &format!("{list}sort=createdAt&"), true).await);
    }
    // With words, in an order of their own.
    let said = "/v1/reports?q=foto&sort=createdAt&";
    assert_eq!(ids(head, &format!("{said}late=true")).await, of(&[late]));
    assert_eq!(ids(head, &format!("{said}late=false")).await, of(&[other]));
    // Staff are told of what is addressed to them.
    let theirs = ids(&office.staff(1), "/v1/dispositions?late=false").await;
    assert_eq!(theirs, of_late(&office.staff(1), "/v1/dispositions?", false).await);
}

/// A page that would read too many clocks ends before, and tells where it goes on.
#[tokio::test]
async fn what_is_late_is_found_behind_two_thousand_that_are_not() {
    let three = Three::open().await;
    let (order, late) = (three.orders[1].id(), three.cases[1].id());
    let plant = format!(
        "INSERT INTO dispositions SELECT (jsonb_populate_record(x, jsonb_build_object('id', ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            'register_serial', 1000 + n, 'register_number', n || '/TANAM'))).* FROM dispositions x, generate_series(1, 2100) n WHERE x.id = '{order}'"
    );
    three.office.sql().await.batch_execute(&plant).await.expect("dispositions are planted");
    let first = three.head.get("/v1/dispositions?box=ALL&late=true&limit=2").await.good();
    assert_eq!(first.items().len(), 0, "{first:?}");
    let next = first["nextCursor"].as_str().expect("it goes on");
    let second = three.head.get(&format!("/v1/dispositions?box=ALL&late=true&limit=2&cursor={next}")).await.good();
    let found: Vec<&Value> = second.items().iter().map(|item| &item["assignment"]["id"]).collect();
    assert_eq!((found, second["nextCursor"].is_null()), (vec![&json!(late)], true));
}
