//! What can be asked of the simulator.

use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Clone, Parser)]
#[command(
    name = "faults",
    about = "Breaks everything under two instances of the service and holds what they acknowledged against what is there"
)]
pub struct Arguments {
    /// How long faults are made; what is checked after them comes on top
    #[arg(long, default_value_t = 10.0)]
    pub minutes: f64,
    /// The faults, their order and their places; another run with the same draws the same ones
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// People who work at the same time, each on a case of their own
    #[arg(long, default_value_t = 6)]
    pub workers: usize,
    /// Only faults with one of these words in their name, such as kill, line, store, server, row, clock
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// Break this build of the program
    #[arg(long, default_value = env!("CARGO_BIN_EXE_pubdok"))]
    pub program: PathBuf,
    /// Where the logs of the instances are kept
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/faults"))]
    pub dir: PathBuf,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(self.minutes * 60.0)
    }

    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }
}
