//! No two papers bear one number: templates that could print one twice are refused, and the database refuses what is printed all the same.

use crate::support::{Office, Reply};
use serde_json::{Value, json};

const REGISTERS: &str = "/v1/settings/registers";

async fn sets(office: &Office, templates: Value) -> Reply {
    let admin = office.admin();
    let etag = admin.get(REGISTERS).await.is(200).etag().to_owned();
    admin.put(REGISTERS, &etag, templates).in_english().await
}

fn templates(assignment: &str, disposition: &str, report: &str) -> Value {
    json!({ "assignment": assignment, "disposition": disposition, "report": report })
}

#[tokio::test]
async fn what_tells_series_apart_must_stand_in_the_template() {
    let office = Office::open().await;
    let without = templates("{serial}/PD/{year}", "{serial}/D/{unit}", "{year}/L/{unit}");
    let refused = sets(&office, without).await.refused(400, "VALIDATION");
    let faults = [("#/assignment", "NOT_A_TEMPLATE"), ("#/disposition", "NOT_A_TEMPLATE"), ("#/report", "NOT_A_TEMPLATE")];
    assert_eq!(refused.faults(), faults);
    let missing = ["{unit} must stand in it", "{serial} and {year} must each", "{serial} and {year} must each"];
    for (error, missing) in refused["errors"].as_array().expect("the faults").iter().zip(missing) {
        assert!(error["detail"].as_str().expect("a detail").starts_with(missing), "{error:#}");
    }
}

#[tokio::test]
async fn a_template_whose_parts_run_into_each_other_is_refused_with_an_example() {
    let office = Office::open().await;
    let (disposition, report) = ("{serial}/DISP/{unit}/{year}", "{serial}/LAP/{unit}/{year}");
    for ambiguous in
        ["{unit}{serial}/{year}", "{serial}{unit}/{year}", "{unit}{year}{serial}", "{romanMonth}{unit}{serial}.{year}"]
    {
        let refused = sets(&office, templates(ambiguous, disposition, report)).await.refused(400, "VALIDATION");
        assert_eq!(refused.faults(), [("#/assignment", "NUMBER_NOT_UNIQUE")], "{ambiguous}");
        let detail = refused["errors"][0]["detail"].as_str().expect("a detail");
        assert!(detail.contains("could both be printed as \""), "{detail}");
    }
    for plain in ["{unit}-{serial}/{year}", "{serial:4}.{unit}.{year}", "{serial}{year}/{unit}"] {
        sets(&office, templates(plain, disposition, report)).await.is(200);
    }
}

#[tokio::test]
async fn two_registers_that_could_print_the_same_are_refused_and_named() {
    let office = Office::open().await;
    let usual = "{serial}/{unit}/{romanMonth}/{year}";
    let refused = sets(&office, templates(usual, usual, usual)).await.refused(400, "VALIDATION");
    let faults = [("#/disposition", "NUMBER_NOT_UNIQUE"), ("#/report", "NUMBER_NOT_UNIQUE"), ("#/report", "NUMBER_NOT_UNIQUE")];
    assert_eq!(refused.faults(), faults);
    let detail = refused["errors"][0]["detail"].as_str().expect("a detail");
    assert!(detail.contains("one of assignment could both be printed as"), "{detail}");
    // A unit may be called what the other register has for a mark.
    let imitated = templates("{serial}/PD/{unit}/{year}", "{serial}/{unit}/DISP/{year}", "{serial}/LAP/{unit}/X/{year}");
    assert_eq!(sets(&office, imitated).await.refused(400, "VALIDATION").faults(), [("#/disposition", "NUMBER_NOT_UNIQUE")]);
}

#[tokio::test]
async fn what_was_refused_stays_at_work_until_it_is_mended() {
    let office = Office::open().await;
    // As an office may have set it before this was asked.
    let kept = templates("{serial}/{year}", "{serial}/D/{year}", "{serial}/L/{year}");
    let plant = format!("UPDATE settings SET value = '{kept}' WHERE key = 'registers'");
    office.sql().await.batch_execute(&plant).await.expect("the old templates");
    let admin = office.admin();
    let read = admin.get(REGISTERS).await.is(200);
    assert_eq!(read.json(), &kept);
    admin.put(REGISTERS, read.etag(), kept).await.refused(400, "VALIDATION");
}

