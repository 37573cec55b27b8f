//! What has hardly a mark, or none: pictures of the programs of MS-DOS, and archives that begin with something else.

fn short(head: &[u8], at: usize) -> Option<u32> {
    head.get(at..)?.first_chunk::<2>().map(|two| u16::from_le_bytes(*two).into())
}

/// With its mark, or as the first ones were, by the sum of the bytes of its first header.
pub(super) fn is_tar(head: &[u8]) -> bool {
    const HEADER: usize = 512;
    const SUM: std::ops::Range<usize> = 148..156;
    if head.get(257..262) == Some(b"ustar") {
        return true;
    }
    let Some(header) = head.get(..HEADER).filter(|header| header[0] != 0) else { return false };
    let told = str::from_utf8(&header[SUM]).ok().map(|told| told.trim_matches(|c: char| c == ' ' || c == '\0'));
    let told = told.and_then(|told| u32::from_str_radix(told, 8).ok());
    let sum = |(at, byte): (usize, &u8)| u32::from(if SUM.contains(&at) { b' ' } else { *byte });
    told == Some(header.iter().enumerate().map(sum).sum())
}

/// Before its first frame there may stand others, which are to be passed over.
pub(super) fn is_zstandard(head: &[u8]) -> bool {
    let mut rest = head;
    while let [0x50..=0x5F, 0x2A, 0x4D, 0x18, length @ ..] = rest {
        let behind =
            length.split_first_chunk::<4>().and_then(|(length, frame)| frame.get(u32::from_le_bytes(*length) as usize..));
        let Some(behind) = behind else { return false };
        rest = behind;
    }
    matches!(rest, [0x28, 0xB5, 0x2F, 0xFD, frame, ..] if frame & 8 == 0)
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

/// Without a table of colours twelve of its bytes are empty: where they are, it is one, whatever it is called.
pub(super) fn is_targa(head: &[u8]) -> bool {
    let is_empty = |bytes: std::ops::Range<usize>| head.get(bytes).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
    // Where the picture stands on a screen: at its lower left corner, or, counted from above, as high as it is.
    let is_in_place = is_empty(8..12) || is_empty(8..10) && head.get(10..12) == head.get(14..16);
    may_be_targa(head) && is_empty(1..2) && is_empty(3..8) && is_in_place
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
