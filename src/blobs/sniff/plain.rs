//! Pictures of the programs of MS-DOS: one has no mark at all, the other hardly more than one.

fn short(head: &[u8], at: usize) -> Option<u32> {
    head.get(at..)?.first_chunk::<2>().map(|two| u16::from_le_bytes(*two).into())
}

/// What later ones have at their end.
pub(super) fn has_foot_of_targa(file: &[u8]) -> bool {
    file.ends_with(b"TRUEVISION-XFILE.\0")
}

/// Whether it may be a Targa: its header says nothing that one cannot say.
pub(super) fn may_be_targa(head: &[u8]) -> bool {
    let &[_, palette, kind, first0, first1, long0, long1, entry, _, _, _, _, _, _, _, _, bits, kept, ..] = head else {
        return false;
    };
    let is_looked_up = kind & 7 == 1;
    let fits_palette = match palette {
        0 => !is_looked_up && [first0, first1, long0, long1, entry] == [0; 5],
        1 => matches!(entry, 15 | 16 | 24 | 32) && u16::from_le_bytes([long0, long1]) > 0,
        _ => false,
    };
    let fits_bits = match kind {
        1 | 9 => matches!(bits, 8 | 16),
        2 | 10 => matches!(bits, 15 | 16 | 24 | 32),
        3 | 11 => matches!(bits, 8 | 16),
        _ => false,
    };
    let has_sides = [12, 14].into_iter().all(|at| short(head, at).is_some_and(|side| side > 0));
    // How many bits tell how clear it is, and that its rows are not interleaved.
    fits_palette && fits_bits && has_sides && kept & 0xC0 == 0 && kept & 0x0F <= 8
}

/// A PCX, by all that its header must say.
pub(super) fn is_pcx(head: &[u8]) -> bool {
    const PLACE_OF_PLANES: usize = 64;
    let &[0x0A, 0 | 2..=5, 0 | 1, bits @ (1 | 2 | 4 | 8), ..] = head else { return false };
    let Some(&[nothing, planes @ 1..=4, ..]) = head.get(PLACE_OF_PLANES..) else { return false };
    let side = |from: usize| Some((short(head, from + 4)? + 1).checked_sub(short(head, from)?)?).filter(|side| *side > 0);
    let (Some(width), Some(_), Some(line)) = (side(4), side(6), short(head, 66)) else { return false };
    let least = (width * u32::from(bits)).div_ceil(8);
    // Old programs left what they did not know as it was.
    nothing == 0 && (least..=least + 64).contains(&line) && u32::from(bits) * u32::from(planes) <= 32
}
