//! The list of reports.

use super::*;

#[tokio::test]
async fn reports_are_narrowed_and_put_in_order() {
    let office = Office::open().await;
    office.opens_on_wednesday();
    let begun = office.clock().now();
    let hour = |hours: i64| written(begun + TimeDelta::hours(hours));
    let mut cases = Vec::new();
    for _ in 0..2 {
        cases.push(Case::in_state(&office, State::Reported).await);
        office.clock().advance(TimeDelta::hours(1));
    }
    let draft_of = Case::in_state(&office, State::Documented).await;
    let draft = draft_of.subhead.opens_report(&draft_of.assignment, "Satu foto.").await;
    // Their events, the other way round than they were opened.
    for (case, starts) in [(&cases[0], 50), (&cases[1], 20), (&draft_of, 30)] {
        let path = format!("/v1/agenda-items/{}", case.event.id());
        let etag = case.head.get(&path).await.good().etag().to_owned();
        let moved = json!({ "startsAt": hour(starts), "endsAt": hour(starts + 1) });
        case.head.patch(&path, &etag, moved).await.is(200);
    }
    let (one, two) = (cases[0].report(), cases[1].report());
    let (head, subhead) = (&cases[0].head, &cases[0].subhead);
    for caller in [head, subhead, &office.auditor()] {
        turns(caller, "/v1/reports?", "createdAt", &[one, two, &draft]).await;
        turns(caller, "/v1/reports?", "submittedAt", &[one, two, &draft]).await;
        turns(caller, "/v1/reports?", "startsAt", &[two, &draft, one]).await;
        turns(caller, "/v1/reports?", "registerNumber", &[one, two, &draft]).await;
        let number = two["registerNumber"].as_str().expect("a number");
        let everything: Vec<(String, Vec<&Reply>)> = vec![
            (format!("createdAtFrom={}&createdAtTo={}", hour(1), hour(2)), vec![two]),
            (format!("createdAtFrom={}&sort=createdAt", hour(1)), vec![two, &draft]),
            (format!("submittedAtTo={}", hour(1)), vec![one]),
            (format!("submittedAtFrom={}", hour(1)), vec![two]),
            (format!("submittedAtFrom={}&submittedAtTo={}&sort=submittedAt", hour(0), hour(9)), vec![one, two]),
            (format!("startsAtFrom={}&startsAtTo={}", hour(20), hour(40)), vec![&draft, two]),
            (format!("startsAtFrom={}&startsAtTo={}&sort=-startsAt", hour(30), hour(51)), vec![one, &draft]),
            (format!("startsAtFrom={}&sort=createdAt", hour(30)), vec![one, &draft]),
            (format!("startsAtFrom={}&sort=startsAt", hour(30)), vec![&draft, one]),
            (format!("startsAtTo={}", hour(30)), vec![two]),
            ("unit=HUMAS&sort=startsAt".to_owned(), vec![two, &draft, one]),
            (format!("officerId={}", subhead.officer_id()), vec![&draft, two, one]),
            (format!("officerId={}", head.officer_id()), vec![]),
            ("unit=HUMAS&state=SUBMITTED".to_owned(), vec![two, one]),
            ("unit=PROTOKOL".to_owned(), vec![]),
            (format!("agendaItemId={},{}", cases[0].event.id(), draft_of.event.id()), vec![&draft, one]),
            (format!("registerNumber={number}"), vec![two]),
        ];
        for (query, fitting) in &everything {
            is_list(caller, &format!("/v1/reports?{query}"), fitting).await;
            is_list(&office.other_subdivision_head(), &format!("/v1/reports?{query}"), &[]).await;
        }
    }
}
