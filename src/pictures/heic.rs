//! Where a HEIC file (ISO/IEC 14496-12 and 23008-12) keeps its EXIF and XMP: as much of the boxes as leads there, and no more.
//!
//! Each byte is looked at once: tables that say more than they hold end the search, and cost nothing.

/// The TIFF structure of the one EXIF item; None where there is none, or it is kept in a way that no camera of ours uses.
pub fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut item = Part(content(bytes, |kind| kind.starts_with(b"Exif"))?);
    // Before it stands a count of bytes (such as `Exif\0\0`) to pass over.
    let prefix = item.number(4)?;
    item.take(prefix)?;
    Some(item.0)
}

/// The packet of XMP: an item, or a box of its own as in films and in raw pictures of Canon.
pub fn xmp(bytes: &[u8]) -> Option<&[u8]> {
    content(bytes, is_packet)
        .or_else(|| boxes(bytes).filter(|(kind, _)| *kind == b"uuid").find_map(|(_, body)| body.strip_prefix(XMP_BOX)))
}

const XMP_BOX: &[u8] = b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC";

/// Behind its kind an item of this one has its name and its type, each with its end.
fn is_packet(kind: &[u8]) -> bool {
    let Some(words) = kind.strip_prefix(b"mime") else { return false };
    words.split(|byte| *byte == 0).nth(1) == Some(b"application/rdf+xml")
}

/// The content of the first item of a kind.
fn content(bytes: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> Option<&[u8]> {
    let mut meta = Part(boxes(bytes).find(|(kind, _)| kind == b"meta")?.1);
    meta.take(VERSION)?;
    let inside = |wanted: &[u8; 4]| boxes(meta.0).find(|(kind, _)| kind == wanted).map(|(_, body)| Part(body));
    let (offset, length) = place(inside(b"iloc")?, item(inside(b"iinf")?, is_wanted)?)?;
    bytes.get(offset..)?.get(..length)
}

/// A version and flags, before the body of most boxes.
const VERSION: usize = 4;

/// What is still to be read of something.
struct Part<'a>(&'a [u8]);

impl<'a> Part<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, the greatest first.
    fn number(&mut self, length: usize) -> Option<usize> {
        let number = self.take(length)?.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number).ok()
    }

    fn version(&mut self) -> Option<u8> {
        self.take(VERSION)?.first().copied()
    }
}

/// The boxes that are whole: kind and body.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = Part(bytes);
    std::iter::from_fn(move || {
        let all = rest.0.len();
        let (told, kind) = (rest.number(4)?, rest.take(4)?);
        let size = match told {
            0 => all,
            1 => rest.number(8)?,
            size => size,
        };
        let head = all - rest.0.len();
        Some((kind, rest.take(size.checked_sub(head)?)?))
    })
}

/// The number of the first item of a kind.
fn item(mut infos: Part<'_>, is_wanted: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let count = if infos.version()? == 0 { 2 } else { 4 };
    infos.take(count)?;
    boxes(infos.0).filter(|(kind, _)| *kind == b"infe").find_map(|(_, body)| {
        let mut info = Part(body);
        let id = if info.version()? == 2 { 2 } else { 4 };
        let id = info.number(id)?;
        let _protection = info.take(2)?;
        is_wanted(info.0).then_some(id)
    })
}

/// Where in the file an item is, if it is there in one piece.
fn place(mut places: Part<'_>, wanted: usize) -> Option<(usize, usize)> {
    let version = places.version()?;
    let sizes = places.number(2)?;
    let [offset_size, length_size, base_size, index_size] = [sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15];
    let index_size = if version == 0 { 0 } else { index_size };
    let wide = if version < 2 { 2 } else { 4 };
    for _ in 0..places.number(wide)? {
        let id = places.number(wide)?;
        let method = if version == 0 { 0 } else { places.number(2)? & 15 };
        let elsewhere = places.number(2)?;
        let base = places.number(base_size)?;
        let extents = places.number(2)?;
        if id != wanted {
            places.take(extents * (index_size + offset_size + length_size))?;
            continue;
        }
        let _index = places.take(index_size)?;
        let offset = base.checked_add(places.number(offset_size)?)?;
        let length = places.number(length_size)?;
        return (method == 0 && elsewhere == 0 && extents == 1).then_some((offset, length));
    }
    None
}
