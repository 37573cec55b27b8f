//! The directories of a TIFF, in which EXIF is written as well: bounded in what is looked at, and never led astray by a field that makes
//! no sense (a maker's own notes are passed over, however large or strange).

/// More fields no directory of a camera has.
const MOST_FIELDS: u64 = 1024;

/// More directories no picture of ours has, one behind the other or one below the other.
const MOST_DIRECTORIES: usize = 16;
const SUB_DIRECTORIES: u16 = 330;

/// It goes on behind these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut;

#[derive(Debug, Clone, Copy)]
pub struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
    /// With offsets of eight bytes.
    is_big: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub tag: u16,
    kind: u16,
    /// Its values, as far as they are there.
    data: &'a [u8],
    is_little: bool,
}

#[derive(Debug, Clone)]
pub struct Directory<'a> {
    fields: Vec<Field<'a>>,
}

impl<'a> Tiff<'a> {
    /// None for what is no TIFF, nor a raw picture in the form of one.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let (is_little, is_big) = match bytes {
            [b'I', b'I', 42, 0, ..] | [b'I', b'I', b'U', 0, ..] | [b'I', b'I', b'R', b'O' | b'S', ..] => (true, false),
            [b'M', b'M', 0, 42, ..] | [b'M', b'M', b'O', b'R', ..] => (false, false),
            [b'I', b'I', 43, 0, ..] => (true, true),
            [b'M', b'M', 0, 43, ..] => (false, true),
            _ => return None,
        };
        Some(Self { bytes, is_little, is_big })
    }

    pub fn first(&self) -> Result<Directory<'a>, Cut> {
        self.directory(self.begin()?)
    }

    pub fn directory(&self, at: u64) -> Result<Directory<'a>, Cut> {
        let at = usize::try_from(at).map_err(|_| Cut)?;
        let (head, size) = self.sizes();
        let count = self.number(at, head)?;
        if count > MOST_FIELDS {
            return Ok(Directory { fields: Vec::new() });
        }
        let count = usize::try_from(count).map_err(|_| Cut)?;
        let start = at.checked_add(head).ok_or(Cut)?;
        self.bytes.get(start..).and_then(|rest| rest.get(..count * size)).ok_or(Cut)?;
        let fields = (0..count).filter_map(|index| self.field(start + index * size)).collect();
        Ok(Directory { fields })
    }

    /// The first one, as far as it is there.
    pub fn told(&self) -> Option<Directory<'a>> {
        self.told_at(self.begin().ok()?)
    }

    /// One that is cut off, or that says of more fields than there are: the fields up to the first that is none are its own.
    pub fn told_at(&self, at: u64) -> Option<Directory<'a>> {
        if let Some(whole) = self.directory(at).ok().filter(|whole| !whole.is_empty()) {
            return Some(whole);
        }
        let (head, size) = self.sizes();
        let at = usize::try_from(at).ok()?;
        let count = usize::try_from(self.number(at, head).ok()?.min(MOST_FIELDS)).ok()?;
        let there = self.bytes.len().saturating_sub(at.checked_add(head)?) / size;
        let fields = (0..count.min(there)).map_while(|index| self.field(at + head + index * size));
        Some(Directory { fields: fields.take_while(|field| matches!(field.kind, 1..=13 | 16..=18)).collect() })
    }

    /// Where the first one is.
    fn begin(&self) -> Result<u64, Cut> {
        if self.is_big { self.number(8, 8) } else { self.number(4, 4) }
    }

    /// Of the count of fields, and of each of them.
    fn sizes(&self) -> (usize, usize) {
        if self.is_big { (8, 20) } else { (2, 12) }
    }

    /// One after the other, each with those below it, as far as they are there.
    pub fn all(&self) -> Vec<Directory<'a>> {
        let (mut all, mut next) = (Vec::new(), self.begin());
        while let Ok(at @ 1..) = next {
            let Ok(directory) = self.directory(at) else { break };
            let below = directory.get(SUB_DIRECTORIES).map(|field| (0..field.count()).map_while(|index| field.number(index)));
            let below: Vec<u64> = below.into_iter().flatten().take(MOST_DIRECTORIES).collect();
            all.push(directory);
            all.extend(below.into_iter().filter_map(|at| self.directory(at).ok()));
            if all.len() >= MOST_DIRECTORIES {
                break;
            }
            next = self.behind(at);
        }
        all
    }

    /// Where the directory behind the one here begins; 0 where there is none.
    fn behind(&self, at: u64) -> Result<u64, Cut> {
        let at = usize::try_from(at).map_err(|_| Cut)?;
        let ((head, size), room) = (self.sizes(), if self.is_big { 8 } else { 4 });
        let count = usize::try_from(self.number(at, head)?).map_err(|_| Cut)?;
        let end = count.checked_mul(size).and_then(|fields| at.checked_add(head)?.checked_add(fields)).ok_or(Cut)?;
        self.number(end, room)
    }

    /// The first directory once more, with these numbers in a field of it: it ends where the last offset leads, and the head that leads to
    /// it stands before it. None of one with offsets of eight bytes, which are younger than what is to be mended so.
    pub fn rewritten(&self, tag: u16, numbers: &[u32]) -> Option<([u8; 8], Vec<u8>)> {
        const ENTRY: usize = 12;
        let small = |number: usize| u16::try_from(number).ok().map(|number| self.bytes_of(number.into(), 2));
        let long = |number: u32| self.bytes_of(number.into(), 4);
        let at = usize::try_from(self.number(4, 4).ok()?).ok().filter(|_| !self.is_big)?;
        let count = usize::try_from(self.number(at, 2).ok()?).ok()?;
        let entries = self.bytes.get(at + 2..)?.get(..count * ENTRY)?.as_chunks::<ENTRY>().0;
        let of = |entry: &[u8; ENTRY]| number(&entry[..2], self.is_little);
        let others: Vec<&[u8; ENTRY]> = entries.iter().filter(|entry| of(entry) != u64::from(tag)).collect();
        let before = others.iter().take_while(|entry| of(entry) < u64::from(tag)).count();
        let values: Vec<u8> = numbers.iter().flat_map(|number| long(*number)).collect();
        let size = 2 + (others.len() + 1) * ENTRY + 4 + values.len();
        let place = u32::MAX.checked_sub(u32::try_from(size).ok()?)?;
        let values_at = u32::MAX - u32::try_from(values.len()).ok()?;
        let value = if let [only] = numbers { long(*only) } else { long(values_at) };
        let own = [small(tag.into())?, small(4)?, long(u32::try_from(numbers.len()).ok()?), value].concat();
        let (first, last) = others.split_at(before);
        let entries = first.iter().copied().flatten().chain(&own).chain(last.iter().copied().flatten()).copied();
        let directory = small(others.len() + 1)?.into_iter().chain(entries).chain([0; 4]).chain(values.iter().copied()).collect();
        let head = [&self.bytes[..4], &long(place)].concat();
        Some((head.try_into().ok()?, directory))
    }

    fn bytes_of(&self, number: u64, size: usize) -> Vec<u8> {
        if self.is_little { number.to_le_bytes()[..size].to_vec() } else { number.to_be_bytes()[8 - size..].to_vec() }
    }

    fn field(&self, at: usize) -> Option<Field<'a>> {
        let number = |at, size| self.number(at, size).ok();
        let (tag, kind) = (number(at, 2)?, u16::try_from(number(at + 2, 2)?).ok()?);
        let (count, inside) = if self.is_big { (number(at + 4, 8)?, at + 12) } else { (number(at + 4, 4)?, at + 8) };
        let room = if self.is_big { 8 } else { 4 };
        let length = usize::try_from(count).ok()?.checked_mul(size_of(kind))?;
        let place = if length <= room { inside } else { usize::try_from(number(inside, room)?).ok()? };
        // Of a value that is cut off what is there counts.
        let rest = self.bytes.get(place..).unwrap_or_default();
        let data = &rest[..length.min(rest.len())];
        Some(Field { tag: u16::try_from(tag).ok()?, kind, data, is_little: self.is_little })
    }

    fn number(&self, at: usize, size: usize) -> Result<u64, Cut> {
        let bytes = self.bytes.get(at..).and_then(|rest| rest.get(..size)).ok_or(Cut)?;
        Ok(number(bytes, self.is_little))
    }
}

