//! Events by who entered them and by which unit covers them; publications by their events and by who looks after them.

use super::*;
use crate::publications::Accepted;
use crate::standing_in::stands_in;

const AGENDA: &str = "/v1/agenda-items?";

#[tokio::test]
async fn the_agenda_is_narrowed_by_who_entered_an_event() {
    let three = Three::open().await;
    let [first, second, third] = [&three.events[0], &three.events[1], &three.events[2]];
    let (office, portal) = (&three.office, three.office.integration());
    let by_machine = portal.puts_event("Pawai", &three.hour(50), &three.hour(51)).await;
    let by_subhead = three.subhead.puts_event("Rapat", &three.hour(20), &three.hour(21)).await;
    let (head, subhead) = (three.head.officer_id(), three.subhead.officer_id());
    for caller in [&three.head, &three.subhead, &office.auditor()] {
        turns(caller, &format!("{AGENDA}officerId={head}&"), "startsAt", &[third, second, first]).await;
        is_list(caller, &format!("{AGENDA}officerId={subhead}"), &[&by_subhead]).await;
        is_list(caller, &format!("{AGENDA}officerId={}", office.staff(1).officer_id()), &[]).await;
        is_list(caller, &format!("{AGENDA}officerId={head}&q=festival&sort=-startsAt"), &[first, second, third]).await;
        is_list(caller, &format!("{AGENDA}officerId={subhead}&q=festival"), &[]).await;
    }
    is_list(&three.head, &format!("{AGENDA}officerId={head}&assigned=true&startsAtFrom={}", three.hour(29)), &[second, first])
        .await;
    // Of what somebody does not see, nothing is told.
    is_list(&office.staff(1), &format!("{AGENDA}officerId={head}"), &[third, first]).await;
    is_list(&office.staff(3), &format!("{AGENDA}officerId={head}"), &[]).await;
    is_list(&portal, &format!("{AGENDA}officerId={head}"), &[]).await;
    is_list(&portal, AGENDA, &[&by_machine]).await;

    // In whose place somebody enters an event, theirs it is.
    stands_in(office, &office.staff(4), &three.subhead, "SUBDIVISION_HEAD").await;
    let in_their_place = office.staff(4).puts_event("Apel", &three.hour(10), &three.hour(11)).await;
    is_list(&three.head, &format!("{AGENDA}officerId={subhead}"), &[&in_their_place, &by_subhead]).await;

    // An office that is brought up to this version knows it of every event: from the journal.
    let up = include_str!("../../../migrations/2026-11-30-000057_lists_by_whom/up.sql");
    let down = include_str!("../../../migrations/2026-11-30-000057_lists_by_whom/down.sql");
    let sql = office.sql().await;
    sql.batch_execute(&format!("BEGIN; {down}; {up}; COMMIT")).await.expect("down and up again");
    is_list(&three.head, &format!("{AGENDA}officerId={subhead}"), &[&in_their_place, &by_subhead]).await;
    is_list(&three.head, &format!("{AGENDA}officerId={head}"), &[third, second, first]).await;
    let nobodys = sql.query("SELECT id::text FROM agenda_items WHERE created_by_id IS NULL", &[]).await.expect("a list");
    let nobodys: Vec<String> = nobodys.iter().map(|row| row.get(0)).collect();
    assert_eq!(nobodys, [by_machine.id()]);
}

#[tokio::test]
async fn the_agenda_is_narrowed_by_which_unit_covers_an_event() {
    let three = Three::open().await;
    let [first, second, third] = [&three.events[0], &three.events[1], &three.events[2]];
    let free = three.head.puts_event("Upacara", &three.hour(40), &three.hour(41)).await;
    for caller in [&three.head, &three.office.auditor()] {
        turns(caller, &format!("{AGENDA}unit=HUMAS&"), "startsAt", &[third, second, first]).await;
        is_list(caller, &format!("{AGENDA}unit=HUMAS&assigned=true&startsAtFrom={}", three.hour(29)), &[second, first]).await;
        is_list(caller, &format!("{AGENDA}unit=HUMAS&assigned=false"), &[&free]).await;
        is_list(caller, &format!("{AGENDA}unit=PROTOKOL"), &[]).await;
        is_list(caller, &format!("{AGENDA}unit=PROTOKOL&assigned=false"), &[third, second, first, &free]).await;
        is_list(caller, &format!("{AGENDA}unit=HUMAS&q=upacara"), &[]).await;
        is_list(caller, &format!("{AGENDA}unit=HUMAS&q=festival&sort=startsAt"), &[third, second, first]).await;
    }
    // As far as one sees cases.
    is_list(&three.subhead, &format!("{AGENDA}unit=HUMAS"), &[third, first]).await;
    is_list(&three.subhead, &format!("{AGENDA}unit=HUMAS&assigned=false"), &[second, &free]).await;
    is_list(&three.office.staff(1), &format!("{AGENDA}unit=HUMAS"), &[third, first]).await;
    is_list(&three.office.staff(3), &format!("{AGENDA}unit=HUMAS"), &[]).await;
    three.head.cancels(&three.cases[1], "Tidak jadi diliput.").await;
    is_list(&three.head, &format!("{AGENDA}unit=HUMAS"), &[third, first]).await;

    // A unit of very many cases is walked by.
    plant_cases(&three.office, &three.cases[0], 1_005).await;
    is_list(&three.head, &format!("{AGENDA}unit=HUMAS"), &[third, first]).await;
    is_list(&three.subhead, &format!("{AGENDA}unit=HUMAS"), &[third, first]).await;
    is_list(&three.other, &format!("{AGENDA}unit=HUMAS"), &[]).await;
}

#[tokio::test]
async fn publications_are_narrowed_by_their_events_and_by_who_looks_after_them() {
    let office = Office::open().await;
    let (one, two) = (Accepted::of(&office).await, Accepted::of(&office).await);
    let published = [one.is_published().await, two.is_published().await];
    let (head, list) = (&one.case.head, "/v1/publications?");
    let (event, other) = (one.case.event.id(), two.case.event.id());
    is_list(head, &format!("{list}agendaItemId={event}"), &[&published[0]]).await;
    turns(head, &format!("{list}agendaItemId={event},{other}&"), "publishedAt", &[&published[0], &published[1]]).await;
    let both = format!("{list}agendaItemId={event}&agendaItemId={other}&sort=reviewDueAt");
    is_list(head, &both, &[&published[0], &published[1]]).await;
    let theirs = format!("{list}officerId={}&", one.case.subhead.officer_id());
    turns(head, &theirs, "publishedAt", &[&published[0], &published[1]]).await;
    is_list(head, &format!("{theirs}agendaItemId={other}"), &[&published[1]]).await;
    is_list(head, &format!("{list}officerId={}", one.case.photographer.officer_id()), &[]).await;
    // What one does not see is not found so.
    is_list(&office.staff(4), &format!("{list}agendaItemId={event}"), &[]).await;
    is_list(&one.case.other_subhead, &theirs, &[]).await;
}
