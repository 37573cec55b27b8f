//! Pictures: ready ones, drawings, and what cameras keep raw.

use super::PHOTO;
use crate::domain::media_type::MediaType::*;
use crate::domain::media_type::row::{Row, row};

pub const ROWS: &[Row] = &[
    row(Jpeg, "image/jpeg", &["image/jpg", "image/pjpeg", "image/x-jpeg"], &["jpg", "jpeg", "jpe", "jfif"], PHOTO)
        .inline()
        .copies(),
    row(Png, "image/png", &["image/x-png", "image/apng"], &["png", "apng"], PHOTO).inline().copies(),
    row(Webp, "image/webp", &["image/x-webp"], &["webp"], PHOTO).inline().copies(),
    row(Gif, "image/gif", &[], &["gif"], PHOTO).inline().copies(),
    row(
        Heic,
        "image/heic",
        &["image/heif", "image/heic-sequence", "image/heif-sequence"],
        &["heic", "heif", "hif", "heics"],
        PHOTO,
    ),
    row(Avif, "image/avif", &["image/avif-sequence"], &["avif", "avifs"], PHOTO).inline(),
    row(Jxl, "image/jxl", &[], &["jxl"], PHOTO),
    row(Jpeg2000, "image/jp2", &["image/jpx", "image/jpm", "image/j2c"], &["jp2", "jpx", "jpf", "jpm", "j2k", "j2c"], PHOTO),
    row(Bmp, "image/bmp", &["image/x-bmp", "image/x-ms-bmp", "image/x-windows-bmp"], &["bmp", "dib"], PHOTO),
    row(Ico, "image/vnd.microsoft.icon", &["image/x-icon", "image/ico"], &["ico", "cur"], PHOTO),
    row(
        Pnm,
        "image/x-portable-anymap",
        &["image/x-portable-pixmap", "image/x-portable-arbitrarymap"],
        &["pnm", "ppm", "pgm", "pbm", "pam", "pfm"],
        PHOTO,
    ),
    row(Targa, "image/x-tga", &["image/tga", "image/x-targa", "image/targa"], &["tga", "targa", "vda", "icb", "vst"], PHOTO),
    row(Pcx, "image/vnd.zbrush.pcx", &["image/x-pcx", "image/pcx"], &["pcx"], PHOTO),
    row(
        Psd,
        "image/vnd.adobe.photoshop",
        &["image/psd", "image/x-psd", "image/photoshop", "application/x-photoshop", "application/photoshop"],
        &["psd", "psb"],
        PHOTO,
    ),
    // Drawings of a Windows machine.
    row(Wmf, "image/wmf", &["image/x-wmf", "application/x-wmf", "application/x-msmetafile"], &["wmf"], PHOTO),
    row(Emf, "image/emf", &["image/x-emf", "application/x-emf"], &["emf"], PHOTO),
    // Raw pictures of the cameras that are seldom seen here are told from no other TIFF, and keep their ending.
    row(
        Tiff,
        "image/tiff",
        &["image/x-tiff", "image/tif", "image/x-tif", "image/x-pentax-pef", "image/x-samsung-srw", "image/x-hasselblad-3fr"],
        &["tif", "tiff", "pef", "srw", "3fr", "fff", "iiq", "mef", "erf", "kdc"],
        PHOTO,
    )
    .copies(),
    row(Dng, "image/x-adobe-dng", &["image/dng", "image/x-dng", "image/tiff"], &["dng", "gpr"], PHOTO).copies(),
    row(Nef, "image/x-nikon-nef", &["image/nef", "image/x-nef", "image/x-nikon-nrw", "image/tiff"], &["nef", "nrw"], PHOTO)
        .copies(),
    row(Cr2, "image/x-canon-cr2", &["image/cr2", "image/x-cr2", "image/tiff"], &["cr2"], PHOTO).copies(),
    row(Cr3, "image/x-canon-cr3", &["image/cr3", "image/x-cr3"], &["cr3"], PHOTO).copies(),
    row(Arw, "image/x-sony-arw", &["image/arw", "image/x-arw", "image/x-sony-sr2", "image/tiff"], &["arw", "sr2", "srf"], PHOTO)
        .copies(),
    row(Rw2, "image/x-panasonic-rw2", &["image/rw2", "image/x-rw2", "image/x-panasonic-raw"], &["rw2", "rwl"], PHOTO).copies(),
    row(Orf, "image/x-olympus-orf", &["image/orf", "image/x-orf"], &["orf"], PHOTO).copies(),
    row(Raf, "image/x-fuji-raf", &["image/raf", "image/x-raf"], &["raf"], PHOTO).copies(),
    row(Crw, "image/x-canon-crw", &["image/crw", "image/x-crw"], &["crw"], PHOTO).copies(),
    row(Mrw, "image/x-minolta-mrw", &["image/mrw", "image/x-mrw"], &["mrw"], PHOTO).copies(),
    row(X3f, "image/x-sigma-x3f", &["image/x3f", "image/x-x3f"], &["x3f"], PHOTO).copies(),
];
