//! Random acts by random people: at every step the API agrees with a pure model of the workflow table.

mod deed;
mod effects;
mod office;
mod random;

use crate::support::work::{STARTS_AT, photo};
use crate::support::{Caller, Office, Reply};
use deed::Deed;
use futures_util::future::join_all;
use office::{Answer, Model, PEOPLE};
use pubdok::domain::label::Label;
use pubdok::domain::workflow::Act;
use random::Random;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const STEPS: usize = 60;
/// Chosen so that together they come to every act: to acceptances (148, 172, 240), many returns (38, 90), cancellations (38, 90).
const SEEDS: [u64; 6] = [6, 38, 90, 148, 172, 240];

/// One case, worked on at random from this seed; answers what was done.
async fn agrees(seed: u64) -> Vec<Act> {
    let office = Office::open().await;
    let people: Vec<Caller> = PEOPLE.iter().map(|(subject, role)| office.caller(subject, &[*role])).collect();
    let ids: Vec<Uuid> = people.iter().map(|person| person.officer_id().parse().expect("an id")).collect();
    let event = json!({ "title": "Festival", "startsAt": STARTS_AT });
    let event = people[0].post("/v1/agenda-items", event).await.is(201);
    let body = json!({ "agendaItemId": event.id(), "assigneeId": ids[2], "instructions": ["PUBLISH"] });
    let case = people[0].post("/v1/assignments", body).await.is(201);
    let first = people[0].get("/v1/dispositions").await.good().items()[0]["id"].as_str().expect("an id").parse().expect("an id");
    let mut model = Model::assigned(ids, first);
    let mut random = Random(seed);
    let mut done = Vec::new();
    for _ in 0..STEPS {
        let (person, deed) = model.deed(&mut random);
        let expected = model.answer(person, &deed);
        let answer = ask(&people[person], &model, case.id(), &deed).await;
        done.push(format!("{} {deed:?}: {expected:?}", people[person].subject));
        let told = || format!("seed {seed}\n{}\n{answer:?}", done.join("\n"));
        match &expected {
            Answer::Done => {
                assert!((200..300).contains(&answer.status), "{}", told());
                model.done(person, &deed, answer.json());
            }
            Answer::Refused(status) => assert_eq!(answer.status, *status, "{}", told()),
            Answer::Gates(gates) => {
                assert_eq!(answer.status, 409, "{}", told());
                let mut codes: Vec<&str> = answer.faults().into_iter().map(|(_, code)| code).collect();
                codes.sort_unstable();
                assert_eq!(&codes, gates, "{}", told());
            }
        }
        sees_the_same(&people, &model, case.id(), &mut random, &told).await;
    }
    model.acts
}

/// A random person looks at the case and at one random thing of it.
async fn sees_the_same(people: &[Caller], model: &Model, case: &str, random: &mut Random, told: &impl Fn() -> String) {
    let person = random.below(people.len());
    let look = |path: String| people[person].get(&path);
    let seen = look(format!("/v1/assignments/{case}")).await;
    if !model.sees(person) {
        assert_eq!(seen.status, 404, "{} sees too much: {}", people[person].subject, told());
        return;
    }
    let seen = seen.good();
    assert_eq!(seen["state"], model.state.to_string(), "{}", told());
    assert_eq!(seen.allowed(), model.allowed_on_assignment(person), "{}: {}", people[person].subject, told());
    if let Some((path, allowed)) = model.some_thing(random, person) {
        let seen = look(format!("/v1/{path}")).await.good();
        assert_eq!(seen.allowed(), allowed, "{} at {path}: {}", people[person].subject, told());
    }
}

