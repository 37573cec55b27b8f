//! The `pubdok` program; everything is in the library.

use std::process::ExitCode;

/// Here and not in the library, which thus need not be built again for a new one.
const DOCUMENT: &str = include_str!("../openapi/openapi.json");

fn main() -> ExitCode {
    pubdok::cli::run(DOCUMENT)
}
