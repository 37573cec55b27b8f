//! The commands of the program.

mod blobs;
mod development;
mod journal;
mod openapi;
mod serve;
mod signals;
mod token;

use crate::config::{BadSetting, Config, Kept, SETTINGS};
use crate::office::app::Clock;
use crate::telemetry;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::process::ExitCode;

/// One clear line for the person at the terminal; a command that returns it exits with 1.
pub type Outcome = Result<(), String>;

#[derive(Debug, Parser)]
#[command(
    name = "pubdok",
    version,
    about = "The API for SOP-21.04.1.3.1.3-2: publishing and documenting the public activities of a regency"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API (what `pubdok` alone does) and do the background work
    Serve(serve::Options),
    /// Do the background work only; answers /livez and /readyz on PUBDOK_BIND
    Work,
    /// Print a bearer token for trying things with curl (development profile only)
    Token(token::Options),
    /// Walk the whole SOP over HTTP against a running server (development profile)
    Demo {
        /// Where the server is [default: http://<PUBDOK_BIND>]
        #[arg(long)]
        url: Option<String>,
    },
    /// Bring the database to this program's schema
    Migrate,
    /// Look into the journal
    #[command(subcommand)]
    Journal(journal::Command),
    /// Look into the file store
    #[command(subcommand)]
    Blobs(blobs::Command),
    /// Print the OpenAPI document; needs neither database nor settings
    Openapi(openapi::Options),
}

/// Runs the command line; every failure is one clear message and a non-zero exit. `document`: what `openapi/openapi.json` says.
pub fn run(document: &'static str) -> ExitCode {
    let arguments = Cli::command().mut_subcommand("serve", |serve| serve.after_help(settings_help())).get_matches();
    let cli = match Cli::from_arg_matches(&arguments) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = start(cli.command.unwrap_or(Command::Serve(serve::Options::default())), document);
    telemetry::spans::finish();
    telemetry::log::finish();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("pubdok: {message}");
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command, document: &'static str) -> Outcome {
    match command {
        Command::Serve(options) => {
            let config = settings()?;
            log(config.is_development(), if config.is_development() { "warn" } else { "info" })?;
            trace(&config)?;
            serve::serve(config, document, &options)
        }
        Command::Work => {
            // On a terminal of its own it has nothing to say but what it does.
            let config = settings()?;
            log(config.is_development(), "info")?;
            trace(&config)?;
            serve::work(config, document)
        }
        Command::Token(options) => token::token(&settings()?, &options),
        Command::Demo { url } => demo(&settings()?, url),
        Command::Migrate => serve::migrate(&kept()?),
        Command::Journal(command) => journal::journal(&kept()?, &command),
        Command::Blobs(command) => {
            let (kept, files) = Kept::with_files_from_environment().map_err(told)?;
            log(kept.database_url.is_none(), "warn")?;
            blobs::blobs(&kept, &files, &command)
        }
        Command::Openapi(options) => openapi::openapi(&options),
    }
}

fn settings() -> Result<Config, String> {
    Config::from_environment().map_err(told)
}

fn kept() -> Result<Kept, String> {
    let kept = Kept::from_environment().map_err(told)?;
    log(kept.database_url.is_none(), "warn")?;
    Ok(kept)
}

fn log(development: bool, level: &str) -> Outcome {
    telemetry::log::start(development, level).map_err(|fault| format!("1 setting(s) to mend:\n  {fault}"))
}

fn trace(config: &Config) -> Outcome {
    let exported = config.collector.as_ref().map_or(Ok(()), telemetry::spans::export);
    exported.map_err(|fault| format!("1 setting(s) to mend:\n  OTEL_EXPORTER_OTLP_ENDPOINT: {fault}"))
}

fn demo(config: &Config, url: Option<String>) -> Outcome {
    if !config.is_development() {
        return Err("the demo runs on the development profile only; unset DATABASE_URL".to_owned());
    }
    let url = url.unwrap_or_else(|| format!("http://{}", config.bind));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(crate::demo::demo(config, &url, Clock::default().now()))
}

fn told(faults: Vec<BadSetting>) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    format!("{} setting(s) to mend:\n{}", faults.len(), lines.join("\n"))
}

/// The settings as `serve --help` lists them.
fn settings_help() -> String {
    let line = |setting: &crate::config::Setting| {
        let default = if setting.default.is_empty() { String::new() } else { format!(" [default: {}]", setting.default) };
        format!("  {:<24} {}{default}", setting.name, setting.meaning)
    };
    let lines: Vec<String> = SETTINGS.iter().map(line).collect();
    format!("Settings, from the environment:\n{}", lines.join("\n"))
}