async fn ask(caller: &Caller, model: &Model, case: &str, deed: &Deed) -> Reply {
    let at = |collection: &str, id: Uuid, rest: &str| format!("/v1/{collection}/{id}{rest}");
    let on_case = |rest: &str| format!("/v1/assignments/{case}{rest}");
    let reason = || json!({ "reason": "Alasan." });
    let (method, path, body): (Method, String, Value) = match deed {
        Deed::Dispatch { crew, informed } => {
            let action = crew.iter().map(|who| json!({ "officerId": model.ids[*who], "kind": "ACTION", "duty": "WRITER" }));
            let copy = informed.iter().map(|who| json!({ "officerId": model.ids[*who], "kind": "COPY" }));
            let recipients: Vec<Value> = action.chain(copy).collect();
            (Method::POST, on_case("/dispositions"), json!({ "recipients": recipients, "instructions": ["DOCUMENT"] }))
        }
        Deed::AddPhoto { shade } => {
            let file = caller.ask(Method::POST, &on_case("/artifacts?kind=PHOTO&title=Foto"));
            return file.header("Content-Type", "image/jpeg").body(photo(*shade)).await;
        }
        Deed::AddDraft => {
            let draft = json!({ "kind": "WEBSITE_DRAFT", "title": "Draf", "headline": "Panen", "content": "Panen raya." });
            (Method::POST, on_case("/artifacts"), draft)
        }
        Deed::OpenReport => (Method::POST, on_case("/reports"), json!({ "summary": "Selesai." })),
        Deed::Cancel => (Method::POST, on_case("/cancellation"), reason()),
        Deed::EditAssignment => (Method::PATCH, on_case(""), json!({ "scope": "Foto." })),
        Deed::ExplainLateness => (Method::POST, on_case("/late-reasons"), json!({ "step": 2, "reason": "Hujan." })),
        Deed::OnOrder(act, id) => match act {
            Act::Acknowledge => (Method::POST, at("dispositions", *id, "/acknowledgement"), json!({})),
            Act::Complete => (Method::POST, at("dispositions", *id, "/completion"), json!({})),
            _ => (Method::POST, at("dispositions", *id, "/recall"), reason()),
        },
        Deed::ReturnWork(id, who) => {
            (Method::POST, at("dispositions", *id, "/return"), json!({ "officerId": model.ids[*who], "reason": "Buram." }))
        }
        Deed::Select(id, decision) => {
            let decision = decision.map(|decision| decision.label());
            (
                Method::PUT,
                at("artifacts", *id, "/selection"),
                json!({ "decision": decision, "reason": decision.map(|_| "Alasan.") }),
            )
        }
        Deed::TakeDown(id) => (Method::POST, at("artifacts", *id, "/take-down"), reason()),
        Deed::LiftTakeDown(id) => (Method::POST, at("artifacts", *id, "/take-down/lifting"), reason()),
        Deed::EditArtifact(id, title) => (Method::PATCH, at("artifacts", *id, ""), json!({ "title": format!("Judul {title}") })),
        Deed::DeleteArtifact(id) => return caller.delete(&at("artifacts", *id, ""), "*").await,
        Deed::OnReport(act, id) => match act {
            Act::EditReport => (Method::PATCH, at("reports", *id, ""), json!({ "summary": "Lain." })),
            Act::Report => (Method::POST, at("reports", *id, "/submission"), json!({})),
            Act::Accept => (Method::POST, at("reports", *id, "/acceptance"), json!({})),
            _ => (Method::POST, at("reports", *id, "/return"), reason()),
        },
    };
    caller.ask(method, &path).header("If-Match", "*").json(&body).await
}

/// `PUBDOK_SEED=7 cargo test model` runs the seed that failed.
#[tokio::test]
async fn random_acts_never_leave_the_table() {
    if let Some(seed) = std::env::var("PUBDOK_SEED").ok().and_then(|seed| seed.parse().ok()) {
        agrees(seed).await;
        return;
    }
    // Replacing a content, posters and notes of events are not in the model: they leave the case where it is.
    let mut done = vec![Act::ReplaceContent, Act::AttachPoster, Act::RemovePoster, Act::AcknowledgeEvent];
    done.extend(join_all(SEEDS.map(agrees)).await.concat());
    let never: Vec<Act> = Act::ALL.iter().copied().filter(|act| !done.contains(act)).collect();
    assert_eq!(never, [], "chance never came to these: change the seeds");
}
