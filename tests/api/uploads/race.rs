//! Two files sent to one upload at the same moment: one of them is kept, and each sender learns whether it is theirs.

use super::break_off::Line;
use super::{BYTES, Scene, ask_how_far, at, content, offset, send, tus, video};
use crate::support::Reply;
use reqwest::Method;

/// How often they race; `RACES=200 cargo test --test api uploads::race` is for who changes how uploads end.
fn races() -> usize {
    std::env::var("RACES").map_or(6, |races| races.parse().expect("a number"))
}

/// How much of a file counts already, and how long it is.
const SHAPES: [(usize, usize); 3] = [(0, 300_000), (200_000, 300_000), (9_000_000, 9_300_000)];

impl Scene {
    async fn writer(&self, upload: &Reply) -> String {
        const WRITER: &str = "SELECT writer::text FROM uploads WHERE id::text = $1";
        self.office.sql().await.query_one(WRITER, &[&upload.id()]).await.expect("an upload").get(0)
    }

    /// A PATCH that is let in and waits for its bytes.
    async fn waits(&self, upload: &Reply, offset: usize, length: usize) -> Line {
        let before = self.writer(upload).await;
        let line = Line::to(self.office.desk.address, &self.staff().token(), at(upload), offset, length).await;
        while self.writer(upload).await == before {
            tokio::task::yield_now().await;
        }
        line
    }

    /// Two files that have their beginning in common, of which it counts already, and the upload.
    async fn divides(&self, counted: usize, length: usize, seed: u64) -> (Reply, Vec<u8>, Vec<u8>) {
        let one = video(length, seed);
        let other = [&one[..counted.max(24)], &video(length, seed + 100)[counted.max(24)..]].concat();
        assert!(one != other);
        let upload = self.begins(length).await;
        if counted > 0 {
            send(&self.staff(), &upload, 0, &one[..counted]).await.is(204);
        }
        (upload, one, other)
    }
}

#[tokio::test]
async fn of_two_files_sent_to_one_upload_at_once_only_the_kept_one_is_acknowledged() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    for race in 0..races() {
        for (counted, length) in SHAPES.into_iter().take(if race.is_multiple_of(10) { 3 } else { 2 }) {
            let (upload, one, other) = scene.divides(counted, length, 2 + race as u64).await;
            let (first, second) =
                tokio::join!(send(&staff, &upload, counted, &one[counted..]), send(&staff, &upload, counted, &other[counted..]));
            let kept = content(&staff, &ask_how_far(&staff, &upload).await).await;
            for (answer, file) in [(first, &one), (second, &other)] {
                assert_eq!(answer.status, if kept == *file { 204 } else { 409 }, "race {race} from {counted}: {answer:?}");
            }
            let made = format!("/v1/artifacts/{}", scene.artifacts().await[0]["id"].as_str().expect("an id"));
            staff.delete(&made, "*").await.is(204);
        }
    }
}

/// The slower one finds the upload finished, and its beginning gone with it.
#[tokio::test]
async fn who_comes_to_the_end_after_another_is_told_whether_it_was_the_same() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    for (seed, (counted, length)) in (1..).zip(SHAPES) {
        let (upload, one, other) = scene.divides(counted, length, seed * 1000).await;
        let mut slow = scene.waits(&upload, counted, length - counted).await;
        let mut same = scene.waits(&upload, counted, length - counted).await;
        let made = send(&staff, &upload, counted, &one[counted..]).await.is(204);
        slow.sends(&other[counted..]).await;
        let told = slow.hears().await.to_ascii_lowercase();
        assert!(told.starts_with("http/1.1 409") && told.contains(&format!("upload-offset: {length}\r\n")), "{counted}: {told}");
        same.sends(&one[counted..]).await;
        let told = same.hears().await.to_ascii_lowercase();
        // Where a second passed between its bytes, the first of them were to count, and were refused to who was overtaken.
        let is_whole = told.contains(&format!("upload-offset: {length}\r\n"));
        assert!(is_whole && (told.starts_with("http/1.1 204") || told.starts_with("http/1.1 409")), "{counted}: {told}");
        assert!(content(&staff, &made).await == one);
    }
    assert_eq!(scene.artifacts().await.len(), SHAPES.len());
}

#[tokio::test]
async fn to_what_is_whole_nothing_is_added_without_a_word() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file).await.is(204);
    // Of a body without an announced length only its bytes tell.
    let more = |pieces: usize| {
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> = (0..pieces).map(|_| Ok(vec![0; 500])).collect();
        let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
        let patch = tus(&staff, Method::PATCH, at(&upload)).header("Content-Type", BYTES);
        patch.header("Upload-Offset", file.len().to_string()).body(stream)
    };
    assert_eq!(offset(&more(0).await.is(204)), file.len());
    more(3).await.refused(413, "PAYLOAD_TOO_LARGE");
}
