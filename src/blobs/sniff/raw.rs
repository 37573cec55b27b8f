//! Raw pictures, most of them in the form of a TIFF: which camera's, as far as the first directory tells.

use super::{Found, found};
use crate::domain::media_type::MediaType::*;

const SUBFILE: u16 = 254;
const MAKE: u16 = 271;
const SUB_DIRECTORIES: u16 = 330;
const DNG_VERSION: u16 = 0xC612;

/// None for what is neither a TIFF nor like one. Where its directory stands behind the head, its sender knows better.
pub(super) fn look(head: &[u8]) -> Option<Found> {
    match head {
        _ if head.starts_with(b"FUJIFILMCCD-RAW ") => return Some(found(Raf.as_str(), &[Raf])),
        // From before cameras wrote TIFF, or by makers who never did.
        [b'I', b'I', ..] | [b'M', b'M', ..] if head.get(6..14) == Some(b"HEAPCCDR") => return Some(found(Crw.as_str(), &[Crw])),
        [0, b'M', b'R', b'M', ..] => return Some(found(Mrw.as_str(), &[Mrw])),
        [b'F', b'O', b'V', b'b', ..] => return Some(found(X3f.as_str(), &[X3f])),
        [b'I', b'I', b'R', b'O' | b'S', ..] | [b'M', b'M', b'O', b'R', ..] => return Some(found(Orf.as_str(), &[Orf])),
        [b'I', b'I', b'U', 0, ..] => return Some(found(Rw2.as_str(), &[Rw2])),
        [b'I', b'I', 42, 0, _, _, _, _, b'C', b'R', ..] => return Some(found(Cr2.as_str(), &[Cr2])),
        // BigTIFF is for what is beyond 4 GiB, and for whoever likes it.
        [b'I', b'I', 43, 0, ..] | [b'M', b'M', 0, 43, ..] => return Some(found("image/tiff", &[Tiff, Dng])),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => {}
        _ => return None,
    }
    let directory = Directory::of(head);
    let Some(directory) = directory else { return Some(found("image/tiff", &[Tiff, Dng, Nef, Arw, Cr2])) };
    // What is printed or scanned is the first picture of its file; of a raw one, that is its thumbnail.
    let is_reduced = directory.number(SUBFILE) == Some(1) && directory.has(SUB_DIRECTORIES);
    let is_from = |maker: &[u8]| directory.text(MAKE).is_some_and(|make| make.to_ascii_uppercase().starts_with(maker));
    Some(if directory.has(DNG_VERSION) {
        found(Dng.as_str(), &[Dng])
    } else if is_reduced && is_from(b"NIKON") {
        found(Nef.as_str(), &[Nef])
    } else if directory.has(SUB_DIRECTORIES) && is_from(b"SONY") {
        found(Arw.as_str(), &[Arw])
    } else {
        // A raw picture that lost all but its preview, or one that was developed: its name tells.
        let makers: [(&[u8], _); 3] = [(b"NIKON", Nef), (b"SONY", Arw), (b"CANON", Cr2)];
        let own = makers.into_iter().find(|(maker, _)| is_from(maker)).map(|(_, own)| own);
        Found { may_be: [Tiff].into_iter().chain(own).collect(), ..found("image/tiff", &[]) }
    })
}

/// The first directory, if all of it is in the head.
struct Directory<'a> {
    head: &'a [u8],
    entries: &'a [[u8; 12]],
    is_little: bool,
}

impl<'a> Directory<'a> {
    fn of(head: &'a [u8]) -> Option<Self> {
        let is_little = head.starts_with(b"II");
        let empty = Self { head, entries: &[], is_little };
        let at = usize::try_from(empty.long(*head.get(4..)?.first_chunk()?)).ok()?;
        let count = usize::from(empty.short(*head.get(at..)?.first_chunk()?));
        let entries = head.get(at + 2..)?.get(..count * 12)?.as_chunks::<12>().0;
        Some(Self { entries, ..empty })
    }

    fn short(&self, bytes: [u8; 2]) -> u16 {
        if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) }
    }

    fn long(&self, bytes: [u8; 4]) -> u32 {
        if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
    }

    fn entry(&self, tag: u16) -> Option<&[u8; 12]> {
        self.entries.iter().find(|entry| self.short([entry[0], entry[1]]) == tag)
    }

    fn has(&self, tag: u16) -> bool {
        self.entry(tag).is_some()
    }

    fn number(&self, tag: u16) -> Option<u32> {
        let entry = self.entry(tag)?;
        match self.short([entry[2], entry[3]]) {
            3 => Some(self.short([entry[8], entry[9]]).into()),
            _ => Some(self.long([entry[8], entry[9], entry[10], entry[11]])),
        }
    }

    fn text(&self, tag: u16) -> Option<&[u8]> {
        let entry = self.entry(tag)?;
        let length = self.long([entry[4], entry[5], entry[6], entry[7]]) as usize;
        if length <= 4 {
            return Some(&entry[8..]);
        }
        let at = self.long([entry[8], entry[9], entry[10], entry[11]]) as usize;
        self.head.get(at..)?.get(..length)
    }
}
