//! The list of dispositions.

use super::*;

#[tokio::test]
async fn dispositions_are_narrowed_and_put_in_order() {
    let three = Three::open().await;
    let office = &three.office;
    // Of each case the first order; of two of them one to the crew.
    let to_subheads: Vec<Reply> = {
        let mut found = Vec::new();
        for case in &three.cases {
            let list = three.head.get(&format!("/v1/dispositions?assignmentId={}&sort=createdAt", case.id())).await.good();
            let id = list.items()[0]["id"].as_str().expect("an id").to_owned();
            found.push(three.head.get(&format!("/v1/dispositions/{id}")).await.good());
        }
        found
    };
    let [a, b, c] = [&to_subheads[0], &to_subheads[1], &to_subheads[2]];
    let [x, z] = [&three.orders[0], &three.orders[1]];
    let all = "/v1/dispositions?box=ALL&";
    for caller in [&three.head, &office.auditor()] {
        turns(caller, all, "createdAt", &[a, x, b, c, z]).await;
        turns(caller, all, "dueAt", &[c, z, a, x, b]).await;
        turns(caller, all, "startsAt", &[c, z, b, a, x]).await;
        turns(caller, all, "registerNumber", &[a, x, b, c, z]).await;
    }
    let number = x["registerNumber"].as_str().expect("a number");
    let everything: Vec<(String, Vec<&Reply>)> = vec![
        (format!("createdAtFrom={}&createdAtTo={}", three.hour(1), three.hour(2)), vec![b]),
        (format!("createdAtTo={}", three.hour(1)), vec![x, a]),
        (format!("dueAtFrom={}&dueAtTo={}", three.hour(5), three.hour(9)), vec![z, c]),
        (format!("startsAtFrom={}&startsAtTo={}", three.hour(28), three.hour(30)), vec![z, c, b]),
        (format!("startsAtFrom={}&startsAtTo={}&sort=-startsAt", three.hour(29), three.hour(31)), vec![x, a, b]),
        (format!("startsAtFrom={}&sort=createdAt", three.hour(29)), vec![a, x, b]),
        (format!("startsAtTo={}&sort=dueAt", three.hour(30)), vec![c, z, b]),
        (format!("officerId={}", office.staff(1).officer_id()), vec![z, x]),
        (format!("officerId={}", three.other.officer_id()), vec![b]),
        (format!("officerId={}&sort=createdAt", three.subhead.officer_id()), vec![a, x, c, z]),
        (format!("agendaItemId={}&agendaItemId={}", three.events[1].id(), three.events[2].id()), vec![z, c, b]),
        ("unit=HUMAS".to_owned(), vec![z, c, b, x, a]),
        ("unit=PROTOKOL".to_owned(), vec![]),
        (format!("registerNumber={number}"), vec![x]),
        ("urgency=URGENT".to_owned(), vec![]),
        ("overdue=true".to_owned(), vec![]),
        ("overdue=false&sort=createdAt".to_owned(), vec![a, x, b, c, z]),
    ];
    for (query, fitting) in &everything {
        is_list(&three.head, &format!("{all}{query}"), fitting).await;
        let seen = |wanted: &[&Reply]| {
            let wanted = of(wanted);
            fitting.iter().copied().filter(|one| wanted.contains(&one.id().to_owned())).collect::<Vec<&Reply>>()
        };
        is_list(&three.subhead, &format!("{all}{query}"), &seen(&[a, x, c, z])).await;
        is_list(&office.staff(1), &format!("/v1/dispositions?{query}"), &seen(&[x, z])).await;
        is_list(&office.staff(3), &format!("{all}{query}"), &[]).await;
    }
    turns(&office.staff(1), "/v1/dispositions?", "dueAt", &[z, x]).await;
    for caller in [office.staff(1), office.staff(2)] {
        turns(&caller, "/v1/dispositions?", "startsAt", &[z, x]).await;
        turns(&caller, all, "startsAt", &[c, z, a, x]).await;
        turns(&caller, &format!("{all}unit=HUMAS&"), "dueAt", &[c, z, a, x]).await;
    }
    turns(&three.subhead, all, "startsAt", &[c, z, a, x]).await;
    turns(&three.other, all, "startsAt", &[b]).await;
    turns(&office.staff(2), "/v1/dispositions?recipientState=DELIVERED&", "registerNumber", &[x, z]).await;
    turns(&three.subhead, "/v1/dispositions?box=OUTGOING&", "dueAt", &[z, x]).await;
    office.clock().advance(TimeDelta::hours(4));
    is_list(&three.head, &format!("{all}overdue=true"), &[z, c]).await;
}
