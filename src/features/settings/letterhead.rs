//! The letterhead: its logos are looked at and kept beside the setting, which names them by their digest.

use super::store::Kept;
use super::{commands, store};
use crate::db::Connection;
use crate::domain::digest::Digest;
use crate::domain::paper::LogoFormat;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place, Problem};
use crate::office::call::Doing;
use crate::office::settings::{GivenLogo, Letterheads, Setting};
use crate::pictures::logo::{self, LONGEST_SIDE, MOST_BYTES, NotALogo};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::task;

/// A picture that was sent, looked at.
#[derive(Clone)]
pub struct Checked {
    digest: Digest,
    format: LogoFormat,
    bytes: Vec<u8>,
}

/// Before the act: the document as it is to be kept, and the pictures that came with it.
pub async fn look(mut document: Letterheads) -> Result<(Letterheads, Vec<Checked>), Problem> {
    document.faults().none()?;
    let (mut faults, mut checked) = (Faults::default(), Vec::new());
    for (index, version) in document.versions.iter_mut().enumerate() {
        let Some(data) = version.logo.as_ref().and_then(|logo| logo.data.clone()) else { continue };
        let looked = task::spawn_blocking(move || decoded(&data)).await.map_err(Problem::internal)?;
        match looked {
            Ok(logo) => {
                version.logo = Some(GivenLogo::kept(&logo.digest, logo.format));
                checked.push(logo);
            }
            Err(fault) => faults.add(Place::Body(format!("#/versions/{index}/logo/data")), fault),
        }
    }
    faults.none()?;
    Ok((document, checked))
}

fn decoded(data: &str) -> Result<Checked, FaultKind> {
    // Not even decoded: four letters are three bytes.
    let bytes = if data.len() > MOST_BYTES / 3 * 4 + 8 {
        Err(NotALogo::TooLarge)
    } else {
        BASE64_STANDARD.decode(data).map_err(|_| NotALogo::Unknown)
    };
    let looked = bytes.and_then(|bytes| Ok((logo::check(&bytes)?, bytes)));
    let (format, bytes) = looked.map_err(|fault| told(&fault))?;
    let checked = Checked { digest: Digest::of(&bytes), format, bytes };
    if tried(&checked) { Ok(checked) } else { Err(told(&NotALogo::Unreadable)) }
}

/// Printed once, so that no paper fails for it.
#[cfg(feature = "pdf")]
fn tried(logo: &Checked) -> bool {
    use crate::print::{ContactSheet, Event, Letterhead, Logo, Sheet};
    let logo = Logo { format: logo.format, digest: logo.digest, bytes: logo.bytes.clone() };
    let nothing = || Event { title: String::new(), time: String::new(), venue: None };
    let sheet = ContactSheet {
        letterhead: Letterhead { lines: Vec::new(), place: None, logo: Some(logo) },
        subject: String::new(),
        assignment: String::new(),
        event: nothing(),
        page: 1,
        tiles: Vec::new(),
        pictures: Vec::new(),
    };
    sheet.print().is_ok()
}

#[cfg(not(feature = "pdf"))]
fn tried(_: &Checked) -> bool {
    true
}

fn told(fault: &NotALogo) -> FaultKind {
    let words = match fault {
        NotALogo::TooLarge => Words::new(
            format!("Gambar lebih dari {} KiB; kecilkan.", MOST_BYTES / 1024),
            format!("The picture is larger than {} KiB; make it smaller.", MOST_BYTES / 1024),
        ),
        NotALogo::TooManyPixels => Words::new(
            format!("Sisi gambar lebih dari {LONGEST_SIDE} piksel; kecilkan."),
            format!("A side of the picture has more than {LONGEST_SIDE} pixels; make it smaller."),
        ),
        NotALogo::Unknown => Words::new("Bukan PNG atau SVG dalam Base64.", "This is no PNG or SVG in Base64."),
        NotALogo::Unreadable => Words::new(
            "Gambar rusak, atau terlalu rumit untuk dicetak.",
            "The picture is broken, or too intricate to be printed.",
        ),
        NotALogo::Foreign(what) => Words::new(
            format!("SVG ini memuat {what}; hanya bentuk (path, rect, circle, …) yang diterima. Ubah tulisan menjadi path."),
            format!("This SVG has {what} in it; only shapes (path, rect, circle, …) are taken. Turn text into paths."),
        ),
    };
    FaultKind::Rule { code: "NOT_A_LOGO", words }
}

/// Keeps the pictures, and the setting that names them.
pub async fn replace(
    conn: &mut Connection,
    doing: &Doing,
    mut document: Letterheads,
    logos: Vec<Checked>,
) -> Result<Kept<Letterheads>, Problem> {
    for logo in logos {
        store::keep_logo(conn, &logo.digest, logo.format.name(), logo.bytes, doing.now).await?;
    }
    let mut faults = Faults::default();
    for (index, version) in document.versions.iter_mut().enumerate() {
        let Some(given) = &version.logo else { continue };
        let format = match given.digest() {
            Some(digest) => store::logo_format(conn, &digest).await?.map(|format| (digest, format)),
            None => None,
        };
        match format {
            // Its type is found, whatever was said of it.
            Some((digest, format)) => {
                let format = if format == LogoFormat::Svg.name() { LogoFormat::Svg } else { LogoFormat::Png };
                version.logo = Some(GivenLogo::kept(&digest, format));
            }
            None => {
                faults.add(Place::Body(format!("#/versions/{index}/logo/sha256")), FaultKind::UnknownReference { what: "logo" })
            }
        }
    }
    faults.none()?;
    commands::replace_setting(conn, doing, document).await
}
