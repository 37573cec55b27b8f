//! What files cost: a large one up and down, the memory it takes, pictures made smaller, a thousand artifacts on one case.

use crate::cases::{Caller, Thing, subhead};
use crate::cost;
use crate::desk::Desk;
use crate::pictures;
use crate::service;
use crate::stage::Office;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::{self, Display};
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

const GIB: usize = 1 << 30;
const ARTIFACTS: usize = 1000;

/// One figure: what was measured, what it is held against, and how.
pub struct Figure {
    pub name: &'static str,
    pub measured: String,
    pub value: f64,
}

impl Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "files   {:<44} {}", self.name, self.measured)
    }
}

impl Figure {
    pub fn json(&self) -> Value {
        json!({ "work": self.name, "value": self.value, "measured": self.measured })
    }
}

/// What was measured before an error is told all the same.
pub fn measure(runtime: &Runtime, office: &Office, dir: &Path, figures: &mut Vec<Figure>) -> Outcome<()> {
    let at = Desk {
        address: office.service.address,
        case: runtime.block_on(open_case(office, 0))?,
        token: service::token(&Caller::subhead(0)),
    };
    let file = dir.join("files.mp4");
    write_video(&file)?;
    large(office, &at, &file, figures)?;
    pictures::measure(office, &at, figures)?;
    thousand(&at, figures)?;
    fs::remove_file(&file)?;
    Ok(())
}

/// A case of this subdivision head's that takes artifacts.
pub async fn open_case(office: &Office, head: u64) -> Outcome<String> {
    const OPEN: &str =
        "SELECT id::text FROM assignments WHERE assignee_id::text = $1 AND state = 'DISPATCHED' ORDER BY id DESC LIMIT 1";
    Ok(office.sql().await?.query_one(OPEN, &[&Thing::Officer.id(subhead(head))]).await?.get(0))
}

/// A gibibyte that no disk or link can make smaller, with the head of a video.
fn write_video(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(b"\0\0\0\x18ftypisom\0\0\x02\0isommp42")?;
    let mut noise = vec![0; 1 << 20];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..GIB >> 20 {
        for eight in noise.as_chunks_mut::<8>().0 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *eight = state.to_le_bytes();
        }
        file.write_all(&noise)?;
    }
    file.sync_all()
}

fn large(office: &Office, at: &Desk, path: &Path, figures: &mut Vec<Figure>) -> Outcome<()> {
    let size = fs::metadata(path)?.len();
    let before = forget_peak(office.service.pid())?;
    // In turns; the better of each counts. The bytes differ each time, for the same would be answered with what is there.
    let (mut summed, mut posted, mut id) = (Duration::MAX, Duration::MAX, String::new());
    let (mut by_tus, mut broken) = (Duration::MAX, Duration::MAX);
    for round in 0..2 {
        let begun = Instant::now();
        Command::new("sha256sum").arg(path).stdout(Stdio::null()).status()?;
        summed = summed.min(begun.elapsed());
        let mut file = marked(path, 3 * round)?;
        let begun = Instant::now();
        id = at.send("VIDEO", "video/mp4", size, &mut file)?;
        posted = posted.min(begun.elapsed());
        let mut file = marked(path, 3 * round + 1)?;
        let begun = Instant::now();
        at.send_by_tus("VIDEO", size, &mut file)?;
        by_tus = by_tus.min(begun.elapsed());
        let mut file = marked(path, 3 * round + 2)?;
        let begun = Instant::now();
        at.send_by_tus_after_a_break("VIDEO", size, &mut file)?;
        broken = broken.min(begun.elapsed());
    }
    let figure = |name, took: Duration| {
        let ratio = summed.as_secs_f64() / took.as_secs_f64();
        let measured = format!("{ratio:.2}   {:.2} s, sha256sum {:.2} s", took.as_secs_f64(), summed.as_secs_f64());
        Figure { name, measured, value: ratio }
    };
    figures.push(figure("1 GiB up, against sha256sum (goal ≥ 1)", posted));
    figures.push(figure("1 GiB up by tus, against sha256sum (goal ≥ 1)", by_tus));
    figures.push(figure("the same after a break (goal ≥ 0.83: 1.2 ×)", broken));
    let (mut catted, mut got) = (Duration::MAX, Duration::MAX);
    for _ in 0..2 {
        catted = catted.min(cat(path)?);
        let begun = Instant::now();
        let answer = at.get(&format!("/v1/artifacts/{id}/content"))?;
        got = got.min(begun.elapsed());
        if answer.body.len() as u64 != size {
            return Err(format!("{} bytes came back", answer.body.len()).into());
        }
    }
    let down = catted.as_secs_f64() / got.as_secs_f64();
    figures.push(Figure {
        name: "1 GiB down, against cat through a socket (≥ 0.5)",
        measured: format!("{down:.2}   {:.2} s, cat {:.2} s", got.as_secs_f64(), catted.as_secs_f64()),
        value: down,
    });
    figures.push(memory("memory added by these at its peak (≤ 64 MiB)", office.service.pid(), before)?);
    Ok(())
}

/// The file with another end.
fn marked(path: &Path, mark: u8) -> io::Result<File> {
    let mut file = File::options().read(true).write(true).open(path)?;
    file.seek(SeekFrom::End(-1))?;
    file.write_all(&[mark])?;
    file.rewind()?;
    Ok(file)
}

/// The file through a socket of this machine, read into memory as the client does.
fn cat(path: &Path) -> io::Result<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let begun = Instant::now();
    let mut child = Command::new("cat").arg(path).stdout(Stdio::piped()).spawn()?;
    let mut out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let sender = std::thread::spawn(move || io::copy(&mut out, &mut TcpStream::connect(address)?));
    let mut body = Vec::new();
    BufReader::with_capacity(1 << 20, listener.accept()?.0).read_to_end(&mut body)?;
    sender.join().map_err(|_| io::ErrorKind::Other)??;
    child.wait()?;
    Ok(begun.elapsed())
}

fn thousand(at: &Desk, figures: &mut Vec<Figure>) -> Outcome<()> {
    for number in 0..ARTIFACTS {
        let text = format!("kolom,nilai\n{number},1\n");
        at.send("DATASET", "text/csv", text.len() as u64, &mut text.as_bytes())?;
    }
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let begun = Instant::now();
        let answer = at.get(&format!("/v1/assignments/{}/artifacts?limit=200", at.case))?;
        best = best.min(begun.elapsed());
        if answer.status != 200 {
            return Err(format!("{} to the list", answer.status).into());
        }
    }
    let millis = best.as_secs_f64() * 1000.0;
    figures.push(Figure { name: "200 of 1,000 artifacts listed", measured: format!("{millis:.1} ms"), value: millis });
    Ok(())
}

/// What the program holds now; from here its peak is counted anew, for earlier work had its own.
pub fn forget_peak(pid: u32) -> Outcome<u64> {
    fs::write(format!("/proc/{pid}/clear_refs"), "5")?;
    cost::memory(pid, "VmRSS:")
}

pub fn memory(name: &'static str, pid: u32, before: u64) -> Outcome<Figure> {
    let grown = cost::memory(pid, "VmHWM:")?.saturating_sub(before) as f64 / 1024.0;
    Ok(Figure { name, measured: format!("{grown:.0} MiB, on {:.0} MiB before", before as f64 / 1024.0), value: grown })
}
