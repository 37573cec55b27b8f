//! The lean end of HTTP: as many keep-alive connections as clients, prebuilt requests, answers read as little as is honest.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// When a round is over.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    Time(Duration),
    /// So many requests of each client: for acts that use things up.
    Count(usize),
}

/// One round.
#[derive(Debug, Default, Clone)]
pub struct Round {
    pub per_second: f64,
    /// Microseconds, sorted.
    pub latencies: Vec<u32>,
    /// Everything that was not the status wanted, with how often and the first such answer.
    pub errors: BTreeMap<u16, (usize, String)>,
}

impl Round {
    pub fn percentile(&self, share: f64) -> u32 {
        let index = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(index.min(self.latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// Writes the request number `turn` of a client.
pub type Ask<'a> = dyn Fn(usize, usize, &mut Vec<u8>) + 'a;

/// Drives on this thread alone, as a single client program would.
pub fn drive(address: SocketAddr, clients: usize, until: Until, wanted: u16, ask: &Ask<'_>) -> io::Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..clients {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            connections.push(stream);
        }
        let begun = Instant::now();
        let all = connections.into_iter().enumerate().map(|(client, stream)| one(stream, client, (until, begun), wanted, ask));
        let rounds = futures_util::future::try_join_all(all).await?;
        let seconds = begun.elapsed().as_secs_f64();
        let mut whole = Round::default();
        for round in rounds {
            whole.latencies.extend(round.latencies);
            for (status, (count, body)) in round.errors {
                whole.errors.entry(status).or_insert((0, body)).0 += count;
            }
        }
        whole.latencies.sort_unstable();
        whole.per_second = whole.latencies.len() as f64 / seconds;
        Ok(whole)
    })
}

async fn one(
    mut stream: TcpStream,
    client: usize,
    (until, begun): (Until, Instant),
    wanted: u16,
    ask: &Ask<'_>,
) -> io::Result<Round> {
    let (mut request, mut answer) = (Vec::with_capacity(1024), Vec::with_capacity(64 * 1024));
    let mut round = Round::default();
    for turn in 0.. {
        let over = match until {
            Until::Time(limit) => begun.elapsed() >= limit,
            Until::Count(count) => turn >= count,
        };
        if over {
            break;
        }
        request.clear();
        ask(client, turn, &mut request);
        let sent = Instant::now();
        let status = exchange(&mut stream, &request, &mut answer).await?;
        round.latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        if status != wanted {
            let entry = round.errors.entry(status).or_insert_with(|| (0, String::from_utf8_lossy(&answer).into_owned()));
            entry.0 += 1;
        }
    }
    Ok(round)
}

/// One request and its whole answer, which is left in `answer`.
pub async fn exchange(stream: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>) -> io::Result<u16> {
    stream.write_all(request).await?;
    answer.clear();
    let told_without_body = request.starts_with(b"HEAD ");
    let mut head = None;
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the service hung up"));
        }
        if head.is_none() {
            head = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|end| {
                let length = if told_without_body { 0 } else { length(&answer[..end]) };
                (end + 4, length)
            });
        }
        if head.is_some_and(|(body, length)| answer.len() >= body + length) {
            break;
        }
    }
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no status line"))
}

/// Every answer says its length: nothing asked for here is streamed.
fn length(head: &[u8]) -> usize {
    let named = |line: &&[u8]| line.len() > 15 && line[..15].eq_ignore_ascii_case(b"content-length:");
    let value = head.split(|byte| *byte == b'\n').find(named).map(|line| String::from_utf8_lossy(&line[15..]).trim().to_owned());
    value.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// One request and its answer, head and body.
pub async fn once(address: SocketAddr, request: &[u8]) -> io::Result<(u16, String)> {
    let mut answer = Vec::new();
    let status = exchange(&mut TcpStream::connect(address).await?, request, &mut answer).await?;
    Ok((status, String::from_utf8_lossy(&answer).into_owned()))
}
