//! People leave, are promoted, and others stand in: what they leave open is told, found by whoever can mend it, and never a dead end.

use crate::mandates::{address, confirms, subhead_role};
use crate::support::work::action;
use crate::support::{Caller, Case, Office, Reply};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use pubdok::domain::role::Role;
use serde_json::{Value, json};

async fn changes(office: &Office, officer: &Caller, change: Value) -> Reply {
    office.admin().patch(&format!("/v1/officers/{}", officer.officer_id()), "*", change).await.is(200)
}

async fn resigns(office: &Office, officer: &Caller) -> Reply {
    changes(office, officer, json!({ "active": false })).await
}

/// What is open with somebody, in short: state, role, act, and whether nobody can do it. Never what the case is about.
fn told(work: &[Value]) -> Vec<(&str, &str, &str, bool)> {
    let told = |one: &'_ Value| one["assignment"]["registerNumber"].is_string() && one["assignment"]["subject"].is_null();
    assert!(work.iter().all(told), "{work:?}");
    let short = work
        .iter()
        .map(|one| (name(&one["assignment"]["state"]), name(&one["role"]), name(&one["act"]), one["orphaned"] == true));
    short.collect()
}

fn name(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The orphans in somebody's inbox: whose part it is, and what mends it.
async fn orphans(caller: &Caller) -> Vec<(Value, Value)> {
    let inbox = caller.get("/v1/inbox?kind=ORPHANED&count=true").await.good();
    assert_eq!(inbox["counters"]["orphaned"], json!(inbox.items().len()));
    assert_eq!(inbox["count"]["value"], json!(inbox.items().len()));
    inbox.items().iter().map(|item| (item["officerId"].clone(), item["act"].clone())).collect()
}

fn orphan(officer: &Caller, act: &str) -> (Value, Value) {
    (json!(officer.officer_id()), json!(act))
}

/// Somebody acts in a vacant post (*Plt.*) for so many hours.
async fn acts_for(office: &Office, holder: &Caller, principal: &Caller, role: &str, hours: i64) {
    let mut mandate = subhead_role(office, -1, hours);
    (mandate["principalId"], mandate["role"], mandate["kind"]) = (json!(principal.officer_id()), role.into(), "ACTING".into());
    let given = office.admin().post(&address(holder), mandate).await.is(201);
    confirms(&office.auditor(), &given).await.is(200);
}

#[tokio::test]
async fn a_case_whose_photographer_resigns_is_not_stuck() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Dispatched).await;
    case.photographer.acknowledges(case.order()).await;
    case.has_results().await;
    assert!(orphans(&case.subhead).await.is_empty());
    let left = resigns(&office, &case.photographer).await;
    let work = left["openWork"].as_array().expect("what is open");
    assert_eq!(told(work), [("DISPATCHED", "STAFF", "RELEASE", true)]);
    assert_eq!((&work[0]["dispositionId"], &work[0]["step"]), (&case.order()["id"], &json!(3)));
    case.writer.completes(case.order()).await;
    assert_eq!(case.now().await["state"], "DISPATCHED");
    assert_eq!(orphans(&case.subhead).await, [orphan(&case.photographer, "RELEASE")]);
    assert!(
        orphans(&case.head).await.is_empty()
            && orphans(&case.writer).await.is_empty()
            && orphans(&office.admin()).await.is_empty()
    );
    case.subhead.releases(case.order(), &case.photographer, "Mengundurkan diri.").await;
    assert!(orphans(&case.subhead).await.is_empty());
    assert_eq!(case.now().await["state"], "DOCUMENTED");
    let path = format!("/v1/officers/{}/open-work", case.photographer.officer_id());
    assert!(office.admin().get(&path).await.good().items().is_empty());
}

#[tokio::test]
async fn a_promotion_leaves_the_duty_behind() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let promoted = changes(&office, &case.photographer, json!({ "roles": ["SUBDIVISION_HEAD"] })).await;
    assert_eq!(told(promoted["openWork"].as_array().expect("what is open")), [("DISPATCHED", "STAFF", "RELEASE", true)]);
    let (as_head, as_staff) = (office.caller("staf-1", &[Role::SubdivisionHead]), case.photographer.clone());
    as_staff.post(&format!("/v1/dispositions/{}/completion", case.order().id()), json!({})).await.refused(403, "ROLE_MISSING");
    assert_eq!(orphans(&case.subhead).await, [orphan(&case.photographer, "RELEASE")]);
    // The new post comes with new work, and leaves the old with whoever has the case.
    case.head.reassigns(&case.assignment, &as_head, "Pejabat baru.").await;
    assert_eq!(orphans(&as_head).await, [orphan(&case.photographer, "RELEASE")]);
    assert!(orphans(&case.subhead).await.is_empty());
    let both = changes(&office, &case.photographer, json!({ "roles": ["STAFF", "SUBDIVISION_HEAD"] })).await;
    assert!(both["openWork"].is_null());
    assert!(orphans(&as_head).await.is_empty());
}

