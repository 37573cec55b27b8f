//! `PUBDOK_PICTURE_MEMORY` is what decoding one picture may take, its file included: of every form of picture, held against what is
//! taken while its copies are made.

use super::pictures::{MIB, picture, written};
use super::progressive::progressive;
use allocation_counter::measure;
use image::{DynamicImage, ImageFormat};
use pubdok::domain::picture::RenditionSize;
use pubdok::pictures::make;

/// Six megapixels more than the largest of a tight setting, and what is common.
const SETTINGS: [u64; 4] = [192, 224, 288, 512];

#[test]
fn no_picture_takes_more_than_the_setting_says() {
    let plain = picture();
    let clear = DynamicImage::ImageRgb8(plain.clone()).into_rgba8();
    let forms = [
        ("baseline JPEG", written(&plain, ImageFormat::Jpeg)),
        ("progressive JPEG", progressive(6000, 3000)),
        ("PNG with transparency", written(&clear, ImageFormat::Png)),
        ("TIFF", written(&plain, ImageFormat::Tiff)),
        ("TIFF with transparency", written(&clear, ImageFormat::Tiff)),
        ("WebP", written(&plain, ImageFormat::WebP)),
        ("WebP with transparency", written(&clear, ImageFormat::WebP)),
    ];
    drop((plain, clear));
    for (name, file) in forms {
        let (mut fullest, mut last) = (0, None);
        for setting in SETTINGS.map(|mib| mib * MIB) {
            let mut made = None;
            let took = measure(|| made = make(&file, false, setting).ok()).bytes_max + file.len() as u64;
            println!("{name}: {} of {} MiB", took / MIB, setting / MIB);
            assert!(took <= setting, "{name}: {took} of {setting}");
            if let Some(made) = made {
                fullest = fullest.max(100 * took / setting);
                last = made.into_iter().map(|one| one.width).max();
            }
        }
        // With enough of it the copies are as large as they are of any picture.
        assert_eq!(last, Some(RenditionSize::Print.longest_side()), "{name}");
        println!("{name}: {fullest} % of the setting at most");
    }
}
