//! A pooler between us and PostgreSQL is told apart from PostgreSQL, and the operator what to write instead.

use crate::support::cluster;
use pubdok::db::{dial, migrate};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// What the pooler does with a session's first words, and its settings among them.
async fn pooler<W: Future<Output = ()> + Send + 'static>(greet: impl Fn(TcpStream, Vec<u8>) -> W + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut words = vec![0; 4096];
            let count = client.read(&mut words).await.expect("a greeting");
            words.truncate(count);
            tokio::spawn(greet(client, words));
        }
    });
    address
}

#[tokio::test]
async fn a_pooler_that_refuses_our_settings_is_named() {
    // Byte for byte what PgBouncer 1.18 says.
    let fields = b"SERROR\0C08P01\0Munsupported startup parameter: options\0\0";
    let length = u32::try_from(fields.len() + 4).expect("a length").to_be_bytes();
    let told = [&b"E"[..], &length, fields].concat();
    let address = pooler(move |mut client, _| {
        let told = told.clone();
        async move { client.write_all(&told).await.expect("an answer") }
    })
    .await;
    let url = format!("postgres://pubdok@{address}/pubdok?sslmode=disable");
    let told = dial(&url).await.map(|_| ()).expect_err("no PostgreSQL").to_string();
    assert!(
        told.contains("unsupported startup parameter") && told.contains("PgBouncer") && told.contains("DATABASE_URL"),
        "{told}"
    );
}

#[tokio::test]
async fn a_pooler_that_keeps_our_settings_to_itself_is_found_out() {
    let database = cluster::migrated_database().await;
    let config: Config = database.url.parse().expect("an address");
    let Some(Host::Unix(folder)) = config.get_hosts().first().cloned() else { panic!("a socket") };
    // As with `ignore_startup_parameters = options`.
    let address = pooler(move |mut client, mut words| {
        let folder = folder.clone();
        async move {
            let ours = b"pubdok.direct";
            let at = words.windows(ours.len()).position(|window| window == ours).expect("our settings");
            words[at..at + ours.len()].copy_from_slice(b"pubdok.unseen");
            let mut server = UnixStream::connect(folder.join(".s.PGSQL.5432")).await.expect("PostgreSQL");
            server.write_all(&words).await.expect("a greeting");
            let _ended = copy_bidirectional(&mut client, &mut server).await;
        }
    })
    .await;
    let url = format!("postgres://postgres@{address}/{}?sslmode=disable", database.name);
    for told in [
        dial(&url).await.map(|_| ()).expect_err("a pooler").to_string(),
        migrate::run(&url).await.expect_err("a pooler").to_string(),
    ] {
        assert!(told.contains("PgBouncer") && told.contains("DATABASE_URL"), "{told}");
    }
    // The server itself is well.
    dial(&database.url).await.map(|_| ()).expect("a connection");
    cluster::drop_database(&database.name).await;
}
