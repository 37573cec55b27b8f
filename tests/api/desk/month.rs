//! The month of the office in one call.

use super::Desk;
use crate::support::work::action;
use chrono::{FixedOffset, SecondsFormat, TimeDelta};
use serde_json::{Value, json};

/// More than the figures of a month take: those of all, and of a group.
const MOST_BYTES: usize = 12_000;

#[tokio::test]
async fn the_month_is_one_call_of_as_many_questions_and_bytes_for_many_cases_as_for_one() {
    let desk = Desk::open().await;
    let (head, subhead, staff) = (desk.office.division_head(), desk.office.subdivision_head(), desk.office.staff(1));
    let start = desk.office.clock().now() + TimeDelta::hours(30);
    let day = start.with_timezone(&FixedOffset::east_opt(7 * 3600).expect("an offset")).date_naive();
    let cases = async |many: usize| {
        for number in 0..many {
            let at = |hours: i64| (start + TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true);
            let event = head.puts_event(&format!("Acara {number}"), &at(0), &at(1)).await;
            let case = head.assigns(&subhead, &event).await;
            subhead.dispatches(&case, &[action(&staff, "PHOTOGRAPHER")]).await;
        }
    };
    let path = format!("/v1/performance?from={}&to={}&groupBy=OFFICER", day - TimeDelta::days(15), day + TimeDelta::days(15));
    cases(1).await;
    let (one, few) = desk.ask(&head, &path).await;
    cases(40).await;
    let (many, as_few) = desk.ask(&head, &path).await;
    let covered = |month: &Value| month["total"]["events"]["covered"].clone();
    assert_eq!((covered(one.json()), covered(many.json())), (json!(1), json!(41)));
    assert!(few > 0);
    assert_eq!(few, as_few, "questions for one case and for many");
    assert!(many.bytes.len() < MOST_BYTES && many.bytes.len() < one.bytes.len() + 500, "{} bytes", many.bytes.len());
    // PostgreSQL tells of each case little, and nothing of what is in it.
    let before = desk.line.answered();
    head.get(&path).await.is(200);
    assert!(desk.line.answered() - before < 41 * 1500, "{} bytes", desk.line.answered() - before);
    drop((one, many));
    desk.close().await;
}
