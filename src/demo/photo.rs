//! A picture to upload: generated, so that the demo carries none.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// A small JPEG of a sunset over a field.
pub fn jpeg() -> Result<Vec<u8>, String> {
    const WIDTH: u32 = 320;
    const HEIGHT: u32 = 200;
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (dx, dy) = (i64::from(x) - 160, i64::from(y) - 110);
        let shade = u8::try_from(y).unwrap_or(u8::MAX);
        if y > 130 {
            Rgb([40, 90 + shade / 8, 30])
        } else if dx * dx + dy * dy < 900 {
            Rgb([255, 230, 140])
        } else {
            Rgb([240, 90 + shade, 60])
        }
    });
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 80)).map_err(|error| error.to_string())?;
    Ok(bytes)
}
