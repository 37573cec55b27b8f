//! Films, in containers and without.

use super::{MEDIA, VIDEO};
use crate::domain::media_type::MediaType::*;
use crate::domain::media_type::row::{Row, row};

pub const ROWS: &[Row] = &[
    row(
        Mp4,
        "video/mp4",
        &["video/x-m4v", "video/x-mp4", "application/mp4"],
        &["mp4", "m4v", "f4v", "lrv", "insv", "m4s"],
        VIDEO,
    )
    .inline(),
    row(QuickTime, "video/quicktime", &["video/x-quicktime", "video/mov"], &["mov", "qt"], VIDEO),
    row(Mj2, "video/mj2", &["video/mjp2", "video/x-mj2"], &["mj2", "mjp2"], VIDEO),
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
    // What a camera or a receiver gives before it is put into a container.
    row(H264, "video/h264", &["video/x-h264", "video/avc"], &["h264", "264", "avc"], VIDEO),
    row(H265, "video/h265", &["video/x-h265", "video/hevc"], &["h265", "265", "hevc"], VIDEO),
    row(Mpeg4Visual, "video/mp4v-es", &["video/x-mp4v-es"], &["m4v", "mp4v", "cmp"], VIDEO),
    row(Y4m, "video/x-yuv4mpeg", &["video/x-raw-yuv"], &["y4m"], VIDEO),
];
