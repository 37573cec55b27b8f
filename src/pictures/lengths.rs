//! How long the strips of a TIFF are: as it says, and where that cannot be (old scanners left it out, wrote nothing, or something else)
//! as libtiff takes it, by which other programs open them.

use super::ifd::Directory;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const PLACES: u16 = 273;
const SAMPLES: u16 = 277;
const ROWS: u16 = 278;
pub const LENGTHS: u16 = 279;
const PLANAR: u16 = 284;

/// Rows no picture has: a table of more of them is nothing that is mended.
const MOST: usize = 1 << 20;

/// The strips of a directory, in a file of so many bytes.
pub struct Strips {
    places: Vec<u64>,
    /// The same in the order in which they lie.
    ordered: Vec<u64>,
    /// What it says; there may be none, or too few.
    told: Vec<u64>,
    /// Of those that are not packed the bytes of a row, the rows of a strip and of the picture.
    plain: Option<(u64, u64, u64)>,
    length: u64,
}

impl Strips {
    /// None where there are none: a picture may lie in tiles.
    pub fn of(directory: &Directory<'_>, length: u64) -> Option<Self> {
        let numbers = |tag| {
            let field = directory.get(tag).filter(|field| field.count() <= MOST);
            field.map(|field| (0..field.count()).map_while(|index| field.number(index)).collect::<Vec<u64>>())
        };
        let places = numbers(PLACES).filter(|places| !places.is_empty())?;
        let mut ordered = places.clone();
        ordered.sort_unstable();
        Some(Self { places, ordered, told: numbers(LENGTHS).unwrap_or_default(), plain: plain(directory), length })
    }

    /// Whether one of them goes on behind the end.
    pub fn are_cut(&self) -> bool {
        let end = |index: usize| {
            let length = self.exact(index).or_else(|| self.told.get(index).copied()).unwrap_or_default();
            self.places[index].saturating_add(length)
        };
        (0..self.places.len()).any(|index| end(index) > self.length)
    }

    /// How long each is, where that is not what it says.
    pub fn mended(&self) -> Option<Vec<u64>> {
        let length = |index: usize| {
            let told = self.told.get(index).copied().filter(|told| *told > 0);
            let fits = |told: &u64| self.places[index].saturating_add(*told) <= self.length;
            self.exact(index).or_else(|| told.filter(fits)).unwrap_or_else(|| self.to_the_next(index))
        };
        let mended: Vec<u64> = (0..self.places.len()).map(length).collect();
        (mended != self.told).then_some(mended)
    }

    /// As much as there is room for. Where one ends that is packed its own bytes tell.
    pub fn as_long_as_can_be(&self) -> Option<Vec<u64>> {
        let longest: Vec<u64> = (0..self.places.len()).map(|index| self.to_the_next(index)).collect();
        (self.plain.is_none() && longest != self.told).then_some(longest)
    }

    fn exact(&self, index: usize) -> Option<u64> {
        let (line, rows, height) = self.plain?;
        let above = index as u64 % height.div_ceil(rows) * rows;
        rows.min(height - above).checked_mul(line)
    }

    fn to_the_next(&self, index: usize) -> u64 {
        let at = self.places[index];
        let next = self.ordered.get(self.ordered.partition_point(|place| *place <= at));
        next.copied().unwrap_or(self.length).min(self.length).saturating_sub(at)
    }
}

fn plain(directory: &Directory<'_>) -> Option<(u64, u64, u64)> {
    /// Of rows of light and coarser colours, and of what a sensor saw, the bytes are not so easily counted.
    const COUNTED: std::ops::RangeInclusive<u64> = 0..=5;
    let told = |tag, usual| directory.number(tag).unwrap_or(usual);
    let (bits, samples) = (told(BITS, 1), told(SAMPLES, 1));
    let is_counted = told(COMPRESSION, 1) == 1 && COUNTED.contains(&told(PHOTOMETRIC, 0)) && [1, 8, 16, 32].contains(&bits);
    let (width, height) = (directory.number(WIDTH)?, directory.number(HEIGHT)?);
    let rows = told(ROWS, height).min(height);
    let of_a_pixel = bits * if told(PLANAR, 1) == 2 { 1 } else { samples };
    (is_counted && rows > 0).then_some((width.checked_mul(of_a_pixel)?.div_ceil(8), rows, height))
}
