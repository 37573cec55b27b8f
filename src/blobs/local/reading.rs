//! The bytes of a file as a stream.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::task::{self, JoinHandle};

/// A slow client pins two of these.
const CHUNK: u64 = 256 * 1024;

/// The next chunk comes from the disk while the last one is on the wire.
enum Reading {
    Start(File, Range<u64>),
    Ahead(JoinHandle<io::Result<Step>>),
    End,
}

struct Step {
    file: File,
    chunk: Bytes,
    left: u64,
}

pub fn stream(file: File, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold(Reading::Start(file, range), next)
}

async fn next(reading: Reading) -> io::Result<Option<(Bytes, Reading)>> {
    let job = match reading {
        Reading::Start(mut file, range) => task::spawn_blocking(move || {
            file.seek(SeekFrom::Start(range.start))?;
            read(file, range.end.saturating_sub(range.start))
        }),
        Reading::Ahead(job) => job,
        Reading::End => return Ok(None),
    };
    let Step { file, chunk, left } = job.await.map_err(io::Error::other)??;
    let then = match left {
        0 => Reading::End,
        _ => Reading::Ahead(task::spawn_blocking(move || read(file, left))),
    };
    Ok(Some((chunk, then)))
}

fn read(file: File, left: u64) -> io::Result<Step> {
    let want = left.min(CHUNK);
    let mut chunk = Vec::with_capacity(want as usize);
    (&file).take(want).read_to_end(&mut chunk)?;
    if (chunk.len() as u64) < want {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Step { file, chunk: chunk.into(), left: left - want })
}
