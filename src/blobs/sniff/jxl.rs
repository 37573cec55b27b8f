//! JPEG XL without a container begins with two bytes that anything may begin with: what stands behind them must make sense, too
//! (ISO/IEC 18181-1, annexes A and D).

/// More pixels no such picture has that anybody shows.
const MOST_PIXELS: u64 = 1 << 28;
/// A head in letters is a text.
const MOST_LETTERS: usize = 10;

/// A codestream: the mark, a size, and how deep its samples are.
pub(super) fn is_codestream(head: &[u8]) -> bool {
    let Some(data) = head.strip_prefix(b"\xFF\x0A") else { return false };
    let letters = data.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    let is_text = data.len() >= MOST_LETTERS && (data.len() - letters) * MOST_LETTERS < data.len();
    !is_text && is_sound(&mut Bits { data, at: 0 }).unwrap_or(true)
}

/// None where it goes on behind what is seen.
fn is_sound(bits: &mut Bits<'_>) -> Option<bool> {
    if !is_size(bits)? {
        return Some(false);
    }
    // All as most have it.
    if bits.take(1)? == 1 {
        return Some(true);
    }
    if bits.take(1)? == 1 {
        let _orientation = bits.take(3)?;
        if bits.take(1)? == 1 && !is_size(bits)? {
            return Some(false);
        }
        // A preview or a clock.
        if bits.take(1)? == 1 || bits.take(1)? == 1 {
            return Some(true);
        }
    }
    let is_float = bits.take(1)? == 1;
    let depth = if is_float {
        bits.choice([(0, 32), (0, 16), (0, 24), (6, 1)])?
    } else {
        bits.choice([(0, 8), (0, 10), (0, 12), (6, 1)])?
    };
    let exponent = if is_float { bits.take(4)? + 1 } else { 0 };
    let _is_short = bits.take(1)?;
    let others = bits.choice([(0, 0), (0, 1), (4, 2), (12, 1)])?;
    Some(depth <= 32 && (!is_float || (2..=8).contains(&exponent) && depth > exponent + 2) && others <= 256)
}

fn is_size(bits: &mut Bits<'_>) -> Option<bool> {
    const SIDE: [(u32, u64); 4] = [(9, 1), (13, 1), (18, 1), (30, 1)];
    /// Of width to height.
    const RATIOS: [(u64, u64); 7] = [(1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)];
    let is_small = bits.take(1)? == 1;
    let side = |bits: &mut Bits<'_>| if is_small { Some((bits.take(5)? + 1) * 8) } else { bits.choice(SIDE) };
    let height = side(bits)?;
    let ratio = usize::try_from(bits.take(3)?).ok()?;
    let width = match ratio.checked_sub(1) {
        Some(ratio) => height * RATIOS[ratio].0 / RATIOS[ratio].1,
        None => side(bits)?,
    };
    Some(width * height <= MOST_PIXELS)
}

/// The lowest of each byte first.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u64> {
        (0..count).try_fold(0, |number, place| {
            let bit = self.data.get(self.at / 8)? >> (self.at % 8) & 1;
            self.at += 1;
            Some(number | u64::from(bit) << place)
        })
    }

    /// One of four: so many bits, and what is added to them.
    fn choice(&mut self, of: [(u32, u64); 4]) -> Option<u64> {
        let (count, added) = of[usize::try_from(self.take(2)?).ok()?];
        Some(self.take(count)? + added)
    }
}
