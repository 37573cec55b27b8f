//! SOP-21.04.1.3.1.3-2 as a story: one event, from the agenda to the accepted report, and on to what the public reads of it.

use crate::support::work::{action, copy};
use crate::support::{Office, Reply};
use serde_json::{Value, json};

/// Step on the clock: elapsed minutes, working minutes, within the standard.
fn clock(assignment: &Reply, step: usize) -> (u64, u64, Option<bool>) {
    let step = &assignment["steps"][step - 1];
    let minutes = |member: &str| step[member].as_u64().expect("minutes");
    (minutes("elapsedMinutes"), minutes("workingMinutes"), step["withinStandard"].as_bool())
}

#[tokio::test]
async fn the_sop_from_the_agenda_to_the_accepted_report() {
    let office = Office::open().await;
    let (head, subhead) = (office.division_head(), office.subdivision_head());
    let (photographer, writer, informed) = (office.staff(1), office.staff(2), office.staff(3));
    let morning = office.opens_on_wednesday();
    // Each time a few seconds later in its minute, which pass while requests run: the minutes between are full.
    let mut seconds = 0;
    let mut at = |hour: i64, minute: i64| {
        seconds += 7;
        morning + chrono::TimeDelta::minutes((hour - 8) * 60 + minute) + chrono::TimeDelta::seconds(seconds)
    };

    // 08:00. The event becomes known, and with it the clock of step 1 runs.
    let (begins, ends) = (morning + chrono::TimeDelta::hours(1), morning + chrono::TimeDelta::hours(3));
    let event = head.puts_event("Festival Panen Raya", &begins.to_rfc3339(), &ends.to_rfc3339()).await;

    // 08:03. Step 1: the division head assigns the subdivision head; the disposition is made with it.
    office.is_now(at(8, 3));
    let assignment = head.assigns(&subhead, &event).await;
    assert_eq!((&assignment["state"], &assignment["subject"]), (&json!("ASSIGNED"), &json!("Festival Panen Raya")));
    assert!(assignment["registerNumber"].as_str().is_some_and(|number| number.starts_with("1/PD/HUMAS/")));
    assert_eq!(assignment["procedure"]["number"], "SOP-21.04.1.3.1.3-2");
    assert_eq!(clock(&assignment, 1), (3, 3, Some(true)));
    assert_eq!(assignment.allowed(), ["REASSIGN", "CANCEL", "EDIT_ASSIGNMENT", "EXPLAIN_LATENESS", "EXEMPT"]);
    let case = subhead.reads("assignments", &assignment).await;
    assert_eq!(case.allowed(), ["DISPATCH", "EXPLAIN_LATENESS", "ADD_ARTIFACT"]);
    let incoming = subhead.get("/v1/dispositions").await.good();
    let first = subhead.get(&format!("/v1/dispositions/{}", incoming.items()[0]["id"].as_str().expect("an id"))).await.good();
    assert_eq!((first.allowed(), &first["recipients"][0]["state"]), (vec!["ACKNOWLEDGE"], &json!("DELIVERED")));
    subhead.acknowledges(&first).await;

    // Staff know nothing of it yet.
    photographer.get(&format!("/v1/assignments/{}", assignment.id())).await.refused(404, "NOT_FOUND");

    // 08:07. Step 2: the subdivision head orders two staff and informs a third.
    office.is_now(at(8, 7));
    let crew = [action(&photographer, "PHOTOGRAPHER"), action(&writer, "WRITER"), copy(&informed)];
    let order = subhead.dispatches(&assignment, &crew).await;
    assert_eq!((&order["parentId"], &order["assignment"]["state"]), (&first["id"], &json!("DISPATCHED")));
    let case = subhead.reads("assignments", &assignment).await;
    assert_eq!(clock(&case, 2), (4, 4, Some(true)));
    assert_eq!(case["steps"][2]["startedAt"], json!(null), "the event is not over");
    let order = photographer.acknowledges(&order).await;
    assert_eq!(order.allowed(), ["COMPLETE", "ACKNOWLEDGE"]);
    assert_eq!(informed.reads("dispositions", &order).await.allowed(), ["ACKNOWLEDGE"]);
    office.staff(4).get(&format!("/v1/dispositions/{}", order.id())).await.refused(404, "NOT_FOUND");

    // 11:05. Step 3 runs since the event ended. Nobody can complete without results.
    office.is_now(at(11, 5));
    let case = writer.reads("assignments", &assignment).await;
    assert_eq!((clock(&case, 3), case.allowed()), ((5, 5, Some(true)), vec!["ADD_ARTIFACT"]));
    let told = writer.post(&format!("/v1/dispositions/{}/completion", order.id()), json!({})).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "DRAFT_MISSING"), ("#", "NEW_DATA_MISSING")]);
    let photo = photographer.uploads_photo(&assignment, "Bupati membuka panen").await;
    let release = writer.drafts(&assignment, "PRESS_RELEASE", "Panen Raya Dibuka Bupati").await;
    let article = writer.drafts(&assignment, "WEBSITE_DRAFT", "Panen Raya 2026").await;

    // 11:40 and 11:45. The last one to complete ends the step.
    office.is_now(at(11, 40));
    assert_eq!(photographer.completes(&order).await["assignment"]["state"], "DISPATCHED");
    office.is_now(at(11, 45));
    assert_eq!(writer.completes(&order).await["assignment"]["state"], "DOCUMENTED");
    let case = subhead.reads("assignments", &assignment).await;
    assert_eq!(clock(&case, 3), (45, 45, Some(true)));
    assert_eq!(case.allowed(), ["EXPLAIN_LATENESS", "ADD_ARTIFACT", "OPEN_REPORT"]);

    // Step 4: the subdivision head selects and reports. Everything must be decided, and something selected.
    let draft = subhead.opens_report(&assignment, "Festival dibuka Bupati, 400 petani hadir.").await;
    assert_eq!(draft.allowed(), ["REPORT", "EDIT_REPORT"]);
    let told = subhead.post(&format!("/v1/reports/{}/submission", draft.id()), json!({})).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "ARTIFACT_UNDECIDED"), ("#", "SELECTION_EMPTY")]);
    assert!([&photo, &release, &article].iter().all(|artifact| told["errors"].to_string().contains(artifact.id())));
    subhead.selects(&photo).await;
    subhead.selects(&release).await;
    subhead.leaves_out(&article, "Menunggu data produksi.").await;

    // 14:00. An hour of rest does not count, yet it is late: shown with its reason, never blocked.
    office.is_now(at(14, 0));
    let report = subhead.submits(&draft).await;
    assert!(report["registerNumber"].as_str().is_some_and(|number| number.starts_with("1/LAP/HUMAS/")));
    assert_eq!((&report["state"], report["selected"].as_array().map(Vec::len)), (&json!("SUBMITTED"), Some(2)));
    let case = subhead.reads("assignments", &assignment).await;
    assert_eq!((&case["state"], clock(&case, 4)), (&json!("REPORTED"), (135, 75, Some(false))));
    let reason = json!({ "step": 4, "reason": "Foto dipilih bersama protokol." });
    let case = subhead.post(&format!("/v1/assignments/{}/late-reasons", assignment.id()), reason).await.is(200);
    assert_eq!(case["steps"][3]["lateReason"], "Foto dipilih bersama protokol.");

    // 14:05. The division head sends it back; the next revision is open at once.
    office.is_now(at(14, 5));
    assert_eq!(head.reads("reports", &report).await.allowed(), ["ACCEPT", "RETURN_REPORT"]);
    let returned = head.returns_report(&report, "Nama desa keliru.").await;
    assert_eq!((&returned["state"], &returned["note"]), (&json!("RETURNED"), &json!("Nama desa keliru.")));
    let next =
        subhead.get(&format!("/v1/reports/{}", returned["nextRevisionId"].as_str().expect("a next revision"))).await.good();
    assert_eq!((&next["revision"], &next["state"]), (&json!(2), &json!("DRAFT")));
    let mended = json!({ "summary": "Festival di Desa Sukamaju dibuka Bupati, 400 petani hadir." });
    subhead.patch(&format!("/v1/reports/{}", next.id()), next.etag(), mended).await.is(200);

    // 14:10. Submitted again; accepted on exactly what was seen.
    office.is_now(at(14, 10));
    let again = subhead.submits(&next).await;
    assert_ne!(again["contentDigest"], report["contentDigest"]);
    let acceptance = format!("/v1/reports/{}/acceptance", again.id());
    head.post(&acceptance, json!({})).await.refused(428, "PRECONDITION_REQUIRED");
    head.post(&acceptance, json!({})).header("If-Match", next.etag()).await.refused(412, "PRECONDITION_FAILED");
    let accepted = head.accepts(&again).await;
    assert_eq!((&accepted["state"], &accepted["contentDigest"]), (&json!("ACCEPTED"), &again["contentDigest"]));
    let case = head.reads("assignments", &assignment).await;
    assert_eq!((&case["state"], clock(&case, 4)), (&json!("CLOSED"), (140, 80, Some(false))));
    assert_eq!(case.allowed(), ["EXPLAIN_LATENESS", "EXEMPT"]);

    who_did_what_when(&office, &assignment).await;

    // 14:20. The press release is published with its photo: everybody reads it, and a portal hears of it.
    office.is_now(at(14, 20));
    the_public_reads_it(&office, &again, &release, &photo).await;
}

