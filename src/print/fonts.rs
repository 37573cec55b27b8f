//! The fonts of the sheets: the typesetter's own, those of other scripts that come with the program, and the office's.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};
use typst_kit::fonts::{FontPath, FontStore};

/// See `fonts/README.md`.
const OF_OTHER_SCRIPTS: [&[u8]; 9] = [
    include_bytes!("fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("fonts/NotoSansJavanese-Regular.ttf"),
    include_bytes!("fonts/NotoSerifBalinese-Regular.ttf"),
    include_bytes!("fonts/NotoSansSundanese-Regular.ttf"),
    include_bytes!("fonts/NotoSansBatak-Regular.ttf"),
    include_bytes!("fonts/NotoSansBuginese-Regular.ttf"),
    include_bytes!("fonts/NotoSerifThai-Regular.ttf"),
    include_bytes!("fonts/DroidSansFallback.ttf"),
    include_bytes!("fonts/NotoEmoji-Regular.ttf"),
];

/// More files than any folder of fonts has.
const MOST_FILES: usize = 10_000;

/// A font in a file, and which of that it is.
struct OfOffice {
    path: PathBuf,
    index: u32,
    info: FontInfo,
}

static OF_OFFICE: OnceLock<Vec<OfOffice>> = OnceLock::new();

/// Adds the fonts of a folder and of those in it, once and before anything is printed.
pub fn add(folder: &Path) -> Result<(), String> {
    let mut found = Vec::new();
    let (mut folders, mut files) = (vec![folder.to_owned()], 0);
    while let Some(folder) = folders.pop() {
        let told = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
        let mut entries = fs::read_dir(&folder).map_err(told)?.collect::<Result<Vec<_>, _>>().map_err(told)?;
        // In an order of its own: which of two fonts is taken must not hang on the file system.
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if path.is_dir() && !entry.path().is_symlink() {
                folders.push(path);
            } else if is_font(&path) {
                files += 1;
                if files > MOST_FILES {
                    return Err(format!("{} has more than {MOST_FILES} fonts", folder.display()));
                }
                let bytes = fs::read(&path).map_err(told)?;
                found.extend((0..).zip(FontInfo::iter(&bytes)).map(|(index, info)| OfOffice { path: path.clone(), index, info }));
            }
        }
    }
    if found.is_empty() {
        return Err(format!("{} has no fonts (.ttf, .otf, .ttc, .otc) in it", folder.display()));
    }
    // Asked again, as when a server is opened twice in one process, the first stand.
    drop(OF_OFFICE.set(found));
    Ok(())
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc"))
}

pub fn all() -> FontStore {
    let mut all = FontStore::new();
    all.extend(typst_kit::fonts::embedded());
    for bytes in OF_OTHER_SCRIPTS {
        all.extend(Font::iter(Bytes::new(bytes)).map(|font| (font.clone(), font.info().clone())));
    }
    for OfOffice { path, index, info } in OF_OFFICE.get().into_iter().flatten() {
        all.push((FontPath { path: path.clone(), index: *index }, info.clone()));
    }
    all
}
