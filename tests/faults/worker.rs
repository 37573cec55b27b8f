//! Somebody who works through cases, whatever the weather, and enters in the ledger what was acknowledged.

use crate::caller::{Answer, Body, Request, Told, tell};
use crate::chance::Chance;
use crate::ledger::{ACCEPTED, COMPLETED, Effect, Fate, Kept, Kind, READ, Reached, SELECTED, SUBMITTED};
use crate::world::World;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

/// So often the same is asked before it is given up.
const MOST_TRIES: usize = 80;
/// So many answers are remembered, to be asked for again.
const MOST_KEPT: usize = 3000;

pub struct Worker {
    pub world: Arc<World>,
    pub chance: Chance,
    /// Who takes the pictures.
    pub staff: &'static str,
    number: usize,
    count: usize,
}

/// What an act makes, and by which mark it is found.
struct Makes {
    kind: Kind,
    mark: String,
    /// What must be found there; None: the register number that is answered.
    what: Option<String>,
}

impl Makes {
    fn new(kind: Kind, mark: &str, what: impl Into<Option<String>>) -> Self {
        Self { kind, mark: mark.to_owned(), what: what.into() }
    }
}

/// A member of a thing.
fn member(thing: &Value, name: &str) -> String {
    thing[name].as_str().unwrap_or_default().to_owned()
}

impl Worker {
    pub fn new(world: Arc<World>, number: usize, seed: u64) -> Self {
        const STAFF: [&str; 4] = ["staf-1", "staf-2", "staf-3", "staf-4"];
        let chance = Chance::of(seed, 1000 + number as u64);
        Self { world, chance, staff: STAFF[number % STAFF.len()], number, count: 0 }
    }

    pub async fn works(mut self) {
        while !self.world.is_over() {
            self.case().await;
            self.asks_again().await;
        }
    }

