//! A camera of our own: JPEG pictures with EXIF and IPTC built byte by byte.

use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// What it writes beside the pixels; nothing by default.
#[derive(Debug, Clone, Default)]
pub struct Camera {
    pub make: Option<Vec<u8>>,
    pub model: Option<Vec<u8>>,
    pub artist: Option<Vec<u8>>,
    pub description: Option<Vec<u8>>,
    pub orientation: Option<u16>,
    /// `2026:01:14 09:30:00`
    pub taken: Option<String>,
    /// `+07:00`
    pub offset: Option<String>,
    /// Degrees north and east.
    pub gps: Option<(f64, f64)>,
    /// Data sets of record 2.
    pub iptc: Vec<(u8, Vec<u8>)>,
    /// Whether they are said to be UTF-8.
    pub utf8: bool,
}

/// Tag, type, count and value.
type Entry = (u16, u16, u32, Vec<u8>);

const SHORT: u16 = 3;
const LONG: u16 = 4;

impl Camera {
    /// A JPEG of this picture, as this camera writes it.
    pub fn shoots(&self, picture: &RgbImage) -> Vec<u8> {
        self.marks(&encoded(picture, ImageFormat::Jpeg))
    }

    /// The same JPEG with the metadata in front.
    pub fn marks(&self, jpeg: &[u8]) -> Vec<u8> {
        let mut marked = jpeg[..2].to_vec();
        marked.extend(segment(0xE1, &[b"Exif\0\0", self.exif().as_slice()].concat()));
        if !self.iptc.is_empty() {
            marked.extend(segment(0xED, &self.photoshop()));
        }
        marked.extend(&jpeg[2..]);
        marked
    }

    /// A HEIC file without a picture: the boxes that lead to the EXIF behind them.
    pub fn shoots_heic(&self) -> Vec<u8> {
        heic(b"Exif\0", &[&[0, 0, 0, 6], b"Exif\0\0".as_slice(), &self.exif()].concat())
    }

