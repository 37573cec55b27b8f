//! A progressive JPEG as large as one likes, made in no time.

/// A progressive JPEG of three full channels, of each square no more than its shade: for whoever decodes it, it is as large as any.
pub fn progressive(width: u16, height: u16) -> Vec<u8> {
    let segment = |marker: u8, parts: &[u8]| {
        let length = u16::try_from(parts.len() + 2).expect("a short segment").to_be_bytes();
        [&[0xFF, marker], length.as_slice(), parts].concat()
    };
    let [y1, y0, x1, x0] = [height.to_be_bytes(), width.to_be_bytes()].concat()[..] else { unreachable!() };
    let channel = |number: u8| [number, 0x11, 0];
    let frame = [&[8, y1, y0, x1, x0, 3], [channel(1), channel(2), channel(3)].concat().as_slice()].concat();
    // Steps of one, two and three bits, and none.
    let steps = [&[0x00, 0, 2, 2], [0; 13].as_slice(), &[1, 2, 3, 0]].concat();
    let quantities = [[0].as_slice(), &[8; 64]].concat();
    let scan = [3, 1, 0, 2, 0, 3, 0, 0, 0, 0];
    let mut jpeg =
        [b"\xFF\xD8".to_vec(), segment(0xDB, &quantities), segment(0xC2, &frame), segment(0xC4, &steps), segment(0xDA, &scan)]
            .concat();
    let (mut held, mut count, mut up) = (0_u64, 0_u32, false);
    for _ in 0..usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8) {
        up = !up;
        // The light goes up and down by five, the colours stay.
        held = held << 12 | 0b100 << 9 | (if up { 5 } else { 2 }) << 6 | 0b101_101;
        count += 12;
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
    jpeg.push((held << (8 - count)) as u8 | ((1_u32 << (8 - count)) - 1) as u8);
    jpeg.extend(b"\xFF\xD9");
    jpeg
}