    pub fn mark(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what} {}-{}", self.number, self.count)
    }

    /// One case, as far as it goes.
    async fn case(&mut self) -> Option<()> {
        let (staff, subhead) = (self.staff, self.world.id_of("kasubag").to_owned());
        let mark = self.mark("Acara");
        let event = json!({ "title": mark, "startsAt": "2026-01-14T09:00:00+07:00", "endsAt": "2026-01-14T11:00:00+07:00" });
        let made = Makes::new(Kind::Event, &mark, String::new());
        let event = self.makes(Request::post("kabag", "/v1/agenda-items", event), made).await?;
        let mark = self.mark("Penugasan");
        let case = json!({ "agendaItemId": event["id"], "assigneeId": subhead, "subject": mark, "instructions": ["PUBLISH"] });
        let made = Makes::new(Kind::Case, &mark, None);
        let case = self.makes(Request::post("kabag", "/v1/assignments", case), made).await?;
        let of_case = format!("/v1/assignments/{}", case["id"].as_str()?);
        let mark = self.mark("Perintah");
        let order = json!({ "recipients": [{ "officerId": self.world.id_of(staff), "kind": "ACTION", "duty": "PHOTOGRAPHER" }],
            "instructions": ["DOCUMENT"], "note": mark, "channels": ["WEBSITE"] });
        let made = Makes::new(Kind::Order, &mark, None);
        let order = self.makes(Request::post("kasubag", format!("{of_case}/dispositions"), order), made).await?;
        let of_order = format!("/v1/dispositions/{}", order["id"].as_str()?);
        self.reaches(Request::post(staff, format!("{of_order}/acknowledgement"), json!({})), &order, READ).await?;
        let mut artifacts = Vec::new();
        for _ in 0..=self.chance.below(2) {
            artifacts.push(self.photo(&of_case).await?);
            artifacts.push(self.draft(&of_case).await?);
        }
        if self.chance.percent(50) {
            artifacts.push(self.film(&case).await?);
        }
        self.reaches(Request::post(staff, format!("{of_order}/completion"), json!({})), &order, COMPLETED).await?;
        for artifact in &artifacts {
            let selection = Request {
                method: Method::PUT,
                ..Request::post(
                    "kasubag",
                    format!("/v1/artifacts/{}/selection", artifact["id"].as_str()?),
                    json!({ "decision": "SELECTED" }),
                )
            };
            self.reaches(selection.header("If-Match", "*"), artifact, SELECTED).await?;
        }
        let mark = self.mark("Laporan");
        let made = Makes::new(Kind::Report, &mark, String::new());
        let report = self.makes(Request::post("kasubag", format!("{of_case}/reports"), json!({ "summary": mark })), made).await?;
        let of_report = format!("/v1/reports/{}", report["id"].as_str()?);
        self.reaches(Request::post("kasubag", format!("{of_report}/submission"), json!({})), &report, SUBMITTED).await?;
        // What was read is what is accepted.
        let seen = self.etag(Request::get("kabag", of_report.as_str())).await?;
        let acceptance = Request::post("kabag", format!("{of_report}/acceptance"), json!({})).header("If-Match", seen);
        self.reaches(acceptance, &report, ACCEPTED).await?;
        Some(())
    }

    async fn draft(&mut self, of_case: &str) -> Option<Value> {
        let mark = self.mark("Draf");
        let content = format!("Ribuan warga hadir. {:x}", self.chance.next());
        let digest = Digest::of(json!([mark, null, content]).to_string().as_bytes()).to_string();
        let draft = json!({ "kind": "WEBSITE_DRAFT", "title": mark, "headline": mark, "content": content });
        let made = Makes::new(Kind::Draft, &mark, digest);
        self.makes(Request::post(self.staff, format!("{of_case}/artifacts"), draft), made).await
    }

    async fn photo(&mut self, of_case: &str) -> Option<Value> {
        let mark = self.mark("Foto");
        let length = 200 + self.chance.below(30_000);
        let mut file = self.world.photo.clone();
        file.extend(self.chance.bytes(length));
        let metadata = json!({ "kind": "PHOTO", "title": mark, "altText": mark });
        let request = Request {
            body: Body::Form(metadata, file.clone()),
            ..Request::new(Method::POST, self.staff, format!("{of_case}/artifacts"))
        };
        let made = Makes::new(Kind::File, &mark, Digest::of(&file).to_string());
        let artifact = self.makes(request, made).await?;
        self.has(&artifact, &file).await;
        Some(artifact)
    }

    /// What was acknowledged can be read at once, wherever it is asked for.
    pub async fn has(&mut self, artifact: &Value, file: &[u8]) {
        let path = format!("/v1/artifacts/{}/content", artifact["id"].as_str().unwrap_or_default());
        let request = Request::get(self.staff, path);
        let answer = self.asks(&request).await;
        if let Answer::Told(told @ Told { status: 200, .. }) = &answer
            && told.bytes != file
        {
            let digests = format!("{} and not {}", Digest::of(&told.bytes), Digest::of(file));
            self.world.report.violation(&format!("a file came back as another: GET {} is {digests}", request.path));
        }
    }

    async fn makes(&mut self, request: Request, makes: Makes) -> Option<Value> {
        let number = {
            let mut ledger = self.world.ledger();
            // Until it is known: whoever looks meanwhile may find it, or not.
            ledger.effects.push(Effect { kind: makes.kind, mark: makes.mark.clone(), fate: Fate::Unknown, story: String::new() });
            ledger.effects.len() - 1
        };
        let (fate, story, made) = self.does(request).await;
        let fate = match (&made, fate) {
            (Some(thing), _) => {
                Fate::Done { id: member(thing, "id"), told: makes.what.unwrap_or_else(|| member(thing, "registerNumber")) }
            }
            (None, fate) => fate,
        };
        let mut ledger = self.world.ledger();
        (ledger.effects[number].fate, ledger.effects[number].story) = (fate, story);
        made
    }

    async fn reaches(&mut self, request: Request, thing: &Value, sql: &'static str) -> Option<Value> {
        let (_, story, done) = self.does(request).await;
        if done.is_some() {
            self.world.ledger().reached.push(Reached { sql, id: member(thing, "id"), story });
        }
        done
    }

    /// Asks until it is done, refused or given up: mostly with a key, and without one only while it is surely not done.
    pub async fn does(&mut self, mut request: Request) -> (Fate, String, Option<Value>) {
        let is_put = request.method == Method::PUT;
        let key = (!is_put && self.chance.percent(85)).then(|| format!("{}-{:x}", self.number, self.chance.next()));
        if let Some(key) = &key {
            request = request.header("Idempotency-Key", key.clone());
        }
        let (mut fate, mut tries) = (Fate::Refused, Vec::new());
        for _ in 0..MOST_TRIES {
            let answer = self.asks(&request).await;
            tries.push(tell(&request, &answer));
            let story = last_of(&tries);
            match answer {
                Answer::Told(told) if told.status < 300 => {
                    if key.is_some() && matches!(request.body, Body::Json(_)) {
                        self.keeps(Kept { request, answer: told.json.clone() });
                    }
                    return (Fate::Unknown, story, Some(told.json));
                }
                Answer::Told(told) if told.status == 503 && told.code() != "OUTCOME_UNKNOWN" => {}
                Answer::Told(told) if told.code() == "IN_PROGRESS" || told.status == 408 => {}
                Answer::Told(told) if told.status == 503 => fate = Fate::Unknown,
                Answer::Lost(_) => fate = Fate::Unknown,
                // Without a key it may be refused for having been done.
                Answer::Told(_) if key.is_none() && fate == Fate::Unknown => return (fate, story, None),
                Answer::Told(_) => {
                    self.world.report.violation(&format!("an act that nothing stands against was refused:{story}"));
                    return (fate, story, None);
                }
            }
            let may_repeat = key.is_some() || is_put || fate == Fate::Refused;
            if !may_repeat || self.chance.percent(2) {
                break;
            }
            tokio::time::sleep(self.chance.millis(30, 300)).await;
        }
        (fate, last_of(&tries), None)
    }

    async fn etag(&mut self, request: Request) -> Option<String> {
        for _ in 0..MOST_TRIES {
            if let Answer::Told(told) = self.asks(&request).await
                && told.status == 200
            {
                return told.header("etag").map(str::to_owned);
            }
            tokio::time::sleep(self.chance.millis(50, 400)).await;
        }
        None
    }

    /// Once, and never while the ledger is held against what is there.
    pub async fn asks(&mut self, request: &Request) -> Answer {
        let _open = self.world.gate.read().await;
        self.world.ask(&mut self.chance, request).await
    }

    fn keeps(&mut self, kept: Kept) {
        let mut ledger = self.world.ledger();
        if ledger.kept.len() < MOST_KEPT {
            ledger.kept.push(kept);
        } else {
            let place = self.chance.below(MOST_KEPT);
            ledger.kept[place] = kept;
        }
    }

    /// The same request under the same key has the same answer, however long ago it was.
    async fn asks_again(&mut self) {
        let kept = {
            let ledger = self.world.ledger();
            let place = self.chance.below(ledger.kept.len());
            ledger.kept.get(place).cloned()
        };
        let Some(kept) = kept else { return };
        let answer = self.asks(&kept.request).await;
        let Answer::Told(told) = &answer else { return };
        if told.status == 503 || told.status == 408 || told.code() == "IN_PROGRESS" {
            return;
        }
        if told.status >= 300 || told.header("idempotent-replayed") != Some("true") || told.json != kept.answer {
            let told = tell(&kept.request, &answer);
            self.world.report.violation(&format!("a key has a second effect or answer: {told}; the first was {}", kept.answer));
        }
    }
}

/// How it ended: the first try and the last ones.
fn last_of(tries: &[String]) -> String {
    let left_out = tries.len().saturating_sub(6);
    let told = tries.iter().enumerate().filter(|(number, _)| *number == 0 || *number > left_out);
    told.map(|(number, told)| format!("\n        {}. {told}", number + 1)).collect()
}