#[tokio::test]
async fn a_case_whose_subdivision_head_leaves_goes_to_another() {
    let office = Office::open().await;
    for (state, step) in [(State::Assigned, 2), (State::Dispatched, 3), (State::Documented, 4), (State::Reported, 4)] {
        let case = Case::in_state(&office, state).await;
        let left = resigns(&office, &case.subhead).await;
        let work = left["openWork"].as_array().expect("what is open");
        assert_eq!(told(work), [(&*state.to_string(), "SUBDIVISION_HEAD", "REASSIGN", true)]);
        assert_eq!(work[0]["step"], step);
        for head in [&case.head, &office.other_division_head()] {
            assert_eq!(orphans(head).await, [orphan(&case.subhead, "REASSIGN")]);
        }
        assert!(orphans(&case.other_subhead).await.is_empty());
        case.head.reassigns(&case.assignment, &case.other_subhead, "Pindah tugas.").await;
        assert!(orphans(&case.head).await.is_empty());
        changes(&office, &case.subhead, json!({ "active": true })).await;
        case.head.cancels(&case.assignment, "Selesai.").await;
    }
}

#[tokio::test]
async fn who_acts_in_a_vacant_post_carries_its_work_on() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let holder = office.staff(4);
    resigns(&office, &case.subhead).await;
    resigns(&office, &case.photographer).await;
    assert_eq!(orphans(&case.head).await, [orphan(&case.subhead, "REASSIGN")]);
    acts_for(&office, &holder, &case.subhead, "SUBDIVISION_HEAD", 24).await;
    assert!(orphans(&case.head).await.is_empty());
    assert_eq!(orphans(&holder).await, [orphan(&case.photographer, "RELEASE")]);
    let path = format!("/v1/officers/{}/open-work", case.subhead.officer_id());
    let open = holder.get(&path).await.good();
    assert_eq!(told(open.items()), [("DISPATCHED", "SUBDIVISION_HEAD", "REASSIGN", false)]);
    holder.releases(case.order(), &case.photographer, "Mengundurkan diri.").await;
    holder.dispatches(&case.assignment, &[action(&office.staff(3), "PHOTOGRAPHER")]).await;
    // When it is over, the post is vacant again; and nobody acts who has left themself.
    office.clock().advance(TimeDelta::hours(25));
    assert_eq!(orphans(&case.head).await, [orphan(&case.subhead, "REASSIGN")]);
    acts_for(&office, &holder, &case.subhead, "SUBDIVISION_HEAD", 24).await;
    assert!(orphans(&case.head).await.is_empty());
    resigns(&office, &holder).await;
    assert_eq!(orphans(&case.head).await, [orphan(&case.subhead, "REASSIGN")]);
}

#[tokio::test]
async fn an_order_that_was_recalled_waits_for_the_head() {
    let office = Office::open().await;
    let case = Case::assigned(&office).await;
    let orders = case.head.get(&format!("/v1/dispositions?assignmentId={}", case.assignment.id())).await.good();
    let first = orders.items()[0]["id"].as_str().expect("an id").to_owned();
    case.head.post(&format!("/v1/dispositions/{first}/recall"), json!({ "reason": "Salah alamat." })).await.is(200);
    assert_eq!(orphans(&case.head).await, [orphan(&case.subhead, "REASSIGN")]);
    resigns(&office, &case.subhead).await;
    assert_eq!(orphans(&case.head).await, [orphan(&case.subhead, "REASSIGN")], "told once");
    case.head.reassigns(&case.assignment, &case.other_subhead, "Diterbitkan kembali.").await;
    assert!(orphans(&case.head).await.is_empty());
}

#[tokio::test]
async fn a_unit_without_a_division_head_is_told_to_those_who_can_have_one_act() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Reported).await;
    let (head, other) = (case.head.clone(), office.other_division_head());
    let left = resigns(&office, &head).await;
    assert_eq!(told(left["openWork"].as_array().expect("what is open")), [("REPORTED", "DIVISION_HEAD", "GIVE_MANDATE", false)]);
    assert!(orphans(&office.admin()).await.is_empty());
    changes(&office, &other, json!({ "roles": ["STAFF"] })).await;
    for watcher in [office.admin(), office.auditor()] {
        assert_eq!(orphans(&watcher).await, [orphan(&head, "GIVE_MANDATE")]);
    }
    let subject = async |watcher: &Caller| watcher.get("/v1/inbox").await.good().items()[0]["assignment"]["subject"].clone();
    assert_eq!((subject(&office.admin()).await, subject(&office.auditor()).await), (Value::Null, json!("Festival Panen Raya")));
    // By number alone: nothing of what it is about, nor of whom it comes from.
    let by_number = office.admin().get("/v1/inbox").await.good().items()[0].clone();
    for member in ["agendaItem", "urgency", "classification", "dueAt", "from", "fromActing", "part"] {
        assert_eq!(by_number[member], Value::Null, "{member}");
    }
    assert_eq!((&by_number["instructions"], &by_number["due"][0]["officer"]["name"]), (&json!([]), &json!("Ratna Wulandari")));
    let stand_in = office.caller("kasubag-2", &[Role::SubdivisionHead]);
    acts_for(&office, &stand_in, &head, "DIVISION_HEAD", 24).await;
    assert!(orphans(&office.admin()).await.is_empty() && orphans(&office.auditor()).await.is_empty());
    stand_in.accepts(case.report()).await;
    assert_eq!(stand_in.reads("assignments", &case.assignment).await["state"], "CLOSED");
}

