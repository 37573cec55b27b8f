//! The codes of a JPEG (ITU-T T.81, annexes C and F), bit after bit.

/// A table of codes: for each length the first code, how many there are, and where their values begin.
#[derive(Clone)]
pub struct Codes {
    by_length: [(u32, u32, usize); 17],
    values: Vec<u8>,
    /// Of each beginning of nine bits the length of the code in it, and its value; 0: it is longer.
    short: Vec<(u8, u8)>,
}

/// The bits between two markers.
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u32,
    left: u8,
    /// It ended early: what is missing is grey.
    pub is_over: bool,
}

impl Codes {
    pub fn none() -> Self {
        Self { by_length: [(0, 0, 0); 17], values: Vec::new(), short: vec![(0, 0); 512] }
    }

    pub fn of(lengths: &[u8; 16], values: Vec<u8>) -> Self {
        let (mut code, mut start, mut by_length) = (0_u32, 0, [(0, 0, 0); 17]);
        for (length, count) in (1..17).zip(lengths) {
            by_length[length] = (code, u32::from(*count), start);
            code = (code + u32::from(*count)) << 1;
            start += usize::from(*count);
        }
        let mut short = vec![(0, 0); 512];
        for (length, (first, count, start)) in (0_u8..).zip(by_length).skip(1).take(9) {
            for index in 0..count {
                let (at, wide) = (((first + index) << (9 - length)) as usize, 1_usize << (9 - length));
                let value = values.get(start + index as usize).copied().unwrap_or_default();
                short.iter_mut().skip(at).take(wide).for_each(|one| *one = (length, value));
            }
        }
        Self { by_length, values, short }
    }
}

impl<'a> Bits<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, held: 0, left: 0, is_over: false }
    }

    fn fill(&mut self) {
        while self.left <= 24 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xFF, 0x00, ..]) => {
                    self.at += 2;
                    0xFF
                }
                // A marker: no more comes before it.
                Some([0xFF, ..]) | Some([]) | None => return,
                Some([byte, ..]) => {
                    self.at += 1;
                    u32::from(*byte)
                }
            };
            self.held |= byte << (24 - self.left);
            self.left += 8;
        }
    }

    pub fn take(&mut self, count: u8) -> u32 {
        if count == 0 {
            return 0;
        }
        if self.left < count {
            self.fill();
        }
        let bits = self.held >> (32 - count);
        self.held <<= count;
        match self.left.checked_sub(count) {
            Some(left) => self.left = left,
            None => (self.left, self.held, self.is_over) = (0, 0, true),
        }
        bits
    }

    pub fn code(&mut self, codes: &Codes) -> u8 {
        self.fill();
        let (length, value) = codes.short[(self.held >> 23) as usize];
        if length > 0 && length <= self.left {
            self.take(length);
            return value;
        }
        let mut code = 0;
        for (first, count, start) in &codes.by_length[1..] {
            code = code << 1 | self.take(1);
            if let Some(index) = code.checked_sub(*first).filter(|index| index < count) {
                return codes.values.get(start + index as usize).copied().unwrap_or_default();
            }
        }
        0
    }

    /// A number of so many bits: below the half they count from the other side.
    pub fn signed(&mut self, size: u8) -> i32 {
        let bits = self.take(size).cast_signed();
        if size == 0 || bits >> (size - 1) != 0 { bits } else { bits - (1 << size) + 1 }
    }

    /// Passes over the rest of a square.
    pub fn pass(&mut self, codes: &Codes) {
        let mut place = 1;
        while place < 64 && !self.is_over {
            let code = self.code(codes);
            let (run, size) = (code >> 4, code & 15);
            if size == 0 && run < 15 {
                return;
            }
            self.take(size);
            place += usize::from(run) + 1;
        }
    }

    /// Goes on behind the next restart marker.
    pub fn restart(&mut self) {
        (self.held, self.left) = (0, 0);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.windows(2).position(|two| two[0] == 0xFF && two[1] != 0 && two[1] != 0xFF) {
            Some(at) if matches!(rest[at + 1], 0xD0..=0xD7) => self.at += at + 2,
            _ => self.is_over = true,
        }
    }
}

/// Where in these bits the next marker stands that is no restart.
pub fn next_marker(bits: &[u8]) -> Option<usize> {
    bits.windows(2).position(|two| two[0] == 0xFF && !matches!(two[1], 0 | 0xFF | 0xD0..=0xD7))
}
