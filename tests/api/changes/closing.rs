//! A service that is told to stop keeps nobody waiting.

use crate::program::{PRODUCTION, Running};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn who_waits_is_answered_when_the_service_closes() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("serving").await;
    let now = pubdok::office::app::Clock::default().now().timestamp();
    let claims = json!({ "iss": PRODUCTION[0].1, "aud": "pubdok", "sub": "portal", "iat": now, "exp": now + 900, "roles": ["INTEGRATION"] });
    let key = EncodingKey::from_secret(PRODUCTION[1].1.as_bytes());
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token");
    let asks = |wait: &str| {
        let asked = reqwest::Client::new().get(format!("http://{}/v1/changes", server.address)).bearer_auth(&token);
        tokio::spawn(asked.header("Prefer", format!("wait={wait}")).send())
    };
    let first = asks("1").await.expect("an end").expect("an answer");
    assert_eq!((first.status().as_u16(), first.headers()["preference-applied"].to_str().ok()), (200, Some("wait=1")));
    let held = asks("50");
    // One worker: when this is answered, the other is in its hands.
    assert_eq!(server.status("/readyz").await, 200);
    let told = Instant::now();
    server.told_to_stop().await;
    let answer = held.await.expect("an end").expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
    let page: Value = answer.json().await.expect("a page");
    assert_eq!((&page["items"], &page["hasMore"]), (&json!([]), &json!(false)));
    server.ends_well().await;
    assert!(told.elapsed() < Duration::from_secs(20), "neither the wait nor the time for what still runs was spent");
}
