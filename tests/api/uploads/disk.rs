//! A disk that says it could not keep what it was given: nothing of that is acknowledged.

use super::server::{Server, token};
use super::{BYTES, Scene, UPLOADS, video};
use reqwest::{Client, RequestBuilder};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// While it is there, every fsync of the process fails with EIO.
struct FailingDisk(Child);

impl FailingDisk {
    /// None where there is no strace, or it may not look at others.
    fn of(pid: u32) -> Option<Self> {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", "/dev/null", "-e", "inject=fsync,fdatasync:error=EIO", "-p", &pid.to_string()]);
        let mut strace = strace.stderr(Stdio::piped()).spawn().ok()?;
        let mut told = BufReader::new(strace.stderr.take()?).lines();
        let attached = told.next()?.ok()?.contains("attached");
        // It goes on talking of every thread that comes and goes.
        std::thread::spawn(move || told.for_each(drop));
        attached.then_some(Self(strace))
    }
}

impl Drop for FailingDisk {
    /// SIGTERM, on which it lets go of the process; SIGKILL would take the process along.
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn what_the_disk_could_not_keep_is_not_acknowledged() {
    let scene = Scene::open().await;
    let (client, token, file) = (Client::new(), token(&scene), video(30_000_000, 10));
    let server = Server::starts(&scene).await;
    let tus = |asked: RequestBuilder| asked.bearer_auth(&token).header("Tus-Resumable", "1.0.0");
    let begun = tus(client.post(server.at(UPLOADS))).header("Upload-Length", file.len());
    let begun = begun.header("Upload-Metadata", scene.video()).send().await.expect("an answer");
    let location = begun.headers()["location"].to_str().expect("an address").to_owned();
    let path = &location[location.find("/v1/").expect("a path")..];
    let patch = async |from: usize, end: usize| {
        let sent = tus(client.patch(server.at(path))).header("Content-Type", BYTES).header("Upload-Offset", from);
        sent.body(file[from..end].to_vec()).send().await.expect("an answer")
    };
    let offset = async || {
        let head = tus(client.head(server.at(path))).send().await.expect("an answer");
        head.headers()["upload-offset"].to_str().expect("a number").to_owned()
    };
    assert_eq!(patch(0, 1_000_000).await.status(), 204);
    {
        let Some(_failing) = FailingDisk::of(server.pid()) else {
            eprintln!("skipped: no strace that may look at others");
            return;
        };
        // A small piece, one that would be held while it grows, and the last.
        for end in [1_000_500, 20_000_000, file.len()] {
            assert_eq!(patch(1_000_000, end).await.status(), 503, "up to {end}");
            assert_eq!(offset().await, "1000000", "up to {end}");
        }
        assert!(scene.artifacts().await.is_empty());
    }
    let last = patch(1_000_000, file.len()).await;
    assert_eq!(last.status(), 204);
    let artifact = last.headers()["content-location"].to_str().expect("an address");
    assert!(scene.staff().get(&format!("{artifact}/content")).await.good().bytes == file);
}
