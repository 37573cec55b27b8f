//! Alive, ready, and honest about it.

use crate::support::Office;

#[tokio::test]
async fn an_open_office_is_alive_and_ready() {
    let office = Office::open().await;
    assert_eq!(office.nobody().get("/livez").await.is(200)["status"], "ok");
    assert_eq!(office.nobody().get("/readyz").await.is(200)["status"], "ok");
}