/// The SOP's warning, that online data become stale: what is shown is verified, corrected, and taken back.
async fn the_public_reads_it(office: &Office, report: &Reply, release: &Reply, photo: &Reply) {
    let (subhead, portal, everybody) = (office.subdivision_head(), office.integration(), office.nobody());
    let body = json!({ "reportId": report.id(), "draftId": release.id(), "informationClass": "PERIODIC",
        "media": [{ "artifactId": photo.id(), "credit": "Humas Setda", "altText": "Bupati membuka panen", "childrenShown": false }] });
    let begun = portal.get("/v1/changes").await.good();
    let news = subhead.post("/v1/publications", body).await.is(201);
    assert_eq!((&news["state"], &news["freshness"]), (&json!("PUBLISHED"), &json!("FRESH")));
    let article = format!("/v1/public/publications/{}", news["slug"].as_str().expect("a slug"));
    let read = everybody.get(&article).await.good();
    assert_eq!((&read["headline"], &read["media"][0]["credit"]), (&json!("Panen Raya Dibuka Bupati"), &json!("Humas Setda")));

    let verified = subhead.post(&format!("/v1/publications/{}/verification", news.id()), json!({ "checked": "Nama desa" })).await;
    assert_eq!(everybody.get(&article).await.good()["lastVerifiedAt"], verified.is(200)["lastVerifiedAt"]);
    let correction = json!({ "changed": "Nama desa diperbaiki", "body": "Bupati membuka panen di Desa **Sukamaju**." });
    subhead.post(&format!("/v1/publications/{}/correction", news.id()), correction).await.is(200);
    let read = everybody.get(&article).await.good();
    assert_eq!((&read["number"], &read["corrections"][0]["changed"]), (&json!(2), &json!("Nama desa diperbaiki")));

    let reason = json!({ "reason": "Dinas menarik datanya" });
    office.division_head().post(&format!("/v1/publications/{}/withdrawal", news.id()), reason).await.is(200);
    everybody.get(&article).await.refused(410, "GONE");
    let told = portal.get(&format!("/v1/changes?after={}", begun["after"].as_str().expect("a place"))).await.good();
    let told: Vec<&str> = told.items().iter().filter_map(|change| change["type"].as_str()).collect();
    assert_eq!(told, ["publication.published", "publication.verified", "publication.corrected", "publication.withdrawn"]);
}

