//! The archive: files that nothing refers to go when their time has come, those in use never; and what is damaged is named.

use crate::support::work::{action, photo};
use crate::support::{Bucket, Caller, Office, Reply};
use bytes::Bytes;
use diesel_async::AsyncConnection;
use futures_util::stream;
use pubdok::blobs::Blobs;
use pubdok::db::Connection;
use pubdok::domain::digest::Digest;
use pubdok::features::archive::{self, Verdict};
use reqwest::Method;
use serde_json::json;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc;

const GRACE: Duration = Duration::from_secs(24 * 3600);

/// An office, a case its staff may send to, and where its files lie.
struct Scene {
    office: Office,
    case: Reply,
    /// Another one: the same file sent twice to one case is one artifact.
    other: Reply,
    files: PathBuf,
    settings: Vec<(&'static str, String)>,
    /// Dropped after the office that uses it.
    _bucket: Option<Bucket>,
}

impl Scene {
    async fn on_a_folder() -> Self {
        let office = Office::open().await;
        let files = office.blob_dir().to_owned();
        let settings = vec![("PUBDOK_BLOB_STORE", format!("file://{}", files.display()))];
        Self::of(office, files, settings, None).await
    }

    async fn on_a_bucket() -> Self {
        let bucket = Bucket::open().await;
        let settings = bucket.settings();
        let borrowed: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let office = Office::open_with(&borrowed).await;
        let files = bucket.folder();
        Self::of(office, files, settings, Some(bucket)).await
    }

