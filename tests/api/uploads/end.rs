//! Uploads that come to nothing: ended by their sender, or expired.

use super::{Scene, ask_how_far, at, offset, send, tus, video};
use chrono::TimeDelta;
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::features::uploads;
use reqwest::Method;

/// Does what the background work does now and then; answers how many pieces and uploads went.
async fn collect(scene: &Scene) -> (usize, usize) {
    let mut conn = Connection::establish(scene.office.database_url()).await.expect("a connection");
    uploads::collect_expired(&mut conn, scene.office.clock().now()).await.expect("a collection")
}

#[tokio::test]
async fn an_ended_upload_is_gone_and_its_artifact_stays() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..3000]).await.is(204);
    tus(&staff, Method::DELETE, at(&upload)).await.is(204);
    for method in [Method::GET, Method::DELETE] {
        tus(&staff, method, at(&upload)).await.refused(410, "GONE");
    }
    tus(&staff, Method::HEAD, at(&upload)).await.is(410);
    send(&staff, &upload, 3000, &file[3000..]).await.refused(410, "GONE");
    let pieces: i64 =
        scene.office.sql().await.query_one("SELECT count(*) FROM upload_segments", &[]).await.expect("a count").get(0);
    assert_eq!(pieces, 0);
    let whole = scene.begins(file.len()).await;
    send(&staff, &whole, 0, &file).await.is(204);
    tus(&staff, Method::DELETE, at(&whole)).await.is(204);
    tus(&staff, Method::HEAD, at(&whole)).await.is(410);
    assert_eq!(scene.artifacts().await.len(), 1);
}

#[tokio::test]
async fn an_upload_expires_a_week_after_its_last_byte_and_is_collected() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    let upload = scene.begins(file.len()).await;
    scene.office.clock().advance(TimeDelta::days(6));
    let sent = send(&staff, &upload, 0, &file[..3000]).await.is(204);
    assert_ne!(sent.header("upload-expires"), upload.header("upload-expires"), "it moves on with the bytes");
    scene.office.clock().advance(TimeDelta::days(6));
    assert_eq!((offset(&ask_how_far(&staff, &upload).await), collect(&scene).await), (3000, (0, 0)));
    scene.office.clock().advance(TimeDelta::days(2));
    send(&staff, &upload, 3000, &file[3000..]).await.refused(410, "GONE");
    assert_eq!(collect(&scene).await, (1, 0));
    tus(&staff, Method::HEAD, at(&upload)).await.is(410);
    // What has expired keeps nobody from completing.
    staff.uploads_photo(&scene.case, "Pembukaan").await;
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen Raya Dibuka").await;
    staff.completes(&scene.order).await;
    scene.office.clock().advance(TimeDelta::days(7));
    assert_eq!(collect(&scene).await, (0, 1));
    tus(&staff, Method::HEAD, at(&upload)).await.is(404);
}