    /// The same with a picture of this size, which is to be turned so many quarters.
    pub fn shoots_heic_of(&self, (width, height): (u32, u32), quarters: u8) -> Vec<u8> {
        let extent = part(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
        let tile = part(b"ispe", &[[0; 4], [0, 0, 2, 0], [0, 0, 2, 0]].concat());
        let properties = part(b"ipco", &[tile, extent, part(b"irot", &[quarters])].concat());
        // Of item 2, which is no tile, the second and the third.
        let owned = part(b"ipma", b"\0\0\0\0\0\0\0\x02\0\x03\x01\x81\0\x02\x02\x82\x83");
        let shown = [part(b"pitm", b"\0\0\0\0\0\x02"), part(b"iprp", &[properties, owned].concat())].concat();
        heic_with(b"Exif\0", &[&[0, 0, 0, 6], b"Exif\0\0".as_slice(), &self.exif()].concat(), &shown)
    }

    /// The TIFF structure: three directories, one after the other, each with its values behind it.
    pub fn exif(&self) -> Vec<u8> {
        let own = self.exif_directory();
        let place = self.gps_directory();
        let first_size = directory(&self.first_directory(0, 0), 8).len();
        let own_at = 8 + first_size;
        let own_bytes = directory(&own, own_at);
        let place_at = own_at + own_bytes.len();
        let first = directory(&self.first_directory(own_at, place_at), 8);
        [b"MM\0\x2A\0\0\0\x08".as_slice(), &first, &own_bytes, &directory(&place, place_at)].concat()
    }

    fn first_directory(&self, own_at: usize, place_at: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (tag, text) in [(0x010E, &self.description), (0x010F, &self.make), (0x0110, &self.model)] {
            entries.extend(text.as_ref().map(|text| ascii(tag, text)));
        }
        entries.extend(self.orientation.map(|orientation| (0x0112, SHORT, 1, [orientation.to_be_bytes(), [0; 2]].concat())));
        entries.extend(self.artist.as_ref().map(|artist| ascii(0x013B, artist)));
        entries.push((0x8769, LONG, 1, pointer(own_at)));
        entries.push((0x8825, LONG, 1, pointer(place_at)));
        entries
    }

    fn exif_directory(&self) -> Vec<Entry> {
        let taken = self.taken.iter().map(|taken| ascii(0x9003, taken.as_bytes()));
        taken.chain(self.offset.iter().map(|offset| ascii(0x9011, offset.as_bytes()))).collect()
    }

    fn gps_directory(&self) -> Vec<Entry> {
        let Some((latitude, longitude)) = self.gps else { return Vec::new() };
        let side =
            |degrees: f64, positive: &[u8], negative: &[u8]| if degrees < 0.0 { negative.to_vec() } else { positive.to_vec() };
        vec![
            ascii(1, &side(latitude, b"N", b"S")),
            (2, 5, 3, angle(latitude)),
            ascii(3, &side(longitude, b"E", b"W")),
            (4, 5, 3, angle(longitude)),
        ]
    }

    fn photoshop(&self) -> Vec<u8> {
        let mut block = Vec::new();
        let mut set = |record: u8, number: u8, data: &[u8]| {
            let length = u16::try_from(data.len()).unwrap().to_be_bytes();
            block.extend([&[0x1C, record, number], &length[..], data].concat());
        };
        if self.utf8 {
            set(1, 90, b"\x1B%G");
        }
        self.iptc.iter().for_each(|(number, data)| set(2, *number, data));
        let size = u32::try_from(block.len()).unwrap().to_be_bytes();
        // Another resource comes first, as in files from Photoshop.
        let other = b"8BIM\x03\xED\x05names\0\0\0\x03abc\0";
        [b"Photoshop 3.0\0".as_slice(), other, b"8BIM\x04\x04\0\0", &size, &block].concat()
    }
}

fn ascii(tag: u16, text: &[u8]) -> Entry {
    let text = [text, b"\0"].concat();
    (tag, 2, u32::try_from(text.len()).unwrap(), text)
}

fn pointer(at: usize) -> Vec<u8> {
    u32::try_from(at).unwrap().to_be_bytes().to_vec()
}

/// Degrees, minutes and seconds, the last in thousandths.
fn angle(degrees: f64) -> Vec<u8> {
    let thousandths = (degrees.abs() * 3_600_000.0).round() as u32;
    let parts = [(thousandths / 3_600_000, 1), (thousandths / 60_000 % 60, 1), (thousandths % 60_000, 1000u32)];
    parts.iter().flat_map(|(number, of)| [number.to_be_bytes(), of.to_be_bytes()].concat()).collect()
}

fn directory(entries: &[Entry], at: usize) -> Vec<u8> {
    let mut table = u16::try_from(entries.len()).unwrap().to_be_bytes().to_vec();
    let values_at = at + 2 + 12 * entries.len() + 4;
    let mut values = Vec::new();
    for (tag, kind, count, value) in entries {
        table.extend([&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes()].concat());
        if value.len() <= 4 {
            table.extend(value.iter().copied().chain([0; 4]).take(4));
        } else {
            table.extend(pointer(values_at + values.len()));
            values.extend(value);
        }
    }
    [table, vec![0; 4], values].concat()
}

/// The boxes that lead to one item of a kind, and the item behind them.
pub fn heic(kind: &[u8], content: &[u8]) -> Vec<u8> {
    heic_with(kind, content, &[])
}

fn heic_with(kind: &[u8], content: &[u8], more: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let beginning = part(b"ftyp", b"heic\0\0\0\0mif1heic");
    let item = part(b"infe", &[b"\x02\0\0\0\0\x01\0\0", kind].concat());
    let items = part(b"iinf", &[b"\0\0\0\0\0\x01".as_slice(), &item].concat());
    // Offsets and lengths of four bytes; one item, number 1, of one extent.
    let places = |at: u32| {
        let place = [at.to_be_bytes(), length.to_be_bytes()].concat();
        part(b"iloc", &[b"\0\0\0\0\x44\0\0\x01\0\x01\0\0\0\x01".as_slice(), &place].concat())
    };
    let boxes = |at| [beginning.clone(), part(b"meta", &[[0; 4].as_slice(), more, &items, &places(at)].concat())].concat();
    let pixels = part(b"free", &[0xAB; 5000]);
    let at = boxes(0).len() + pixels.len() + 8;
    [boxes(u32::try_from(at).unwrap()), pixels, part(b"mdat", content)].concat()
}

/// A box of an ISO media file.
pub fn part(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(u32::try_from(body.len()).unwrap() + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], data].concat()
}

pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A scene with light and shade, another for every seed; `moment` changes it as little as the next frame of a burst does.
pub fn scene(seed: u32, moment: u32, (width, height): (u32, u32)) -> RgbImage {
    let lamp = |index: u32| {
        let hash = (seed * 31 + index).wrapping_mul(0x9E37_79B9);
        (f64::from(hash >> 24) / 255.0, f64::from(hash >> 16 & 0xFF) / 255.0, f64::from(hash >> 8 & 0xFF) / 255.0)
    };
    let lamps: Vec<_> = (0..12).map(lamp).collect();
    let shift = f64::from(moment) * 0.002;
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) / f64::from(width) + shift, f64::from(y) / f64::from(height));
        let light: f64 =
            lamps.iter().map(|(at_x, at_y, bright)| bright / (1.0 + 60.0 * ((x - at_x).powi(2) + (y - at_y).powi(2)))).sum();
        let shade = (light * 90.0).min(255.0) as u8;
        Rgb([shade, shade.saturating_add(10), 255 - shade])
    })
}

/// A PNG of no more than a header, which claims this size.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let ihdr = [b"IHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let tail = [0, 0, 0, 0, 0, 0, 0, 0, b'I', b'D', b'A', b'T', 0, 0, 0, 0];
    [b"\x89PNG\r\n\x1A\n".as_slice(), &13u32.to_be_bytes(), &ihdr, &tail].concat()
}

/// A grey JPEG as large as it is wanted, in three megabytes at most: of each square no more than its shade.
pub fn vast(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = b"\xFF\xD8".to_vec();
    jpeg.extend(segment(0xDB, &[[0].as_slice(), &[8; 64]].concat()));
    let [y1, y0, x1, x0] = [height.to_be_bytes(), width.to_be_bytes()].concat()[..] else { unreachable!() };
    jpeg.extend(segment(0xC0, &[8, y1, y0, x1, x0, 1, 1, 0x11, 0]));
    // Steps of one, two and three bits, and none; of the rest of a square nothing but its end.
    let counts = |counts: [u8; 3]| [counts.as_slice(), &[0; 13]].concat();
    jpeg.extend(segment(0xC4, &[[0x00].as_slice(), &counts([0, 2, 2]), &[1, 2, 3, 0]].concat()));
    jpeg.extend(segment(0xC4, &[[0x10].as_slice(), &counts([1, 0, 0]), &[0]].concat()));
    jpeg.extend(segment(0xDA, &[1, 1, 0x00, 0, 63, 0]));
    let (mut held, mut count, mut shade, mut random) = (0_u64, 0, 0_i32, 7_u64);
    for _ in 0..usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let up = if shade > 90 { false } else { shade < -90 || random & 1 == 0 };
        shade += if up { 5 } else { -5 };
        // The code of three bits, the step in them (below zero from the other side), and the end of the square.
        held = held << 7 | 0b100_0000 | (if up { 5 } else { 2 }) << 1;
        count += 7;
        while count >= 8 {
            let byte = (held >> (count - 8)) as u8;
            jpeg.push(byte);
            if byte == 0xFF {
                jpeg.push(0);
            }
            count -= 8;
        }
        held &= (1 << count) - 1;
    }
    jpeg.push((held << (8 - count)) as u8 | ((1 << (8 - count)) - 1) as u8);
    jpeg.extend(b"\xFF\xD9");
    jpeg
}
