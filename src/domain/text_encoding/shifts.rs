//! ISO-2022-JP, as Japanese letters and old machines write: bytes of seven bits, between signs that tell what they mean from there on.

const ESCAPE: u8 = 0x1B;

/// What was seen of the signs so far.
#[derive(Debug, Default)]
pub struct Shifts {
    /// What has come of a sign.
    open: Vec<u8>,
    has_shifted: bool,
    is_other: bool,
}

/// To letters of two bytes.
const WIDE: [&[u8]; 3] = [b"\x1B$@", b"\x1B$B", b"\x1B$(D"];
/// Back, or to the half-wide ones.
const NARROW: [&[u8]; 3] = [b"\x1B(B", b"\x1B(J", b"\x1B(I"];

impl Shifts {
    pub fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.is_other {
                return;
            }
            if self.open.is_empty() && *byte != ESCAPE {
                self.is_other = !byte.is_ascii();
                continue;
            }
            self.open.push(*byte);
            let is = |signs: [&[u8]; 3]| signs.contains(&self.open.as_slice());
            if is(WIDE) || is(NARROW) {
                self.has_shifted |= is(WIDE);
                self.open.clear();
            } else if !WIDE.iter().chain(&NARROW).any(|sign| sign.starts_with(&self.open)) {
                self.is_other = true;
            }
        }
    }

    pub fn are_japanese(&self) -> bool {
        self.has_shifted && !self.is_other
    }
}
