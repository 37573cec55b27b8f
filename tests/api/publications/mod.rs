//! Publications: from an accepted report to the public, kept fresh, corrected, and taken back.

mod correct;
mod exempt;
mod fresh;
mod gates;
mod months;
mod publish;
mod table;
mod texts;
mod withdraw;

use crate::support::{Case, Office, Reply};
use serde_json::{Value, json};

/// A closed case with a selected draft and a selected photo, of which everything may be published.
pub struct Accepted {
    pub case: Case,
}

impl Accepted {
    pub async fn of(office: &Office) -> Self {
        Self::with(office, async |case| case.has_results().await).await
    }

    /// With other results of step 3.
    pub async fn with(office: &Office, results: impl AsyncFnOnce(&mut Case)) -> Self {
        let mut case = Case::assigned(office).await;
        case.is_dispatched().await;
        results(&mut case).await;
        case.photographer.completes(case.order()).await;
        case.writer.completes(case.order()).await;
        case.subhead.selects(case.photo()).await;
        case.subhead.selects(case.release()).await;
        let report = case.subhead.reports(&case.assignment, "Satu foto dan satu siaran pers.").await;
        case.head.accepts(&report).await;
        case.report = Some(report);
        Self { case }
    }

    /// What it takes to publish it.
    pub fn body(&self) -> Value {
        json!({
            "reportId": self.case.report().id(), "draftId": self.case.release().id(), "informationClass": "PERIODIC",
            "media": [{ "artifactId": self.case.photo().id(), "credit": "Humas Setda", "childrenShown": false }],
        })
    }

    /// The same with these members in place of its own.
    pub fn body_with(&self, members: Value) -> Value {
        let mut body = self.body();
        for (name, value) in members.as_object().expect("members") {
            body[name] = value.clone();
        }
        body
    }

    /// By the subdivision head, as it is.
    pub async fn is_published(&self) -> Reply {
        self.case.subhead.post("/v1/publications", self.body()).await.is(201)
    }
}

pub fn at(publication: &Reply, rest: &str) -> String {
    format!("/v1/publications/{}{rest}", publication.id())
}

/// The codes of all that is in the way, once each.
pub fn codes(refused: &Reply) -> Vec<&str> {
    let mut codes: Vec<&str> = refused.faults().into_iter().map(|(_, code)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The journal's types of what befell it, the oldest first.
pub async fn told(office: &Office, publication: &Reply) -> Vec<String> {
    let entries = office.auditor().journal_of(publication.id()).await;
    entries.iter().map(|entry| entry["type"].as_str().expect("a type").to_owned()).collect()
}
