//! The list of cases.

use super::*;

const CASES: &str = "/v1/assignments?";

#[tokio::test]
async fn cases_stand_in_every_order() {
    let three = Three::open().await;
    let [first, second, third] = [&three.cases[0], &three.cases[1], &three.cases[2]];
    for caller in [&three.head, &three.office.auditor()] {
        turns(caller, CASES, "createdAt", &[first, second, third]).await;
        turns(caller, CASES, "dueAt", &[third, first, second]).await;
        turns(caller, CASES, "startsAt", &[third, second, first]).await;
        turns(caller, CASES, "registerNumber", &[first, second, third]).await;
        let whole = format!("{CASES}createdAtFrom={}&", three.hour(-1));
        turns(caller, &whole, "createdAt", &[first, second, third]).await;
        let open = format!("{CASES}state=ASSIGNED&state=DISPATCHED&");
        for (sort, order) in [("dueAt", [third, first, second]), ("startsAt", [third, second, first])] {
            turns(caller, &open, sort, &order).await;
        }
    }
    for caller in [&three.subhead, &three.office.staff(1), &three.office.staff(2)] {
        for (sort, order) in [("dueAt", [third, first]), ("startsAt", [third, first]), ("registerNumber", [first, third])] {
            turns(caller, CASES, sort, &order).await;
        }
    }
}

#[tokio::test]
async fn cases_are_narrowed_by_everything_that_is_told_of_them() {
    let three = Three::open().await;
    let [first, second, third] = [&three.cases[0], &three.cases[1], &three.cases[2]];
    let [one, two, three_] = [&three.events[0], &three.events[1], &three.events[2]];
    let number = first["registerNumber"].as_str().expect("a number");
    let (subhead, staff) = (three.subhead.officer_id(), three.office.staff(1).officer_id());
    let everything: Vec<(String, Vec<&Reply>)> = vec![
        (format!("createdAtFrom={}&createdAtTo={}", three.hour(1), three.hour(2)), vec![second]),
        (format!("createdAtTo={}", three.hour(1)), vec![first]),
        (format!("createdAtFrom={}", three.hour(2)), vec![third]),
        (format!("dueAtFrom={}&dueAtTo={}", three.hour(5), three.hour(9)), vec![third]),
        (format!("dueAtFrom={}", three.hour(6)), vec![first]),
        (format!("dueAtTo={}", three.hour(10)), vec![third, first]),
        (format!("dueAtTo={}&sort=dueAt", three.hour(10)), vec![third, first]),
        (format!("dueAtFrom={}&dueAtTo={}&sort=createdAt", three.hour(0), three.hour(10)), vec![first, third]),
        (format!("startsAtFrom={}&startsAtTo={}", three.hour(28), three.hour(30)), vec![third, second]),
        (format!("startsAtFrom={}&startsAtTo={}&sort=startsAt", three.hour(28), three.hour(30)), vec![third, second]),
        (format!("startsAtFrom={}", three.hour(30)), vec![first]),
        (format!("officerId={subhead}"), vec![third, first]),
        (format!("officerId={staff}&sort=createdAt"), vec![first, third]),
        // A copy is no part of the work.
        (format!("officerId={}", three.office.staff(2).officer_id()), vec![]),
        (format!("assigneeId={subhead}&state=DISPATCHED"), vec![third, first]),
        (format!("agendaItemId={}&agendaItemId={}", one.id(), two.id()), vec![second, first]),
        (format!("agendaItemId={},{}", two.id(), three_.id()), vec![third, second]),
        ("unit=HUMAS".to_owned(), vec![third, second, first]),
        ("unit=PROTOKOL".to_owned(), vec![]),
        (format!("registerNumber={number}"), vec![first]),
        ("registerNumber=999".to_owned(), vec![]),
        ("classification=RESTRICTED".to_owned(), vec![third]),
        ("overdue=false".to_owned(), vec![third, second, first]),
        ("overdue=true".to_owned(), vec![]),
    ];
    for (query, fitting) in &everything {
        for caller in [&three.head, &three.office.auditor()] {
            is_list(caller, &format!("{CASES}{query}"), fitting).await;
        }
        // Whoever sees less finds what they see of it, and nothing else.
        for (caller, seen) in [(&three.subhead, [first, third]), (&three.office.staff(1), [first, third])] {
            let seen: Vec<&Reply> = fitting.iter().copied().filter(|case| of(&seen).contains(&case.id().to_owned())).collect();
            is_list(caller, &format!("{CASES}{query}"), &seen).await;
        }
        let seen: Vec<&Reply> = fitting.iter().copied().filter(|case| case.id() == second.id()).collect();
        is_list(&three.other, &format!("{CASES}{query}"), &seen).await;
        is_list(&three.office.staff(3), &format!("{CASES}{query}"), &[]).await;
    }
}

#[tokio::test]
async fn overdue_and_late_are_told_as_the_case_stands_now() {
    let three = Three::open().await;
    let [first, second, third] = [&three.cases[0], &three.cases[1], &three.cases[2]];
    three.office.clock().advance(TimeDelta::hours(4));
    for caller in [&three.head, &three.office.auditor(), &three.subhead] {
        is_list(caller, &format!("{CASES}overdue=true"), &[third]).await;
        is_list(caller, &format!("{CASES}overdue=true&sort=startsAt"), &[third]).await;
    }
    is_list(&three.head, &format!("{CASES}overdue=false"), &[second, first]).await;
    three.head.cancels(third, "Acara batal.").await;
    is_list(&three.head, &format!("{CASES}overdue=true"), &[]).await;
    is_list(&three.head, &format!("{CASES}overdue=false"), &[third, second, first]).await;

    // The second has waited for its dispatch longer than five minutes; the others were dispatched at once.
    for (late, cases) in [("true", vec![second]), ("false", vec![third, first])] {
        for sort in ["-createdAt", "createdAt", "dueAt"] {
            let mut found = ids(&three.head, &format!("{CASES}late={late}&sort={sort}")).await;
            for case in three.head.get(&format!("{CASES}late={late}")).await.good().items() {
                let steps = case["steps"].as_array().expect("steps");
                assert_eq!(steps.iter().any(|step| step["withinStandard"] == false), late == "true", "{case:#}");
            }
            let mut expected = of(&cases);
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "late={late}, {sort}");
        }
    }
}