    async fn of(office: Office, files: PathBuf, settings: Vec<(&'static str, String)>, bucket: Option<Bucket>) -> Self {
        let (head, subhead) = (office.division_head(), office.subdivision_head());
        let item = head.puts_on_agenda("Panen Raya").await;
        let (case, other) = (head.assigns(&subhead, &item).await, head.assigns(&subhead, &item).await);
        for case in [&case, &other] {
            subhead.dispatches(case, &[action(&office.staff(1), "PHOTOGRAPHER")]).await;
        }
        Self { office, case, other, files, settings, _bucket: bucket }
    }

    fn staff(&self) -> Caller {
        self.office.staff(1)
    }

    fn blobs(&self) -> &Blobs {
        &self.office.desk.shared.blobs
    }

    async fn sends(&self, shade: u8) -> Reply {
        self.sends_to(&self.case, shade).await
    }

    async fn sends_to(&self, case: &Reply, shade: u8) -> Reply {
        let metadata = json!({ "kind": "PHOTO", "title": "Foto" });
        self.staff().uploads(case, metadata, "a.jpg", "image/jpeg", photo(shade)).await.is(201)
    }

    async fn takes_away(&self, artifact: &Reply) {
        self.staff().delete(&format!("/v1/artifacts/{}", artifact.id()), "*").await.good();
    }

    async fn connection(&self) -> Connection {
        Connection::establish(self.office.database_url()).await.expect("a connection")
    }

    async fn collects(&self) -> u64 {
        archive::collect(&mut self.connection().await, self.blobs(), GRACE).await.expect("the collector works")
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let hex = digest.to_string();
        self.files.join("sha256").join(&hex[..2]).join(&hex[2..4]).join(hex)
    }

    /// Every file of the store looks as if it had been placed two days ago.
    async fn two_days_pass(&self, digests: &[Digest]) {
        digests.iter().for_each(|digest| age(&self.path(digest)));
    }

    /// `pubdok blobs verify`, as a person would run it: the exit code, and what was said and complained of.
    async fn verifies(&self) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pubdok"));
        command.args(["blobs", "verify"]).env("DATABASE_URL", self.office.database_url()).envs(self.settings.iter().cloned());
        command.env("PUBDOK_JWT_ISSUER", "https://sso.example.go.id").env("RUST_LOG", "off");
        command.env("PUBDOK_JWT_SECRET", "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o");
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
    }
}

#[expect(clippy::disallowed_methods, reason = "the file's time is the machine's")]
fn age(path: &Path) {
    let then = SystemTime::now() - 2 * GRACE;
    File::open(path).expect("the file").set_modified(then).expect("the file's time is set");
}

fn digest(shade: u8) -> Digest {
    Digest::of(&photo(shade))
}

#[tokio::test]
async fn old_orphans_go_and_nothing_else_does_in_a_folder() {
    old_orphans_go_and_nothing_else_does(Scene::on_a_folder().await).await;
}

#[tokio::test]
async fn old_orphans_go_and_nothing_else_does_in_a_bucket() {
    old_orphans_go_and_nothing_else_does(Scene::on_a_bucket().await).await;
}

async fn old_orphans_go_and_nothing_else_does(scene: Scene) {
    let [used, orphan, twice, again] = [20, 80, 140, 200];
    let kept = scene.sends(used).await;
    let gone = scene.sends(orphan).await;
    let (first, _second) = (scene.sends(twice).await, scene.sends_to(&scene.other, twice).await);
    let renewed = scene.sends(again).await;
    for artifact in [&gone, &first, &renewed] {
        scene.takes_away(artifact).await;
    }
    assert_eq!(scene.collects().await, 0, "all are young");
    scene.two_days_pass(&[digest(used), digest(orphan), digest(twice), digest(again)]).await;
    // Sent again and refused: its old file is young again, for whoever sends it a third time.
    scene.takes_away(&scene.sends(again).await).await;
    assert_eq!(scene.collects().await, 1);
    assert!(!scene.blobs().holds(&digest(orphan)).await.expect("an answer"));
    for shade in [used, twice, again] {
        assert!(scene.blobs().holds(&digest(shade)).await.expect("an answer"), "{shade}");
    }
    let content = scene.staff().get(&format!("/v1/artifacts/{}/content", kept.id())).await.is(200);
    assert_eq!(content.bytes, photo(used));
    assert_eq!(scene.collects().await, 0);
    scene.sends(orphan).await;
}

#[tokio::test]
async fn what_somebody_is_about_to_use_is_spared_and_so_is_what_another_collects() {
    let scene = Scene::on_a_folder().await;
    scene.takes_away(&scene.sends(1).await).await;
    scene.two_days_pass(&[digest(1)]).await;
    let mut user = scene.office.sql().await;
    let claim = user.transaction().await.expect("a transaction");
    let key = i32::from_be_bytes(digest(1).as_bytes()[..4].try_into().expect("four bytes"));
    claim.execute("SELECT pg_advisory_xact_lock_shared($1, $2)", &[&0x626c_6f62_i32, &key]).await.expect("the lock");
    assert_eq!(scene.collects().await, 0);
    claim.rollback().await.expect("the end of it");
    let (mut one, mut other) = (scene.connection().await, scene.connection().await);
    let (one, other) =
        tokio::join!(archive::collect(&mut one, scene.blobs(), GRACE), archive::collect(&mut other, scene.blobs(), GRACE));
    assert_eq!(one.expect("the one works") + other.expect("the other works"), 1);
}

/// The file of a form is stored before the form ends. A row for a file that is gone would be worse than a form to send again.
#[tokio::test]
async fn a_form_that_took_longer_than_the_grace_time_is_refused_before_anything_is_written() {
    let scene = Scene::on_a_folder().await;
    let (pieces, rest) = mpsc::channel::<Bytes>(4);
    let body = stream::unfold(rest, async |mut rest| rest.recv().await.map(|piece| (Ok::<_, io::Error>(piece), rest)));
    let address = format!("/v1/assignments/{}/artifacts", scene.case.id());
    let ask = scene.staff().ask(Method::POST, &address).header("Content-Type", "multipart/form-data; boundary=B");
    let sending = tokio::spawn(ask.body(reqwest::Body::wrap_stream(Box::pin(body))).into_future());
    let head = "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"kind\":\"PHOTO\",\"title\":\"x\"}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
    let begun = [head.as_bytes(), &photo(1), b"\r\n--B"].concat();
    pieces.send(begun.into()).await.expect("the form begins");
    while !scene.blobs().holds(&digest(1)).await.expect("an answer") {
        assert!(!sending.is_finished(), "the form was answered before it ended");
        tokio::task::yield_now().await;
    }
    scene.two_days_pass(&[digest(1)]).await;
    assert_eq!(scene.collects().await, 0, "somebody is sending it");
    // As the background does after the grace time, for whoever is sending may be no more.
    let later = scene.office.clock().now() + chrono::TimeDelta::seconds(1);
    assert_eq!(archive::forget_arrivals(&mut scene.connection().await, later).await.expect("it is forgotten"), 1);
    assert_eq!(scene.collects().await, 1);
    pieces.send(Bytes::from_static(b"--\r\n")).await.expect("the form ends");
    drop(pieces);
    sending.await.expect("an answer").refused(408, "REQUEST_TIMEOUT");
    assert!(scene.staff().get(&address).await.good().items().is_empty());
    scene.sends(1).await;
}

#[tokio::test]
async fn verification_names_what_is_missing_and_what_is_changed_in_a_folder() {
    verification_names_what_is_missing_and_what_is_changed(Scene::on_a_folder().await).await;
}

#[tokio::test]
async fn verification_names_what_is_missing_and_what_is_changed_in_a_bucket() {
    verification_names_what_is_missing_and_what_is_changed(Scene::on_a_bucket().await).await;
}

async fn verification_names_what_is_missing_and_what_is_changed(scene: Scene) {
    let [whole, missing, changed, unused] = [20, 80, 140, 200];
    scene.sends(whole).await;
    let lost = scene.sends(missing).await;
    let spoiled = [scene.sends(changed).await, scene.sends_to(&scene.other, changed).await];
    let bytes = [whole, missing, changed].map(|shade| photo(shade).len()).iter().sum::<usize>();
    assert_eq!(scene.verifies().await, (0, format!("The files are whole: 3, {bytes} bytes.\n"), String::new()));

    fs::remove_file(scene.path(&digest(missing))).expect("a file to lose");
    let path = scene.path(&digest(changed));
    let mut tampered = photo(changed);
    *tampered.last_mut().expect("a byte") ^= 1;
    fs::remove_file(&path).expect("a file to change");
    fs::write(&path, tampered).expect("it is changed");
    // Unused, it does not matter.
    scene.takes_away(&scene.sends(unused).await).await;
    fs::remove_file(scene.path(&digest(unused))).expect("an unused file");

    let (code, said, complained) = scene.verifies().await;
    assert_eq!(code, 1);
    let mut lines: Vec<_> = said.lines().collect();
    lines.sort_unstable();
    let mut users = spoiled.map(|artifact| format!("artifact {}, version 1", artifact.id()));
    users.sort_unstable();
    let named = [
        format!("changed {}: {}", digest(changed), users.join("; ")),
        format!("missing {}: artifact {}, version 1", digest(missing), lost.id()),
    ];
    assert_eq!(lines, named);
    assert_eq!(complained, "pubdok: the files are not whole: of 3, 1 missing and 1 changed, named above\n");
    let verdict = archive::verify(&mut scene.connection().await, scene.blobs(), |_| {}).await.expect("verification");
    assert_eq!(verdict, Verdict { contents: 3, bytes: photo(whole).len() as u64, missing: 1, changed: 1 });
}
