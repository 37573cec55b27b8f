//! Keys that come from elsewhere: an identity provider or a key file, which rotate, fail and misbehave.

use crate::support::provider::{Manner, Provider, Signer, key_set};
use crate::support::{Office, Reply};
use serde_json::json;
use std::time::{Duration, Instant};

const AGENDA: &str = "/v1/agenda-items";

/// An office in production, which takes the tokens of this issuer.
async fn office(issuer: &str, more: &[(&str, &str)]) -> Office {
    let production = ("DATABASE_URL", "postgres://localhost/pubdok");
    let settings: Vec<_> = [production].into_iter().chain(more.iter().copied()).collect();
    let office = match more.iter().any(|(name, _)| *name == "PUBDOK_JWKS_FILE") {
        true => Office::open_with(&[&settings[..], &[("PUBDOK_JWT_ISSUER", issuer)]].concat()).await,
        false => Office::open_with(&[&settings[..], &[("PUBDOK_OIDC_ISSUER", issuer)]].concat()).await,
    };
    assert!(!office.desk.shared.config.is_development());
    office
}

/// A token of now, for the head.
fn token(office: &Office, issuer: &str, signer: &Signer) -> String {
    let now = office.clock().now().timestamp();
    signer.sign(
        &json!({ "iss": issuer, "aud": "pubdok", "sub": "kabag", "iat": now, "exp": now + 3600, "roles": ["DIVISION_HEAD"] }),
    )
}

async fn asks(office: &Office, token: &str) -> Reply {
    office.nobody().get(AGENDA).header("Authorization", format!("Bearer {token}")).await
}

/// Asks until it is so.
async fn readyz(office: &Office, what: impl Fn(&Reply) -> bool) -> Reply {
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        let told = office.nobody().get("/readyz").in_english().await;
        if what(&told) {
            return told;
        }
        assert!(Instant::now() < deadline, "{told:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Lets so many seconds pass, by the office's clock.
fn passes(office: &Office, seconds: i64) {
    office.clock().advance(chrono::TimeDelta::seconds(seconds));
}

#[tokio::test]
async fn the_first_request_with_a_new_key_is_let_in_and_an_old_key_until_it_is_taken_away() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let provider = Provider::with(&[&old]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &old)).await.is(200);
    let asked = provider.asked();
    asks(&office, &token(&office, &issuer, &old)).await.is(200);
    assert_eq!(provider.asked(), asked, "a known key asks nobody");

    passes(&office, 10);
    provider.now_has(&[&old, &new]);
    let (with_new, with_old) = (token(&office, &issuer, &new), token(&office, &issuer, &old));
    asks(&office, &with_new).await.is(200);
    asks(&office, &with_old).await.is(200);

    provider.now_has(&[&new]);
    asks(&office, &with_old).await.is(200);
    // Longer than the provider said that its keys may be kept.
    passes(&office, 900);
    let deadline = Instant::now() + Duration::from_secs(10);
    while asks(&office, &with_old).await.status != 401 {
        assert!(Instant::now() < deadline, "the withdrawn key is still believed");
    }
    asks(&office, &with_new).await.is(200);
}

