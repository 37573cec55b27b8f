//! A client of files that costs as little as it can: plain HTTP on a connection of its own, bodies as they are read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The subdivision head at work on a case of theirs.
pub struct Desk {
    pub address: SocketAddr,
    pub case: String,
    pub token: String,
}

pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
}

impl Desk {
    /// One request on a connection of its own; `body` is written as it is read.
    pub fn ask(&self, head: &str, body: &mut dyn Read) -> Outcome<Answer> {
        let mut wire = TcpStream::connect(self.address)?;
        write!(wire, "{head}\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n", self.token)?;
        io::copy(body, &mut wire)?;
        let mut reader = BufReader::with_capacity(1 << 20, wire);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        while reader.read_line(&mut line)? > 2 {}
        let mut body = Vec::new();
        reader.read_to_end(&mut body)?;
        Ok(Answer { status, headers: line, body })
    }

    pub fn get(&self, path: &str) -> Outcome<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1"), &mut io::empty())
    }

    pub fn send(&self, kind: &str, media_type: &str, size: u64, body: &mut dyn Read) -> Outcome<String> {
        let path = format!("/v1/assignments/{}/artifacts?kind={kind}&title=x", self.case);
        let answer = self.ask(&format!("POST {path} HTTP/1.1\r\nContent-Type: {media_type}\r\nContent-Length: {size}"), body)?;
        let told: Value = serde_json::from_slice(&answer.body)?;
        match told["id"].as_str() {
            Some(id) if answer.status == 201 => Ok(id.to_owned()),
            _ => Err(format!("{} to an upload: {told}", answer.status).into()),
        }
    }

    /// The same by tus: an upload is announced, then all of it comes in one PATCH.
    pub fn send_by_tus(&self, kind: &str, size: u64, body: &mut dyn Read) -> Outcome<()> {
        let path = self.announces(kind, size)?;
        self.sends_rest(&path, 0, size, body)
    }

    /// The same over a line that breaks in the middle: the client asks how far it came, and goes on from there.
    pub fn send_by_tus_after_a_break(&self, kind: &str, size: u64, body: &mut (impl Read + Seek)) -> Outcome<()> {
        let path = self.announces(kind, size)?;
        let mut wire = TcpStream::connect(self.address)?;
        let patch =
            format!("PATCH {path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: {size}");
        let bytes = "Content-Type: application/offset+octet-stream";
        write!(wire, "{patch}\r\n{bytes}\r\nAuthorization: Bearer {}\r\n\r\n", self.token)?;
        io::copy(&mut body.by_ref().take(size / 2), &mut wire)?;
        wire.shutdown(Shutdown::Write)?;
        // Until the office has seen that the line ends.
        io::copy(&mut wire, &mut io::sink())?;
        let told = self.ask(&format!("HEAD {path} HTTP/1.1\r\nTus-Resumable: 1.0.0"), &mut io::empty())?;
        let offset: u64 = told.header("upload-offset").ok_or("no offset")?.parse()?;
        if offset < size / 4 {
            return Err(format!("only {offset} bytes of {} were kept", size / 2).into());
        }
        body.seek(SeekFrom::Start(offset))?;
        self.sends_rest(&path, offset, size, body)
    }

    /// Begins an upload, and answers where it is.
    fn announces(&self, kind: &str, size: u64) -> Outcome<String> {
        let metadata: Vec<String> = [("assignmentId", self.case.as_str()), ("kind", kind), ("title", "x")]
            .iter()
            .map(|(name, value)| format!("{name} {}", BASE64.encode(value)))
            .collect();
        let announced = format!("Tus-Resumable: 1.0.0\r\nUpload-Length: {size}\r\nUpload-Metadata: {}", metadata.join(","));
        let begun = self.ask(&format!("POST /v1/uploads HTTP/1.1\r\nContent-Length: 0\r\n{announced}"), &mut io::empty())?;
        let path = begun.header("location").and_then(|address| address.split_once("/v1/")).ok_or("no address of the upload")?.1;
        Ok(format!("/v1/{path}"))
    }

    fn sends_rest(&self, path: &str, offset: u64, size: u64, body: &mut dyn Read) -> Outcome<()> {
        let length = size - offset;
        let patch =
            format!("PATCH {path} HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Length: {length}");
        let done = self.ask(&format!("{patch}\r\nContent-Type: application/offset+octet-stream"), body)?;
        if done.status == 204 { Ok(()) } else { Err(format!("{} to a PATCH", done.status).into()) }
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}
