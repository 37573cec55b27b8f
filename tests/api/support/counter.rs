//! The line to PostgreSQL, with a counter on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixStream, tcp, unix};

/// Counts what the service asks of PostgreSQL, and how many bytes it is answered.
pub struct Counted {
    pub url: String,
    asked: Arc<AtomicUsize>,
    answered: Arc<AtomicUsize>,
}

impl Counted {
    /// So many questions so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// So many bytes of answers so far.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }
}

/// The database at `url`, on a socket of this machine, through a counter.
pub async fn counted(url: &str) -> Counted {
    let parsed: tokio_postgres::Config = url.parse().expect("an address");
    let folder = match parsed.get_hosts() {
        [tokio_postgres::config::Host::Unix(folder)] => folder.clone(),
        hosts => panic!("one socket, not {hosts:?}"),
    };
    let port = parsed.get_ports().first().copied().unwrap_or(5432);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (asked, answered) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (questions, answers) = (Arc::clone(&asked), Arc::clone(&answered));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.expect("PostgreSQL");
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(give_back(from_server, to_client, Arc::clone(&answers)));
            tokio::spawn(pass(from_client, to_server, Arc::clone(&questions)));
        }
    });
    let name = parsed.get_dbname().expect("a database");
    let user = parsed.get_user().expect("a user");
    // Its messages are read on their way, so they cannot be encrypted.
    Counted { url: format!("postgres://{user}@{address}/{name}?sslmode=disable"), asked, answered }
}

async fn give_back(mut from: unix::OwnedReadHalf, mut to: tcp::OwnedWriteHalf, count: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        count.fetch_add(length, Ordering::Relaxed);
        to.write_all(&buffer[..length]).await?;
    }
}

/// Passes messages on (type, length, rest; the first has no type) and counts those that run something.
async fn pass(mut from: tcp::OwnedReadHalf, mut to: unix::OwnedWriteHalf, asked: Arc<AtomicUsize>) -> std::io::Result<()> {
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
