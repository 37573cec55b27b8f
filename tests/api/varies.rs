//! What answers vary with, for whoever keeps them.

use crate::support::{Case, Office, Reply};
use pubdok::domain::assignment::State;
use reqwest::Method;

const AGENDA: &str = "/v1/agenda-items";

/// What an answer varies with, in small letters: each once.
fn varies(answer: &Reply) -> Vec<String> {
    assert_eq!(answer.headers.get_all("vary").iter().count(), 1, "{answer:?}");
    let mut names: Vec<String> =
        answer.header("vary").expect("a Vary").split(',').map(|name| name.trim().to_lowercase()).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "a name twice: {:?}", answer.header("vary"));
    names
}

#[tokio::test]
async fn what_an_answer_varies_with_is_told_once() {
    let portal = "https://portal.example.go.id";
    let office = Office::open_with(&[("PUBDOK_CORS_ORIGINS", portal)]).await;
    let case = Case::in_state(&office, State::Documented).await;
    let (head, nobody) = (&case.head, office.nobody());
    let thumbnail = format!("/v1/artifacts/{}/renditions/thumbnail", case.photo().id());
    let usual = ["authorization", "accept", "accept-encoding", "accept-language", "origin"];
    for (caller, path, names) in [
        (head, AGENDA, &usual[..]),
        (head, &thumbnail, &usual),
        (head, "/v1/changes", &["authorization", "accept-encoding", "prefer", "origin"]),
        (head, "/v1/nothing", &usual),
        (&nobody, AGENDA, &usual),
        (&nobody, "/v1/openapi.json", &["accept-encoding", "origin"]),
        (&nobody, "/v1/public/publications", &["accept", "accept-encoding", "origin"]),
        (&nobody, "/docs/", &["origin"]),
    ] {
        for coding in ["identity", "gzip"] {
            let asked = || caller.get(path).header("Accept-Encoding", coding);
            for answer in [asked().await, asked().header("Origin", portal).await] {
                let told = varies(&answer);
                let missing: Vec<_> = names.iter().filter(|name| !told.iter().any(|one| one == *name)).collect();
                assert!(missing.is_empty(), "{path} without {missing:?}: {answer:?}");
            }
        }
    }
    // What is the same for everybody does not vary with who asks.
    let list = nobody.get("/v1/public/publications").await.is(200);
    assert!(!varies(&list).contains(&"authorization".to_owned()), "{list:?}");
    let asked = nobody.ask(Method::OPTIONS, AGENDA).header("Origin", portal).header("Access-Control-Request-Method", "PATCH");
    assert!(varies(&asked.await.good()).contains(&"access-control-request-method".to_owned()));
}
