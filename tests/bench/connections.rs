//! What it costs that ten thousand keep a line open and ask for nothing.

use crate::cost::memory;
use crate::driver::exchange;
use crate::files::{Figure, Outcome};
use crate::service::Service;
use crate::stage::Office;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;

const LINES: usize = 10_000;
const MIB: f64 = 100.0;
/// All of them come from one address here.
const NO_LIMIT: [(&str, &str); 2] = [("PUBDOK_ADDRESS_CONNECTIONS", "0"), ("PUBDOK_ADDRESS_RATE", "10000000")];
const ASK: &[u8] = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

pub async fn measure(office: &Office, program: &Path, dir: &Path) -> Outcome<Figure> {
    eprintln!("connections …");
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    let service = Service::start(program, &office.url, dir, "service-connections.log", &NO_LIMIT).await?;
    let before = memory(service.pid(), "VmRSS:")?;
    let mut lines = Vec::with_capacity(LINES);
    let mut answer = Vec::new();
    for _ in 0..LINES {
        let mut line = TcpStream::connect(service.address).await?;
        // Each has asked once: one that never asks is soon sent away.
        let status = exchange(&mut line, ASK, &mut answer).await?;
        if status != 200 {
            return Err(format!("{status} to /livez").into());
        }
        lines.push(line);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let value = memory(service.pid(), "VmRSS:")?.saturating_sub(before) as f64 / 1024.0;
    // They are open still: each answers once more.
    for line in &mut lines {
        exchange(line, ASK, &mut answer).await?;
    }
    let measured = format!("{value:.0} MiB {} {MIB:.0}, all of them still open", if value <= MIB { "≤" } else { ">" });
    Ok(Figure { name: "memory of 10,000 idle connections", measured, value })
}