#[tokio::test]
async fn keys_that_are_the_same_are_not_sent_again_and_the_next_ones_are() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let provider = Provider::with(&[&old]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &old)).await.is(200);
    assert_eq!(provider.unchanged(), 0);
    // Older than the provider said they may get: asked for again by itself.
    passes(&office, 900);
    let deadline = Instant::now() + Duration::from_secs(10);
    while provider.unchanged() == 0 {
        assert!(Instant::now() < deadline, "never asked again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(readyz(&office, |told| told.status == 200).await["keys"], "ok");
    asks(&office, &token(&office, &issuer, &old)).await.is(200);
    provider.now_has(&[&new]);
    asks(&office, &token(&office, &issuer, &new)).await.is(200);
    asks(&office, &token(&office, &issuer, &old)).await.refused(401, "TOKEN_INVALID");
}

#[tokio::test]
async fn a_thousand_made_up_keys_are_one_question_to_the_provider() {
    let (real, next) = (Signer::new("real"), Signer::new("next"));
    let provider = Provider::with(&[&real]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &real)).await.is(200);
    for (rest, manner) in
        [(10, Manner::Keys(key_set(&[&real]))), (10, Manner::Keys(json!({ "keys": [] }))), (10, Manner::Status(500))]
    {
        passes(&office, rest);
        provider.now_answers(manner);
        let before = provider.asked();
        let forged: Vec<_> =
            (0..1000).map(|number| token(&office, &issuer, &Signer::new(&format!("{before}-{number}")))).collect();
        for burst in forged.chunks(50) {
            let answers = futures_util::future::join_all(burst.iter().map(|forged| asks(&office, forged))).await;
            for answer in answers {
                answer.refused(401, "TOKEN_INVALID");
            }
        }
        assert!(provider.asked() - before <= 1, "{} questions", provider.asked() - before);
        asks(&office, &token(&office, &issuer, &real)).await.is(200);
    }
    // A real new key waits for the rest to be over, and no longer.
    provider.now_has(&[&real, &next]);
    asks(&office, &token(&office, &issuer, &next)).await.refused(401, "TOKEN_INVALID");
    passes(&office, 10);
    asks(&office, &token(&office, &issuer, &next)).await.is(200);
}

#[tokio::test]
async fn many_who_come_with_a_new_key_at_once_are_all_let_in_by_one_question() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let provider = Provider::with(&[&old]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &old)).await.is(200);
    passes(&office, 10);
    provider.now_has(&[&old, &new]);
    let before = provider.asked();
    let token = token(&office, &issuer, &new);
    for answer in futures_util::future::join_all((0..50).map(|_| asks(&office, &token))).await {
        answer.is(200);
    }
    assert_eq!(provider.asked(), before + 1);
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_the_keys_that_are_here_and_readyz_tells() {
    let (key, new) = (Signer::new("key"), Signer::new("new"));
    let provider = Provider::with(&[&key]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &key)).await.is(200);
    assert_eq!(readyz(&office, |told| told.status == 200).await["keys"], "ok");

    let down = provider.goes_down().await;
    passes(&office, 900);
    let told = readyz(&office, |told| told["keys"] == "stale").await.is(200);
    assert_eq!(told["status"], "degraded");
    asks(&office, &token(&office, &issuer, &key)).await.is(200);
    asks(&office, &token(&office, &issuer, &new)).await.refused(401, "TOKEN_INVALID");

    let _provider = down.comes_back(&[&key, &new]).await;
    passes(&office, 30);
    readyz(&office, |told| told["keys"] == "ok").await;
    asks(&office, &token(&office, &issuer, &new)).await.is(200);
}

#[tokio::test]
async fn who_starts_before_its_provider_says_so_and_lets_in_as_soon_as_it_is_there() {
    let key = Signer::new("key");
    let provider = Provider::with(&[&key]).await;
    let issuer = provider.issuer();
    let down = provider.goes_down().await;
    let office = office(&issuer, &[]).await;
    let told = readyz(&office, |told| told.status == 503).await.refused(503, "UNAVAILABLE");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("PUBDOK_OIDC_ISSUER")), "{told:?}");
    // The token may be good: it is not told otherwise.
    let token = token(&office, &issuer, &key);
    let told = asks(&office, &token).await.refused(503, "UNAVAILABLE");
    assert!(told.header("retry-after").is_some());
    office.nobody().get("/livez").await.is(200);
    let _provider = down.comes_back(&[&key]).await;
    passes(&office, 10);
    readyz(&office, |told| told.status == 200).await;
    asks(&office, &token).await.is(200);
}

