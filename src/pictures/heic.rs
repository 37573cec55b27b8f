//! Where a HEIC file (ISO/IEC 14496-12 and 23008-12), or an AVIF, keeps its EXIF and XMP, and how large it is: as much of the boxes as
//! leads there, and no more.
//!
//! Each byte is looked at once: tables that say more than they hold end the search, and cost nothing.

/// Whether a file is made of boxes.
pub fn is_boxes(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, _, _, b'f', b't', b'y', b'p', ..])
}

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

/// The width and height of the picture that is meant to be shown, turned as its boxes say (its EXIF may say so once more).
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let meta = meta(bytes)?;
    let mut primary = inside(meta, b"pitm")?;
    let wide = if primary.version()? == 0 { 2 } else { 4 };
    let shown = primary.number(wide)?;
    let all = inside(meta, b"iprp")?.0;
    let properties: Vec<_> = boxes(inside(all, b"ipco")?.0).take(MOST_PROPERTIES).collect();
    let tables = boxes(all).filter(|(kind, _)| *kind == b"ipma");
    let own = tables.filter_map(|(_, body)| own(Part(body), shown)).flatten();
    // They are counted from one; none is the nought.
    let own = own.filter_map(|number| properties.get(number.checked_sub(1)?).copied());
    let (mut size, mut is_turned) = (None, false);
    for (kind, body) in own {
        match kind {
            b"ispe" => size = size.or_else(|| extent(Part(body))),
            // Quarters of a turn.
            b"irot" => is_turned ^= body.first().is_some_and(|angle| angle & 1 == 1),
            _ => {}
        }
    }
    size.map(|(width, height)| if is_turned { (height, width) } else { (width, height) })
}

/// More properties no picture has, however many tiles it is made of.
const MOST_PROPERTIES: usize = 0x7FFF;

fn extent(mut property: Part<'_>) -> Option<(u32, u32)> {
    property.take(VERSION)?;
    let mut side = || property.number(4).and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0);
    Some((side()?, side()?))
}

/// The numbers of the properties of an item.
fn own(mut table: Part<'_>, wanted: usize) -> Option<Vec<usize>> {
    let [version, _, _, flags] = *table.take(VERSION)? else { return None };
    let (wide, index) = (if version == 0 { 2 } else { 4 }, if flags & 1 == 0 { 1 } else { 2 });
    for _ in 0..table.number(4)? {
        let item = table.number(wide)?;
        let count = table.number(1)?;
        let numbers = table.take(count * index)?;
        if item == wanted {
            // The first bit tells whether it must be understood.
            let last = if index == 1 { 0x7F } else { 0x7FFF };
            let number = |bytes: &[u8]| bytes.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) & last;
            return Some(numbers.chunks_exact(index).map(number).collect());
        }
    }
    None
}

/// The content of the first item of a kind.
fn content(bytes: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> Option<&[u8]> {
    let meta = meta(bytes)?;
    let (offset, length) = place(inside(meta, b"iloc")?, item(inside(meta, b"iinf")?, is_wanted)?)?;
    bytes.get(offset..)?.get(..length)
}

/// The boxes that tell of all items.
fn meta(bytes: &[u8]) -> Option<&[u8]> {
    let mut meta = Part(inside(bytes, b"meta")?.0);
    meta.take(VERSION)?;
    Some(meta.0)
}

/// What is in the first box of a kind.
fn inside<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<Part<'a>> {
    boxes(bytes).find(|(kind, _)| kind == wanted).map(|(_, body)| Part(body))
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
