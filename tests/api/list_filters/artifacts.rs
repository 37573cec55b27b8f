//! The list of artifacts of all cases.

use super::*;

const ALL: &str = "/v1/artifacts?";

#[tokio::test]
async fn artifacts_are_narrowed_by_event_unit_and_sender() {
    let three = Three::open().await;
    let office = &three.office;
    let mut sent = Vec::new();
    for case in [&three.cases[0], &three.cases[2]] {
        sent.push(office.staff(1).uploads_photo(case, "Panggung").await);
        office.clock().advance(TimeDelta::hours(1));
        sent.push(three.subhead.drafts(case, "PRESS_RELEASE", "Panen Raya").await);
        office.clock().advance(TimeDelta::hours(1));
    }
    let [a, b, c, d] = [&sent[0], &sent[1], &sent[2], &sent[3]];
    let (staff, subhead) = (office.staff(1).officer_id(), three.subhead.officer_id());
    let [one, two, three_] = [&three.events[0], &three.events[1], &three.events[2]].map(|event| event.id());
    let everything: Vec<(String, Vec<&Reply>)> = vec![
        (format!("agendaItemId={one}"), vec![b, a]),
        (format!("agendaItemId={one},{three_}"), vec![d, c, b, a]),
        (format!("agendaItemId={two}&agendaItemId={three_}&sort=createdAt"), vec![c, d]),
        (format!("agendaItemId={two}"), vec![]),
        ("unit=HUMAS".to_owned(), vec![d, c, b, a]),
        ("unit=PROTOKOL".to_owned(), vec![]),
        (format!("unit=PROTOKOL&agendaItemId={one}"), vec![]),
        (format!("unit=HUMAS&agendaItemId={three_}&kind=PHOTO"), vec![c]),
        (format!("officerId={staff}"), vec![c, a]),
        (format!("senderId={staff}&officerId={staff}&agendaItemId={one}"), vec![a]),
        (format!("senderId={subhead}&officerId={staff}"), vec![]),
        (format!("officerId={subhead}&unit=HUMAS&sort=createdAt"), vec![b, d]),
        (format!("createdAtFrom={}&createdAtTo={}", three.hour(4), three.hour(6)), vec![c, b]),
        (format!("createdAtFrom={}&sort=createdAt", three.hour(4)), vec![b, c, d]),
        (format!("createdAtTo={}&agendaItemId={three_},{one}", three.hour(6)), vec![c, b, a]),
        (format!("createdAtFrom={}&unit=HUMAS&sort=createdAt&kind=PRESS_RELEASE", three.hour(3)), vec![b, d]),
        (format!("q=panggung&agendaItemId={three_}"), vec![c]),
        ("q=panggung&unit=HUMAS&sort=createdAt".to_owned(), vec![a, c]),
        (format!("q=panen&officerId={subhead}&sort=-createdAt"), vec![d, b]),
        (format!("q=panen&officerId={staff}"), vec![]),
    ];
    for (query, fitting) in &everything {
        for caller in [&three.head, &office.auditor(), &three.subhead, &office.staff(1), &office.staff(2)] {
            is_list(caller, &format!("{ALL}{query}"), fitting).await;
        }
        for caller in [&three.other, &office.staff(3)] {
            is_list(caller, &format!("{ALL}{query}"), &[]).await;
        }
    }
    // A row says as much of itself as on any other list.
    let row = |page: &Reply| page.items()[0].clone();
    let by_event = three.head.get(&format!("{ALL}agendaItemId={one}&limit=1")).await.good();
    let by_sender = three.head.get(&format!("{ALL}senderId={subhead}&createdAtTo={}&limit=1", three.hour(5))).await.good();
    assert_eq!(row(&by_event), row(&by_sender));

    // Of a unit, or an event, of very many cases it is the same.
    plant_cases(office, &three.cases[0], 1_005).await;
    for (query, fitting) in everything.iter().filter(|(query, _)| query.contains("agendaItemId") || query.contains("unit")) {
        for caller in [&three.head, &three.subhead] {
            is_list(caller, &format!("{ALL}{query}"), fitting).await;
        }
        is_list(&three.other, &format!("{ALL}{query}"), &[]).await;
    }
}