#[tokio::test]
async fn a_provider_that_misbehaves_costs_little_and_changes_nothing() {
    let (key, other) = (Signer::new("key"), Signer::new("other"));
    let provider = Provider::with(&[&key]).await;
    let elsewhere = Provider::with(&[&other]).await;
    let issuer = provider.issuer();
    let office = office(&issuer, &[]).await;
    asks(&office, &token(&office, &issuer, &key)).await.is(200);
    let shared_secret = json!({ "keys": [{ "kty": "oct", "k": "AAAA", "kid": "other" }] });
    for (manner, most) in [
        (Manner::RedirectTo(format!("{}/keys", elsewhere.issuer())), 0),
        (Manner::Flood(100 * 1024 * 1024), 16 * 1024 * 1024),
        (Manner::Trickle, 1000),
        (Manner::Text("<html>masuk</html>".to_owned()), 0),
        (Manner::Text(json!({ "keys": [other.jwk()], "more": " ".repeat(300_000) }).to_string()), 0),
        (Manner::Text("-----BEGIN PUBLIC KEY-----".to_owned()), 0),
        (Manner::Keys(shared_secret), 0),
        (Manner::Keys(json!({ "keys": [{ "kty": "RSA", "n": "AAAA", "e": "AQAB", "kid": "other" }] })), 0),
        (Manner::Status(404), 0),
    ] {
        passes(&office, 60);
        provider.now_answers(manner);
        let (begun, before) = (Instant::now(), provider.sent());
        asks(&office, &token(&office, &issuer, &other)).await.refused(401, "TOKEN_INVALID");
        assert!(begun.elapsed() < Duration::from_secs(10), "a caller waited {:?}", begun.elapsed());
        assert!(provider.sent() - before <= most, "{} bytes were taken", provider.sent() - before);
        readyz(&office, |told| told["keys"] == "stale").await;
        asks(&office, &token(&office, &issuer, &key)).await.is(200);
    }
    assert_eq!(elsewhere.asked(), 0, "nobody is led elsewhere");
}

#[tokio::test]
async fn the_document_of_another_issuer_is_no_document() {
    let key = Signer::new("key");
    let provider = Provider::with(&[&key]).await;
    // The same place by another name.
    let issuer = provider.issuer().replace("127.0.0.1", "localhost");
    let office = office(&issuer, &[]).await;
    readyz(&office, |told| told.status == 503).await;
    asks(&office, &token(&office, &issuer, &key)).await.refused(503, "UNAVAILABLE");
    assert_eq!(provider.asked(), 0);
}

#[tokio::test]
async fn a_key_file_that_changes_is_read_again() {
    let (old, new, last) = (Signer::new("old"), Signer::new("new"), Signer::new("last"));
    let folder = crate::support::service::data_dir();
    let path = folder.join("keys.json");
    let write = |text: String| std::fs::write(&path, text).expect("a key file");
    write(key_set(&[&old]).to_string());
    let issuer = "https://sso.example.go.id";
    let office = office(issuer, &[("PUBDOK_JWKS_FILE", path.to_str().expect("a path"))]).await;
    let lets_in = async |key: &Signer| asks(&office, &token(&office, issuer, key)).await.status == 200;
    assert!(lets_in(&old).await && !lets_in(&new).await);

    // On an unknown key at once, after the same rest as a provider's.
    passes(&office, 60);
    write(key_set(&[&old, &new]).to_string());
    assert!(lets_in(&new).await && lets_in(&old).await);

    // Broken, it leaves the keys that are here.
    passes(&office, 60);
    for broken in ["{", "", "hello", r#"{"keys":[]}"#] {
        write(broken.to_owned());
        passes(&office, 60);
        assert!(!lets_in(&last).await && lets_in(&new).await, "{broken}");
        readyz(&office, |told| told["keys"] == "stale").await;
    }

    // Mended, it is found without being asked for; and a key that was taken away is gone.
    write(key_set(&[&last]).to_string());
    passes(&office, 60);
    readyz(&office, |told| told["keys"] == "ok").await;
    assert!(lets_in(&last).await && !lets_in(&old).await);
    std::fs::remove_dir_all(folder).expect("the folder is removed");
}