/// The missing record of the SOP: *pencatatan dan pendataan*.
async fn who_did_what_when(office: &Office, assignment: &Reply) {
    let journal = office.auditor().get(&format!("/v1/assignments/{}/journal?sort=seq", assignment.id())).await.good();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told: Vec<(String, String)> =
        journal.items().iter().map(|entry| (text(&entry["actor"]["subject"]), text(&entry["type"]))).collect();
    let expected = [
        ("kabag", "assignment.assigned"),
        ("kasubag", "disposition.read"),
        ("kasubag", "assignment.dispatched"),
        ("staf-1", "disposition.read"),
        ("staf-1", "artifact.added"),
        ("staf-2", "artifact.added"),
        ("staf-2", "artifact.added"),
        ("staf-1", "disposition.completed"),
        ("staf-2", "disposition.completed"),
        ("kasubag", "report.opened"),
        ("kasubag", "artifact.selected"),
        ("kasubag", "artifact.selected"),
        ("kasubag", "artifact.selected"),
        ("kasubag", "report.submitted"),
        ("kasubag", "assignment.lateness-explained"),
        ("kabag", "report.returned"),
        ("kasubag", "report.edited"),
        ("kasubag", "report.submitted"),
        ("kabag", "report.accepted"),
    ];
    assert_eq!(told, expected.map(|(who, what)| (who.to_owned(), what.to_owned())));
    assert_eq!(journal.items()[15]["reason"], "Nama desa keliru.");
    assert!(journal.items().is_sorted_by_key(|entry| text(&entry["occurredAt"])));
}
