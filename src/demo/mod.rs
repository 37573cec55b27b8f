//! `pubdok demo`: the whole SOP over HTTP against a running server, told step by step.

pub mod people;
mod photo;
mod published;
mod teller;

use crate::config::Config;
use crate::domain::time::Instant;
use chrono::TimeDelta;
use published::published;
use serde_json::json;
use teller::{Person, Teller, text};

/// Walks one event from the agenda to the accepted report, and on to what the public reads of it. Every person speaks with their own token.
pub async fn demo(config: &Config, url: &str, now: Instant) -> Result<(), String> {
    let t = Teller::new(config, url)?;
    let people = meet(&t).await?;
    let item = agenda(&t, now).await?;
    let case = step_1(&t, &people, &item).await?;
    let order = step_2(&t, &people, &case).await?;
    let artifacts = step_3(&t, &case, &order).await?;
    let report = step_4(&t, &case, &artifacts).await?;
    let accepted = returned_and_accepted(&t, &report).await?;
    published(&t, &accepted, &artifacts).await?;
    afterwards(&t, &case).await
}

/// The officers the story needs, by the subject of their tokens.
struct People {
    kasubag: String,
    staff: [String; 2],
}

async fn meet(t: &Teller) -> Result<People, String> {
    t.chapter("Before it starts: who is here, and the SOP in force");
    let officers = t.get(Person::Kabag, "/v1/officers?limit=200", &["/items"]).await?;
    let id = |subject: &str| {
        let found = officers["items"].as_array().into_iter().flatten().find(|officer| officer["subject"] == subject);
        found
            .map(|officer| text(officer, "id"))
            .ok_or_else(|| format!("the server has no demo officer {subject:?}; demo runs on the development profile"))
    };
    let people = People { kasubag: id("kasubag")?, staff: [id("staf-1")?, id("staf-2")?] };
    t.get(Person::Kabag, "/v1/procedures?limit=1", &["/items/0/number", "/items/0/name", "/items/0/warning"]).await?;
    Ok(people)
}

async fn agenda(t: &Teller, now: Instant) -> Result<String, String> {
    t.chapter("The work agenda: an event that has just ended");
    let item = json!({
        "title": "Festival Panen Raya", "venue": "Alun-alun Kabupaten", "organiser": "Dinas Pertanian", "attendees": ["Bupati"],
        "startsAt": now - TimeDelta::hours(3), "endsAt": now - TimeDelta::minutes(10),
    });
    let item = t.post(Person::Kabag, "/v1/agenda-items", &item, &["/id", "/title", "/startsAt", "/endsAt"]).await?;
    Ok(text(&item, "id"))
}

async fn step_1(t: &Teller, people: &People, item: &str) -> Result<String, String> {
    t.chapter("Step 1: the division head assigns (output: the disposition)");
    let assign = json!({ "agendaItemId": item, "assigneeId": people.kasubag, "instructions": ["PUBLISH", "DOCUMENT"], "urgency": "URGENT",
        "note": "Utamakan foto Bupati menyerahkan bantuan" });
    t.say("First only asked: dryRun=true answers what would happen and keeps nothing.");
    t.post(Person::Kabag, "/v1/assignments?dryRun=true", &assign, &["/state", "/registerNumber"]).await?;
    let case =
        t.post(Person::Kabag, "/v1/assignments", &assign, &["/registerNumber", "/state", "/assignee/name", "/steps/0"]).await?;
    Ok(text(&case, "id"))
}

