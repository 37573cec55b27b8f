//! `pubdok openapi`: the API's document, for generators, gateways and the copy in `openapi/`.

use super::Outcome;
use crate::features;
use crate::http::openapi;
use clap::{Args, ValueEnum};
use std::io::Write;

#[derive(Debug, Args)]
pub struct Options {
    /// The version of OpenAPI to write it in
    #[arg(long, value_enum, default_value = "3.1")]
    oas: Version,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Version {
    #[value(name = "3.1")]
    Current,
    #[value(name = "3.0")]
    Older,
}

pub fn openapi(options: &Options) -> Outcome {
    let documents = features::documents();
    let document = match options.oas {
        Version::Current => documents.current,
        Version::Older => documents.older,
    };
    std::io::stdout()
        .write_all(openapi::text(&document).as_bytes())
        .map_err(|error| format!("cannot write the document: {error}"))
}
