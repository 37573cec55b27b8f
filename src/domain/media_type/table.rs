//! The one table of the files that are taken: what each is called, what it may be, and what is done with it.

use super::MediaType::*;
use super::row::{Row, row};
use crate::domain::artifact::ArtifactKind;

const NONE: &[ArtifactKind] = &[];
const PHOTO: &[ArtifactKind] = &[ArtifactKind::Photo];
const VIDEO: &[ArtifactKind] = &[ArtifactKind::Video];
const AUDIO: &[ArtifactKind] = &[ArtifactKind::Audio];
const MEDIA: &[ArtifactKind] = &[ArtifactKind::Video, ArtifactKind::Audio];
const DATA: &[ArtifactKind] = &[ArtifactKind::Dataset];
const PAPER: &[ArtifactKind] = &[ArtifactKind::Document];
const SHEET: &[ArtifactKind] = &[ArtifactKind::Dataset, ArtifactKind::Document];

/// In the order of the enum. SVG, HTML, XML and scripts are not here, so nothing that a browser would run can ever be stored as such.
pub(super) const TABLE: &[Row] = &[
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
    row(Pnm, "image/x-portable-anymap", &["image/x-portable-pixmap"], &["pnm", "ppm", "pgm", "pbm"], PHOTO),
    row(Targa, "image/x-tga", &["image/tga", "image/x-targa", "image/targa"], &["tga", "targa", "vda", "icb", "vst"], PHOTO),
    row(Pcx, "image/vnd.zbrush.pcx", &["image/x-pcx", "image/pcx"], &["pcx"], PHOTO),
    row(
        Psd,
        "image/vnd.adobe.photoshop",
        &["image/psd", "image/x-psd", "image/photoshop", "application/x-photoshop", "application/photoshop"],
        &["psd", "psb"],
        PHOTO,
    ),
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
    row(Mp4, "video/mp4", &["video/x-m4v", "video/x-mp4", "application/mp4"], &["mp4", "m4v", "f4v", "lrv", "insv"], VIDEO)
        .inline(),
    row(QuickTime, "video/quicktime", &["video/x-quicktime", "video/mov"], &["mov", "qt"], VIDEO),
    row(ThreeGp, "video/3gpp", &["video/3gp", "video/x-3gp"], &["3gp", "3gpp"], VIDEO),
    row(ThreeG2, "video/3gpp2", &["video/3g2", "video/x-3g2"], &["3g2", "3gpp2"], VIDEO),
    row(
        MpegTs,
        "video/mp2t",
        &["video/mp2ts", "video/m2ts", "video/avchd", "video/x-mts", "video/vnd.dlna.mpeg-tts"],
        &["mts", "m2ts", "ts", "m2t", "trec", "tod"],
        VIDEO,
    ),
    row(
        Mpeg,
        "video/mpeg",
        &["video/mpg", "video/x-mpeg", "video/mp2p", "video/x-ms-vob"],
        &["mpg", "mpeg", "vob", "mod"],
        VIDEO,
    ),
    row(Avi, "video/x-msvideo", &["video/avi", "video/msvideo", "video/vnd.avi", "application/x-troff-msvideo"], &["avi"], VIDEO),
    row(Webm, "video/webm", &["audio/webm"], &["webm", "weba"], MEDIA),
    row(Matroska, "video/matroska", &["video/x-matroska", "audio/matroska", "audio/x-matroska"], &["mkv", "mka"], MEDIA),
    row(OggVideo, "video/ogg", &["video/x-ogg", "video/x-theora", "application/ogg"], &["ogv", "ogg", "ogm", "ogx"], VIDEO),
    row(Wmv, "video/x-ms-wmv", &["video/x-ms-asf", "application/vnd.ms-asf"], &["wmv", "asf"], VIDEO),
    row(Flv, "video/x-flv", &["video/flv"], &["flv"], VIDEO),
    row(Mxf, "application/mxf", &["video/mxf"], &["mxf"], VIDEO),
    row(Dv, "video/dv", &["video/x-dv"], &["dv", "dif"], VIDEO),
    row(RealMedia, "application/vnd.rn-realmedia", &["audio/x-pn-realaudio"], &["rm", "rmvb", "ra"], MEDIA),
    row(
        Mp3,
        "audio/mpeg",
        &["audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3", "audio/mpg", "audio/x-mpeg"],
        &["mp3", "mp2", "mpga"],
        AUDIO,
    ),
    row(
        AudioMp4,
        "audio/mp4",
        &["audio/m4a", "audio/x-m4a", "audio/x-m4b", "audio/aac", "audio/x-aac"],
        &["m4a", "mp4", "m4b"],
        AUDIO,
    ),
    row(AudioThreeGp, "audio/3gpp", &["audio/3gp", "audio/3gpp2"], &["3gp", "3ga", "3gpp", "3g2"], AUDIO),
    row(
        Aac,
        "audio/aac",
        &["audio/x-aac", "audio/aacp", "audio/x-hx-aac-adts", "audio/vnd.dlna.adts"],
        &["aac", "adts", "loas"],
        AUDIO,
    ),
    row(Amr, "audio/amr", &["audio/x-amr", "audio/amr-nb"], &["amr"], AUDIO),
    row(AmrWb, "audio/amr-wb", &["audio/x-amr-wb", "audio/amr"], &["awb", "amr"], AUDIO),
    row(
        Ogg,
        "audio/ogg",
        &["application/ogg", "audio/opus", "audio/x-ogg", "audio/vorbis"],
        &["ogg", "oga", "opus", "spx"],
        AUDIO,
    ),
    row(
        Wav,
        "audio/wav",
        &["audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"],
        &["wav", "wave", "bwf", "w64", "rf64"],
        AUDIO,
    ),
    row(Aiff, "audio/aiff", &["audio/x-aiff"], &["aiff", "aif", "aifc"], AUDIO),
    row(Flac, "audio/flac", &["audio/x-flac"], &["flac"], AUDIO),
    row(Caf, "audio/x-caf", &["audio/caf"], &["caf"], AUDIO),
    row(Wma, "audio/x-ms-wma", &["application/vnd.ms-asf", "video/x-ms-asf"], &["wma", "asf"], AUDIO),
    row(Ac3, "audio/ac3", &["audio/x-ac3", "audio/eac3"], &["ac3", "eac3"], AUDIO),
    row(Dts, "audio/vnd.dts", &["audio/x-dts", "audio/dts"], &["dts"], AUDIO),
    row(Au, "audio/basic", &["audio/au", "audio/x-au"], &["au", "snd"], AUDIO),
    row(WavPack, "audio/x-wavpack", &["audio/wavpack"], &["wv"], AUDIO),
    // Browsers on a Windows machine with Excel call every CSV file by Excel's name; where no program is known for it, it is plain text.
    row(
        Csv,
        "text/csv",
        &[
            "application/csv",
            "application/vnd.ms-excel",
            "text/x-csv",
            "application/x-csv",
            "text/comma-separated-values",
            "text/tab-separated-values",
            "text/plain",
        ],
        &["csv", "tsv", "tab", "txt"],
        DATA,
    ),
    row(
        Json,
        "application/json",
        &["text/json", "application/geo+json", "application/x-json", "text/plain"],
        &["json", "geojson"],
        DATA,
    ),
    row(
        Xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &[
            "application/vnd.ms-excel",
            "application/zip",
            "application/vnd.ms-excel.sheet.macroEnabled.12",
            "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
            "application/vnd.ms-excel.template.macroEnabled.12",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        ],
        // Its programs open none of these under the name of another.
        &["xlsx", "xlsm", "xlsb", "xltx", "xltm"],
        SHEET,
    ),
    row(
        Xls,
        "application/vnd.ms-excel",
        &["application/excel", "application/x-excel", "application/msexcel", "application/x-msexcel"],
        &["xls", "xlt"],
        SHEET,
    ),
    row(
        Ods,
        "application/vnd.oasis.opendocument.spreadsheet",
        &["application/zip", "application/vnd.oasis.opendocument.spreadsheet-template"],
        &["ods", "ots"],
        DATA,
    ),
    // Also what other programs write as such an archive: places of a map, papers of other offices.
    row(
        Zip,
        "application/zip",
        &[
            "application/x-zip-compressed",
            "application/x-zip",
            "application/vnd.google-earth.kmz",
            "application/epub+zip",
            "application/vnd.oasis.opendocument.graphics",
        ],
        &["zip", "kmz", "odg", "epub", "pages", "numbers", "key"],
        DATA,
    ),
    row(SevenZip, "application/x-7z-compressed", &[], &["7z"], NONE),
    row(Rar, "application/vnd.rar", &["application/x-rar-compressed", "application/x-rar"], &["rar"], NONE),
    row(
        Gzip,
        "application/gzip",
        &["application/x-gzip", "application/x-compressed-tar", "application/x-tgz"],
        &["gz", "tgz"],
        NONE,
    ),
    row(Bzip2, "application/x-bzip2", &["application/bzip2", "application/x-bzip"], &["bz2", "tbz2", "tbz"], NONE),
    row(Xz, "application/x-xz", &["application/xz", "application/x-xz-compressed-tar"], &["xz", "txz"], NONE),
    row(Zstandard, "application/zstd", &["application/x-zstd", "application/x-zstandard"], &["zst", "tzst", "zstd"], NONE),
    row(Tar, "application/x-tar", &["application/tar", "application/x-gtar"], &["tar"], NONE),
    row(Pdf, "application/pdf", &["application/x-pdf", "application/acrobat", "text/pdf"], &["pdf"], PAPER).inline(),
    row(
        Docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &[
            "application/msword",
            "application/zip",
            "application/vnd.ms-word.document.macroEnabled.12",
            "application/vnd.ms-word.template.macroEnabled.12",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        ],
        &["docx", "docm", "dotx", "dotm"],
        PAPER,
    ),
    row(
        Doc,
        "application/msword",
        &["application/doc", "application/x-msword", "application/vnd.msword"],
        &["doc", "dot"],
        PAPER,
    ),
    row(
        Odt,
        "application/vnd.oasis.opendocument.text",
        &["application/zip", "application/vnd.oasis.opendocument.text-template"],
        &["odt", "ott"],
        PAPER,
    ),
    row(
        Pptx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &[
            "application/vnd.ms-powerpoint",
            "application/zip",
            "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
            "application/vnd.ms-powerpoint.slideshow.macroEnabled.12",
            "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
            "application/vnd.openxmlformats-officedocument.presentationml.template",
        ],
        &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
        PAPER,
    ),
    row(
        Ppt,
        "application/vnd.ms-powerpoint",
        &["application/mspowerpoint", "application/powerpoint", "application/x-mspowerpoint"],
        &["ppt", "pps", "pot"],
        PAPER,
    ),
    row(
        Odp,
        "application/vnd.oasis.opendocument.presentation",
        &["application/zip", "application/vnd.oasis.opendocument.presentation-template"],
        &["odp", "otp"],
        PAPER,
    ),
    row(
        Visio,
        "application/vnd.ms-visio.drawing",
        &["application/vnd.ms-visio.drawing.main+xml", "application/vnd.visio", "application/zip"],
        &["vsdx", "vsdm"],
        PAPER,
    ),
    row(Msg, "application/vnd.ms-outlook", &["application/x-msg"], &["msg"], PAPER),
    // What other programs keep in the container of the old Office files; which of them, its ending tells.
    row(
        Ole,
        "application/x-ole-storage",
        &[
            "application/x-mspublisher",
            "application/vnd.ms-publisher",
            "application/vnd.visio",
            "application/vnd.ms-project",
            "application/vnd.ms-works",
        ],
        &["ole", "pub", "vsd", "mpp", "wps"],
        SHEET,
    ),
    row(Rtf, "application/rtf", &["text/rtf", "application/x-rtf", "text/richtext", "application/msword"], &["rtf"], PAPER),
    row(PlainText, "text/plain", &["text/markdown", "text/x-log", "application/txt"], &["txt", "text"], PAPER),
];