#[tokio::test]
async fn registers_do_not_come_to_numbers_that_papers_of_others_bear() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let template = |mark: &str| format!("{{serial}}/{mark}/{{unit}}/{{year}}");
    let marks = |one: &str, other: &str| templates(&template(one), &template(other), &template("LAP"));
    sets(&office, marks("PD", "DISP")).await.is(200);
    let first = head.assigns(&subhead, &event).await;
    let number = first["registerNumber"].as_str().expect("a number").to_owned();
    assert!(number.starts_with("1/PD/HUMAS/"), "{number}");
    subhead.dispatches(&first, &[crate::support::work::action(&office.staff(1), "WRITER")]).await;
    // Each is sound by itself; exchanged, the next assignment would be number 2, which the crew's disposition has. The next disposition
    // would be number 3, which no assignment has.
    let exchanged = sets(&office, marks("DISP", "PD")).await.refused(409, "CONFLICT");
    assert_eq!(exchanged.faults(), [("#/assignment", "NUMBER_TAKEN")]);
    assert!(exchanged["errors"][0]["detail"].as_str().expect("a detail").contains("\"2/DISP/HUMAS/"), "{exchanged:?}");
    // Nor in two steps.
    sets(&office, marks("ST", "DISP")).await.is(200);
    sets(&office, marks("ST", "LD")).await.is(200);
    let again = sets(&office, marks("DISP", "LD")).await.refused(409, "CONFLICT");
    assert_eq!(again.faults(), [("#/assignment", "NUMBER_TAKEN")]);
    // Filled with zeros it is another number, and its own are no hindrance.
    sets(&office, templates("{serial:3}/DISP/{unit}/{year}", &template("LD"), &template("LAP"))).await.is(200);
    sets(&office, marks("PD", "DISP")).await.is(200);
    let next = head.assigns(&subhead, &event).await;
    assert!(next["registerNumber"].as_str().expect("a number").starts_with("2/PD/HUMAS/"), "{next:#?}");
}

#[tokio::test]
async fn an_assignment_is_refused_a_number_that_is_taken() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let event = head.puts_on_agenda("Panen Raya").await;
    let first = head.assigns(&subhead, &event).await;
    let next = first["registerNumber"].as_str().expect("a number").replace("1/PD/", "2/PD/");
    let plant = format!("INSERT INTO register_numbers (number, kind, thing_id) VALUES ('{next}', 'REPORT', gen_random_uuid())");
    office.sql().await.batch_execute(&plant).await.expect("a number is taken");
    let body = crate::support::work::assignment(&event, &subhead);
    let refused = head.post("/v1/assignments", body.clone()).in_english().await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#", "NUMBER_TAKEN")]);
    assert!(refused["errors"][0]["detail"].as_str().expect("a detail").contains("/v1/settings/registers"), "{refused:?}");
    // A new mark, and the office goes on where it was.
    sets(&office, templates("{serial}/ST/{unit}/{year}", "{serial}/DISP/{unit}/{year}", "{serial}/LAP/{unit}/{year}"))
        .await
        .is(200);
    let next = head.post("/v1/assignments", body).await.is(201);
    assert!(next["registerNumber"].as_str().expect("a number").starts_with("2/ST/HUMAS/"), "{next:#?}");
}

#[tokio::test]
async fn a_disposition_and_a_report_are_refused_a_number_that_is_taken() {
    let office = Office::open().await;
    let mut case = crate::support::Case::assigned(&office).await;
    let take = async |number: String| {
        let plant =
            format!("INSERT INTO register_numbers (number, kind, thing_id) VALUES ('{number}', 'REPORT', gen_random_uuid())");
        office.sql().await.batch_execute(&plant).await.expect("a number is taken");
    };
    let own = case.assignment["registerNumber"].as_str().expect("a number").to_owned();
    let next = |kind: &str, serial: u8| own.replace("1/PD/", &format!("{serial}/{kind}/"));
    take(next("LAP", 1)).await;
    case.is_dispatched().await;
    case.is_documented().await;
    take(next("DISP", 3)).await;
    let again = crate::support::work::dispatch(&[crate::support::work::action(&office.staff(4), "DATA")]);
    case.subhead.selects(case.photo()).await;
    case.subhead.leaves_out(case.release(), "Ditulis ulang").await;
    let draft = case.subhead.opens_report(&case.assignment, "Satu foto terpilih.").await;
    let refused = case.subhead.post(&format!("/v1/reports/{}/submission", draft.id()), json!({})).await.refused(409, "CONFLICT");
    assert_eq!(refused.faults(), [("#", "NUMBER_TAKEN")]);
    assert_eq!(case.now().await["state"], "DOCUMENTED");
    case.subhead.returns_work(case.order(), &case.writer, "Lengkapi").await;
    let refused = case.subhead.post(&format!("/v1/assignments/{}/dispositions", case.assignment.id()), again).await;
    assert_eq!(refused.refused(409, "CONFLICT").faults(), [("#", "NUMBER_TAKEN")]);
}
