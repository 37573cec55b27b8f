//! What one request may cost: whatever is sent, it is refused in few words, and the service goes on.

#[path = "../cost/shapes.rs"]
mod shapes;

use crate::support::{Case, Office, Reply};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pubdok::domain::assignment::State;
use pubdok::http::body::JSON_LIMIT;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

fn is_told_in_few_words(answer: &Reply, what: &str) {
    assert!([400, 413, 422].contains(&answer.status), "{what}: {}", answer.status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    assert!(answer.bytes.len() <= 64 * 1024, "{what}: {} bytes", answer.bytes.len());
    let errors = answer["errors"].as_array().expect("a list of errors");
    assert!(errors.len() <= 100, "{what}: {} errors", errors.len());
    let pointers = errors.iter().filter_map(|error| error["pointer"].as_str());
    assert!(pointers.map(|pointer| pointer.chars().count()).max() <= Some(500), "{what}");
}

#[tokio::test]
async fn a_body_of_any_shape_is_refused_in_few_words() {
    let office = Office::open().await;
    let head = office.division_head();
    for (name, shape) in shapes::SHAPES {
        let post = head.ask(Method::POST, "/v1/agenda-items").header("Content-Type", "application/json");
        is_told_in_few_words(&post.body(shape(JSON_LIMIT)).await, name);
        head.get("/v1/me").await.is(200);
    }
}

#[tokio::test]
async fn the_words_about_a_file_are_read_as_strictly() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let address = format!("/v1/assignments/{}/artifacts", case.assignment.id());
    for (name, shape) in shapes::SHAPES {
        let metadata = Part::text(shape(60 * 1024)).mime_str("application/json").expect("a media type");
        let form = Form::new().part("metadata", metadata).part("file", Part::bytes(vec![0; 9]).file_name("a.jpg"));
        let answer = case.photographer.ask(Method::POST, &address).multipart(form).await;
        // The two shapes that are made of texts of 600,000 bytes alone have none here.
        is_told_in_few_words(&answer, name);
    }
    let begin = |metadata: String| {
        let upload = case.photographer.ask(Method::POST, "/v1/uploads").header("Tus-Resumable", "1.0.0");
        upload.header("Upload-Length", "9").header("Upload-Metadata", metadata)
    };
    let word = |name: &str, text: &str| format!("{name} {}", BASE64_STANDARD.encode(text));
    let case_id = word("assignmentId", case.assignment.id());
    for (name, shape) in shapes::SHAPES {
        is_told_in_few_words(&begin(format!("{case_id},{}", word("metadata", &shape(9 * 1024)))).await, name);
    }
    let keys: Vec<String> = (0..3000).map(|number| format!("k{number}")).collect();
    is_told_in_few_words(&begin(format!("{case_id},{}", keys.join(","))).await, "many keys");
    is_told_in_few_words(&begin(format!("{case_id},{}", vec!["a !"; 2000].join(","))).await, "many that cannot be read");
}

#[tokio::test]
async fn parameters_are_read_to_the_last_one_or_refused() {
    let office = Office::open().await;
    let head = office.division_head();
    let ask = |name: &str, count: usize| head.get(&format!("/v1/agenda-items?{}", vec![name; count].join("&")));
    assert_eq!(ask("x", 257).await.refused(400, "VALIDATION").faults(), [("query", "TOO_MANY")]);
    // As many of one name are as many; the last of them must not be passed over. Of each there are as many as its choices.
    assert_eq!(ask("certainty=DEFINITIVE", 257).await.refused(400, "VALIDATION").faults(), [("query", "TOO_MANY")]);
    assert_eq!(ask("certainty=DEFINITIVE", 5).await.refused(400, "VALIDATION").faults(), [("certainty", "TOO_MANY")]);
    is_told_in_few_words(&ask("x=1", 200).await, "unknown ones");
    let many: Vec<String> = (0..200).map(|number| format!("x{number}=1")).collect();
    is_told_in_few_words(&head.get(&format!("/v1/agenda-items?{}", many.join("&"))).await, "many unknown ones");
    for (name, value) in [
        ("cursor", "W10".repeat(8_000)),
        ("sort", "-".repeat(30_000)),
        ("limit", "9".repeat(30_000)),
        ("fields", "id,".repeat(9_000)),
    ] {
        is_told_in_few_words(&head.get(&format!("/v1/agenda-items?{name}={value}")).await, name);
    }
    let shown = head.get(&format!("/v1/agenda-items?fields={}id", "id,".repeat(9_000))).await.is(200);
    assert_eq!(shown["items"], json!([]));
}
