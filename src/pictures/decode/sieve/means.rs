//! Means of samples of sixteen bits, and of what one sees through: to their last bit, for a profile may make much of little.

use super::super::super::colour::{Screen, byte};
use super::Form;

/// Of each square the colours, and how much of them covers what is behind the picture.
pub struct Means {
    colours: Vec<u16>,
    /// Empty, where all is covered.
    alphas: Vec<u16>,
}

/// Of rows of pixels; `unit` makes a sample one of sixteen bits. What is clear has no colour: each counts for as much as it covers.
pub fn of<T: Copy + Into<u64>>(rows: &[T], unit: u64, form: Form, width: u32, factor: u32) -> Means {
    let (channels, size, side) = (form.ink.channels(), form.samples(), factor as usize);
    let (mut colours, mut alphas) = (Vec::new(), Vec::new());
    let lines: Vec<&[T]> = rows.chunks_exact(size * width as usize).collect();
    for lines in lines.chunks(side) {
        for left in (0..width as usize).step_by(side) {
            let right = (left + side).min(width as usize);
            let (mut sums, mut covered, mut count) = ([0_u64; 4], 0, 0);
            for pixel in lines.iter().flat_map(|line| line[left * size..right * size].chunks_exact(size)) {
                let alpha = if form.has_alpha { pixel[channels].into() } else { 1 };
                for (sum, sample) in sums.iter_mut().zip(&pixel[..channels]) {
                    *sum += (*sample).into() * alpha;
                }
                covered += alpha;
                count += 1;
            }
            let mean = |sum: u64, of: u64| u16::try_from((sum * unit + of / 2) / of.max(1)).unwrap_or(u16::MAX);
            colours.extend(sums[..channels].iter().map(|sum| mean(*sum, covered)));
            if form.has_alpha {
                alphas.push(mean(covered, count));
            }
        }
    }
    Means { colours, alphas }
}

impl Means {
    /// On white, as a page has it: JPEG has no transparency. Laid on it when the colours are those of a screen, for so does a screen.
    pub fn shown(&self, screen: &Screen, form: Form) -> Vec<u8> {
        let mut shown = if form.is_deep {
            screen.shorts(&self.colours)
        } else {
            screen.bytes(&self.colours.iter().copied().map(byte).collect::<Vec<u8>>())
        };
        for (pixel, alpha) in shown.as_chunks_mut::<3>().0.iter_mut().zip(&self.alphas) {
            const ALL: u32 = u16::MAX as u32;
            let alpha = u32::from(*alpha);
            *pixel = pixel.map(|colour| ((u32::from(colour) * alpha + 255 * (ALL - alpha) + ALL / 2) / ALL) as u8);
        }
        shown
    }
}
