//! Sounds.

use super::AUDIO;
use crate::domain::media_type::MediaType::*;
use crate::domain::media_type::row::{Row, row};

pub const ROWS: &[Row] = &[
    row(
        Mp3,
        "audio/mpeg",
        &["audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3", "audio/mpg", "audio/x-mpeg"],
        &["mp3", "mp2", "mpga", "rmp"],
        AUDIO,
    ),
    row(
        AudioMp4,
        "audio/mp4",
        &["audio/m4a", "audio/x-m4a", "audio/x-m4b", "audio/aac", "audio/x-aac"],
        &["m4a", "mp4", "m4b"],
        AUDIO,
    ),
    row(AudioQuickTime, "audio/quicktime", &["video/quicktime", "audio/mov"], &["mov", "qta", "qt"], AUDIO),
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
    row(Tta, "audio/x-tta", &["audio/tta"], &["tta"], AUDIO),
];
