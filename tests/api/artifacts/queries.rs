//! A thousand artifacts cost as many questions to the database as one.

use super::Scene;
use crate::support::Office;
use crate::support::cluster;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{TcpListener, UnixStream};

/// Counts what the service asks of PostgreSQL, on its way there.
struct Counted {
    url: String,
    asked: Arc<AtomicUsize>,
}

/// The database at `url`, on a socket of this machine, through a counter.
async fn counted(url: &str) -> Counted {
    let parsed: tokio_postgres::Config = url.parse().expect("an address");
    let folder = match parsed.get_hosts() {
        [tokio_postgres::config::Host::Unix(folder)] => folder.clone(),
        hosts => panic!("one socket, not {hosts:?}"),
    };
    let port = parsed.get_ports().first().copied().unwrap_or(5432);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.expect("PostgreSQL");
            let (from_client, mut to_client) = client.into_split();
            let (mut from_server, to_server) = server.into_split();
            tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
            tokio::spawn(pass(from_client, to_server, Arc::clone(&counter)));
        }
    });
    let name = parsed.get_dbname().expect("a database");
    let user = parsed.get_user().expect("a user");
    // Its messages are read on their way, so they cannot be encrypted.
    Counted { url: format!("postgres://{user}@{address}/{name}?sslmode=disable"), asked }
}

/// Passes messages on (type, length, rest; the first has no type) and counts those that run something.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, asked: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut is_first = true;
    loop {
        let kind = if std::mem::take(&mut is_first) { None } else { Some(from.read_u8().await?) };
        let length = from.read_u32().await?;
        let mut rest = vec![0; length as usize - 4];
        from.read_exact(&mut rest).await?;
        if let Some(kind) = kind {
            // Execute, and the simple query; but not the listener's, who asks now and then whether PostgreSQL is there.
            let runs = matches!(kind, b'E' | b'Q') && rest != b"SELECT 1\0";
            asked.fetch_add(usize::from(runs), Ordering::Relaxed);
            to.write_u8(kind).await?;
        }
        to.write_u32(length).await?;
        to.write_all(&rest).await?;
    }
}

/// Enters so many photos behind the API's back.
async fn plant_photos(scene: &Scene, many: i32) {
    let plant = format!(
        "WITH planted AS (
            INSERT INTO artifacts (id, assignment_id, sender_id, kind, title, keywords, persons_shown, created_at, updated_at, version)
            SELECT gen_random_uuid(), '{case}', '{sender}', 'PHOTO', 'Foto ' || n, '{{}}', '{{}}', now(), now(), 1
            FROM generate_series(1, {many}) n RETURNING id)
        INSERT INTO content_versions (artifact_id, number, sha256, media_type, size, uploaded_by_id, uploaded_at)
        SELECT id, 1, sha256(id::text::bytea), 'image/jpeg', 1000, '{sender}', now() FROM planted",
        case = scene.case.id(),
        sender = scene.staff().officer_id(),
    );
    scene.office.sql().await.batch_execute(&plant).await.expect("photos are entered");
}

#[tokio::test]
async fn a_thousand_artifacts_are_listed_with_as_many_queries_as_one() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let scene = Scene::in_office(Office::open_on(counted.url.clone()).await).await;
    let paths = [
        format!("{}?limit=200", scene.address()),
        format!("/v1/assignments/{}?expand=artifacts", scene.case.id()),
        format!("/v1/assignments/{}/bursts", scene.case.id()),
    ];
    let ask = async |path: &str| {
        // Once for what is prepared and kept in memory.
        scene.subhead().get(path).await.is(200);
        let before = counted.asked.load(Ordering::Relaxed);
        let answer = scene.subhead().get(path).await.is(200);
        (counted.asked.load(Ordering::Relaxed) - before, answer.bytes.len())
    };
    plant_photos(&scene, 1).await;
    let mut one = Vec::new();
    for path in &paths {
        one.push(ask(path).await);
    }
    plant_photos(&scene, 999).await;
    for (path, (queries, length)) in paths.iter().zip(one) {
        let (now, longer) = ask(path).await;
        assert!(queries > 0 && longer >= length, "{path}");
        assert_eq!(now, queries, "{path}");
    }
    drop(scene);
    cluster::drop_database(&database.name).await;
}