impl<'a> Directory<'a> {
    pub fn get(&self, tag: u16) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.tag == tag && !field.data.is_empty())
    }

    pub fn number(&self, tag: u16) -> Option<u64> {
        self.get(tag)?.number(0)
    }

    /// Text up to where it ends, as bytes.
    pub fn text(&self, tag: u16) -> Option<&'a [u8]> {
        self.get(tag).and_then(Field::text)
    }

    /// The texts of all fields with this tag: there should be but one.
    pub fn texts(&self, tag: u16) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |field| field.tag == tag).filter_map(Field::text)
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl<'a> Field<'a> {
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    fn text(&self) -> Option<&'a [u8]> {
        matches!(self.kind, 1 | 2 | 7).then(|| self.data.split(|byte| *byte == 0).next())?
    }

    pub fn count(&self) -> usize {
        self.data.len() / size_of(self.kind)
    }

    /// Some write a number that is never below zero as one that could be.
    pub fn number(&self, index: usize) -> Option<u64> {
        matches!(self.kind, 1 | 3 | 4 | 6..=9 | 13 | 16 | 18).then(|| self.part(index, size_of(self.kind))).flatten()
    }

    /// A fraction, with its sign where it has one; of 0/0 there is none.
    pub fn fraction(&self, index: usize) -> Option<f64> {
        let (above, below) = (self.part(2 * index, 4)?, self.part(2 * index + 1, 4)?);
        let (above, below) = match self.kind {
            5 => (above as f64, below as f64),
            10 => (f64::from(signed(above)), f64::from(signed(below))),
            _ => return None,
        };
        (below != 0.0).then(|| above / below)
    }

    fn part(&self, index: usize, size: usize) -> Option<u64> {
        let bytes = self.data.get(index.checked_mul(size)?..)?.get(..size)?;
        Some(number(bytes, self.is_little))
    }
}

/// A number of 32 bits whose highest is its sign.
fn signed(number: u64) -> i32 {
    u32::try_from(number).unwrap_or_default().cast_signed()
}

fn number(bytes: &[u8], is_little: bool) -> u64 {
    let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
}

fn size_of(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}