#[tokio::test]
async fn who_has_only_a_copy_keeps_nobody() {
    let office = Office::open().await;
    let mut case = Case::in_state(&office, State::Dispatched).await;
    assert_eq!(resigns(&office, &case.informed).await["openWork"], json!([]));
    assert!(orphans(&case.subhead).await.is_empty());
    case.is_documented().await;
    assert_eq!(case.now().await["state"], "DOCUMENTED");
}

#[tokio::test]
async fn open_work_is_seen_by_those_it_concerns() {
    let office = Office::open().await;
    let first = Case::in_state(&office, State::Dispatched).await;
    let second = Case::in_state(&office, State::Dispatched).await;
    let path = format!("/v1/officers/{}/open-work", first.photographer.officer_id());
    for caller in [&first.photographer, &first.head, &office.admin(), &office.auditor()] {
        let list = caller.get(&format!("{path}?count=true")).await.is(200);
        assert_eq!(told(list.items()), [("DISPATCHED", "STAFF", "RELEASE", false); 2]);
        assert_eq!(list["count"]["value"], 2);
        let page = caller.get(&format!("{path}?limit=1")).await.is(200);
        let rest = caller.get(&format!("{path}?limit=1&cursor={}", page["nextCursor"].as_str().expect("more"))).await.is(200);
        assert_eq!(
            [&page.items()[0]["assignment"]["id"], &rest.items()[0]["assignment"]["id"]],
            [&first.assignment["id"], &second.assignment["id"]]
        );
        assert!(rest["nextCursor"].is_null());
    }
    first.writer.get(&path).await.refused(404, "NOT_FOUND");
    first.subhead.get(&path).await.refused(404, "NOT_FOUND");
    office.integration().get(&path).await.refused(403, "ROLE_MISSING");
    office.admin().get(&format!("/v1/officers/{}/open-work", uuid::Uuid::now_v7())).await.refused(404, "NOT_FOUND");
    let heads = office.admin().get(&format!("/v1/officers/{}/open-work", first.head.officer_id())).await.good();
    assert_eq!(told(heads.items()), [("DISPATCHED", "DIVISION_HEAD", "GIVE_MANDATE", false); 2]);
    // Asked without doing it, the change tells the same and keeps nothing; what changes nothing of it says nothing of it.
    let officer = format!("/v1/officers/{}", first.photographer.officer_id());
    let tried = office.admin().patch(&format!("{officer}?dryRun=true"), "*", json!({ "active": false })).await.is(200);
    assert_eq!(tried["openWork"].as_array().map(Vec::len), Some(2));
    let renamed = changes(&office, &first.photographer, json!({ "name": "Siti Aminah, S.I.Kom." })).await;
    assert!(renamed["openWork"].is_null() && renamed["active"] == true);
    let left = resigns(&office, &first.photographer).await;
    assert_eq!(left.etag(), office.admin().get(&officer).await.is(200).etag());
    let back = changes(&office, &first.photographer, json!({ "active": true })).await;
    assert!(back["openWork"].is_null());
}

/// Two of one crew who left stand in the list each by themself, also where a page ends between them.
#[tokio::test]
async fn orphans_are_paged_one_by_one() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    for gone in [&case.photographer, &case.writer] {
        resigns(&office, gone).await;
    }
    let sql = "UPDATE officers SET updated_at = '2026-01-01T00:00:00Z' WHERE NOT active";
    office.sql().await.batch_execute(sql).await.expect("they left at one time");
    let page = case.subhead.get("/v1/inbox?kind=ORPHANED&limit=1").await.good();
    let cursor = page["nextCursor"].as_str().expect("more").to_owned();
    let rest = case.subhead.get(&format!("/v1/inbox?kind=ORPHANED&limit=1&cursor={cursor}")).await.good();
    let mut gone = [page.items()[0]["officerId"].clone(), rest.items()[0]["officerId"].clone()].map(|id| id.to_string());
    gone.sort_unstable();
    let mut left = [&case.photographer, &case.writer].map(|officer| json!(officer.officer_id()).to_string());
    left.sort_unstable();
    assert_eq!(gone, left);
    assert!(rest["nextCursor"].is_null());
}
