//! A TIFF as its decoder reads it: with what is missing of it, and with what it should say.

use super::super::super::ifd::Tiff;
use super::super::super::lengths::LENGTHS;
use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result as IoResult, Seek, SeekFrom};

/// Its bytes; behind them comes what stands for missing pixels, where these are not packed.
pub struct File<'a> {
    pub bytes: &'a [u8],
    pub mended: Option<&'a Mended>,
    pub at: u64,
    pub filler: &'a Cell<Option<u8>>,
    /// How many of its own were read.
    pub came: &'a Cell<usize>,
}

/// Its directory as it should be: where the last offsets lead, behind everything else.
pub struct Mended {
    head: [u8; 8],
    at: u64,
    directory: Vec<u8>,
}

impl Mended {
    /// With these lengths of its strips.
    pub fn of(bytes: &[u8], lengths: &[u64]) -> Option<Self> {
        let lengths: Vec<u32> = lengths.iter().map(|length| u32::try_from(*length)).collect::<Result<_, _>>().ok()?;
        let (head, directory) = Tiff::open(bytes)?.rewritten(LENGTHS, &lengths)?;
        let at = u64::from(u32::MAX) - directory.len() as u64;
        (bytes.len() as u64 <= at).then_some(Self { head, at, directory })
    }

    /// What stands there in place of the bytes of the file.
    fn instead(&self, at: u64) -> Option<&[u8]> {
        let head = usize::try_from(at).ok().and_then(|at| self.head.get(at..)).filter(|rest| !rest.is_empty());
        head.or_else(|| self.directory.get(usize::try_from(at.checked_sub(self.at)?).ok()?..))
    }
}

impl Read for File<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        if let Some(instead) = self.mended.and_then(|mended| mended.instead(self.at)) {
            let length = instead.len().min(buffer.len());
            buffer[..length].copy_from_slice(&instead[..length]);
            self.at += length as u64;
            return Ok(length);
        }
        let rest = usize::try_from(self.at).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default();
        let length = match (rest.len().min(buffer.len()), self.filler.get()) {
            (0, Some(filler)) => {
                buffer.fill(filler);
                buffer.len()
            }
            (length, _) => {
                buffer[..length].copy_from_slice(&rest[..length]);
                self.came.set(self.came.get() + length);
                length
            }
        };
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for File<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => (self.bytes.len() as u64).checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