async fn step_2(t: &Teller, people: &People, case: &str) -> Result<String, String> {
    t.chapter("Step 2: the subdivision head orders staff (output: the activity agenda)");
    let inbox = t.get(Person::Kasubag, "/v1/inbox", &["/counters", "/items/0/kind", "/items/0/dispositionId"]).await?;
    if let Some(first) = inbox["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|item| item["dispositionId"].is_string() && item["assignment"]["id"] == *case)
    {
        let path = format!("/v1/dispositions/{}/acknowledgement", text(first, "dispositionId"));
        t.post(Person::Kasubag, &path, &json!({}), &["/registerNumber", "/recipients/0/state"]).await?;
    }
    let order = json!({
        "recipients": [
            { "officerId": people.staff[0], "kind": "ACTION", "duty": "PHOTOGRAPHER" },
            { "officerId": people.staff[1], "kind": "ACTION", "duty": "WRITER" },
        ],
        "instructions": ["DOCUMENT", "WRITE_ARTICLE"], "brief": "Angle: petani muda dan hasil panen", "channels": ["WEBSITE"],
    });
    let order = t
        .post(
            Person::Kasubag,
            &format!("/v1/assignments/{case}/dispositions"),
            &order,
            &["/registerNumber", "/assignment/state", "/activityAgenda"],
        )
        .await?;
    Ok(text(&order, "id"))
}

async fn step_3(t: &Teller, case: &str, order: &str) -> Result<[String; 3], String> {
    t.chapter("Step 3: staff carry it out (output: new data and drafts)");
    t.post(Person::Staf1, &format!("/v1/dispositions/{order}/acknowledgement"), &json!({}), &["/allowedActions"]).await?;
    t.say("Too early: a completion without new data and a draft is refused, with everything that is missing.");
    t.refused(Person::Staf1, &format!("/v1/dispositions/{order}/completion"), &json!({})).await?;
    let artifacts = format!("/v1/assignments/{case}/artifacts");
    let metadata = json!({ "kind": "PHOTO", "title": "Bupati menyerahkan bantuan", "byline": "Siti Aminah", "altText": "Bupati menyerahkan bantuan di panggung" });
    let photo = t.upload(Person::Staf1, &artifacts, &metadata, photo::jpeg()?).await?;
    let release = json!({ "kind": "PRESS_RELEASE", "title": "Siaran pers", "headline": "Panen raya naik 12 persen", "content": "Kabupaten merayakan panen raya di alun-alun." });
    let release = t.post(Person::Staf2, &artifacts, &release, &["/id", "/kind", "/draft/headline"]).await?;
    let draft = json!({ "kind": "WEBSITE_DRAFT", "title": "Artikel website", "headline": "Festival Panen Raya", "excerpt": "Ribuan warga hadir.", "content": "Ribuan warga memadati alun-alun." });
    let draft = t.post(Person::Staf2, &artifacts, &draft, &["/id", "/kind", "/draft/headline"]).await?;
    let complete = |note: &str| json!({ "note": note });
    let path = format!("/v1/dispositions/{order}/completion");
    t.post(Person::Staf1, &path, &complete("Foto lengkap"), &["/assignment/state", "/recipients/0/state"]).await?;
    t.post(Person::Staf2, &path, &complete("Dua draf siap"), &["/assignment/state", "/recipients/1/state"]).await?;
    Ok([text(&photo, "id"), text(&release, "id"), text(&draft, "id")])
}

async fn step_4(t: &Teller, case: &str, artifacts: &[String; 3]) -> Result<String, String> {
    t.chapter("Step 4: the subdivision head selects and reports (output: the report)");
    let [photo, release, draft] = artifacts;
    let choices = [
        (photo, json!({ "decision": "SELECTED", "rank": 1 })),
        (draft, json!({ "decision": "SELECTED", "rank": 2 })),
        (release, json!({ "decision": "NOT_SELECTED", "reason": "Sudah tercakup dalam artikel" })),
    ];
    for (artifact, choice) in choices {
        t.put(Person::Kasubag, &format!("/v1/artifacts/{artifact}"), "/selection", &choice, &["/title", "/selection/decision"])
            .await?;
    }
    let report = json!({ "summary": "Festival Panen Raya diliput: satu foto dan satu artikel terpilih." });
    let report = t
        .post(Person::Kasubag, &format!("/v1/assignments/{case}/reports"), &report, &["/revision", "/state", "/selected"])
        .await?;
    let report = text(&report, "id");
    t.post(
        Person::Kasubag,
        &format!("/v1/reports/{report}/submission"),
        &json!({}),
        &["/registerNumber", "/state", "/contentDigest"],
    )
    .await?;
    Ok(report)
}

async fn returned_and_accepted(t: &Teller, report: &str) -> Result<String, String> {
    t.chapter("The decision: returned once, mended, accepted");
    let reason = json!({ "reason": "Sebutkan jumlah pengunjung dalam ringkasan" });
    let returned =
        t.post(Person::Kabag, &format!("/v1/reports/{report}/return"), &reason, &["/state", "/note", "/nextRevisionId"]).await?;
    let accepted = text(&returned, "nextRevisionId");
    let next = format!("/v1/reports/{accepted}");
    let mended =
        json!({ "summary": "Festival Panen Raya diliput dengan 3.000 pengunjung: satu foto dan satu artikel terpilih." });
    t.patch(Person::Kasubag, &next, &mended, &["/revision", "/summary"]).await?;
    t.post(Person::Kasubag, &format!("{next}/submission"), &json!({}), &["/registerNumber", "/state"]).await?;
    t.say("Acceptance needs If-Match: the division head accepts exactly what they read.");
    t.accept(Person::Kabag, &next, &json!({ "note": "Terima kasih" })).await?;
    Ok(accepted)
}

async fn afterwards(t: &Teller, case: &str) -> Result<(), String> {
    t.chapter("Afterwards: who did what, when, and was it in time");
    let assignment = t.get(Person::Auditor, &format!("/v1/assignments/{case}"), &["/registerNumber", "/state", "/steps"]).await?;
    let journal = t.get(Person::Auditor, &format!("/v1/assignments/{case}/journal?limit=200"), &[]).await?;
    for entry in journal["items"].as_array().into_iter().flatten() {
        let name = entry["actor"]["name"].as_str().unwrap_or("-");
        println!("    {}  {:<28} {name}", text(entry, "receivedAt"), text(entry, "type"));
    }
    if assignment["state"] != "CLOSED" {
        return Err("the story did not end: the assignment is not CLOSED".to_owned());
    }
    println!(
        "\nThe SOP has run: {} is CLOSED. Look around: the documentation is at {}/docs/",
        text(&assignment, "registerNumber"),
        t.url()
    );
    Ok(())
}
