//! Bursts: pictures taken in quick succession that look alike, of which one is enough.

use super::super::time::Instant;
use chrono::TimeDelta;

/// One picture as far as bursts are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<I> {
    pub id: I,
    pub taken_at: Instant,
    /// Alike pictures differ in few bits.
    pub likeness: u64,
}

/// The next of a burst comes within this time of the one before …
const PAUSE: TimeDelta = TimeDelta::seconds(10);
/// … and differs from it in at most so many of the 64 bits. Strangers differ in about 32.
const ALIKE: u32 = 10;

/// The bursts of two or more, each in the order of time, the earliest first.
///
/// A frame follows the burst whose last frame it is most like, so that two photographers side by side make two bursts.
pub fn bursts<I: Copy + Ord>(mut frames: Vec<Frame<I>>) -> Vec<Vec<Frame<I>>> {
    frames.sort_unstable_by_key(|frame| (frame.taken_at, frame.id));
    let mut bursts: Vec<Vec<Frame<I>>> = Vec::new();
    // Where the bursts begin that may still go on: a frame is compared with those of the last seconds, not with all.
    let mut open: Vec<usize> = Vec::new();
    for frame in frames {
        open.retain(|index| bursts[*index].last().is_some_and(|last| frame.taken_at - last.taken_at <= PAUSE));
        let distance =
            |index: &usize| bursts[*index].last().map_or(u32::MAX, |last| (last.likeness ^ frame.likeness).count_ones());
        let nearest = open.iter().copied().map(|index| (distance(&index), index)).min();
        match nearest.filter(|(distance, _)| *distance <= ALIKE) {
            Some((_, index)) => bursts[index].push(frame),
            None => {
                open.push(bursts.len());
                bursts.push(vec![frame]);
            }
        }
    }
    bursts.retain(|burst| burst.len() > 1);
    bursts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(id: u32, seconds: i64, likeness: u64) -> Frame<u32> {
        Frame { id, taken_at: Instant::from_timestamp(1_790_000_000 + seconds, 0).unwrap(), likeness }
    }

    fn ids(frames: Vec<Frame<u32>>) -> Vec<Vec<u32>> {
        bursts(frames).iter().map(|burst| burst.iter().map(|frame| frame.id).collect()).collect()
    }

    #[test]
    fn a_burst_is_a_chain_in_time_and_likeness() {
        // Each is near the one before; the first and the last are far apart in both.
        assert_eq!(ids(vec![frame(3, 20, 0x3ff), frame(1, 0, 0), frame(2, 10, 0x1f)]), [[1, 2, 3]]);
        assert_eq!(ids(vec![frame(1, 0, 0), frame(2, 11, 0)]), [[0; 0]; 0], "a second too late");
        assert_eq!(ids(vec![frame(1, 0, 0), frame(2, 1, 0x3ff)]), [[1, 2]], "ten bits are alike");
        assert_eq!(ids(vec![frame(1, 0, 0), frame(2, 1, 0x7ff)]), [[0; 0]; 0], "eleven are not");
    }

    #[test]
    fn two_photographers_make_two_bursts() {
        let (stage, crowd) = (0, u64::MAX);
        let frames = vec![frame(1, 0, stage), frame(2, 0, crowd), frame(3, 1, stage), frame(4, 1, crowd), frame(5, 2, stage)];
        assert_eq!(ids(frames), [vec![1, 3, 5], vec![2, 4]]);
    }

    #[test]
    fn one_alone_is_no_burst() {
        assert_eq!(ids(vec![frame(1, 0, 0)]), [[0; 0]; 0]);
        assert_eq!(ids(Vec::new()), [[0; 0]; 0]);
    }
}
