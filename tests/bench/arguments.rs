//! What can be asked of the benchmark.

use clap::Parser;
use std::path::PathBuf;

#[derive(Debug, Clone, Parser)]
#[command(name = "office", about = "Measures the office side by side with pgbench")]
pub struct Arguments {
    /// How many assignments to load; several, with commas, also measure growth
    #[arg(long, value_delimiter = ',', default_value = "10000")]
    pub size: Vec<u64>,
    /// How long each round lasts
    #[arg(long, default_value_t = 4)]
    pub seconds: u64,
    /// Connections at once, over HTTP and of pgbench alike
    #[arg(long, default_value_t = 16)]
    pub clients: usize,
    /// Rounds of each side, in turns; the best of them counts
    #[arg(long, default_value_t = 2)]
    pub rounds: usize,
    /// Only work with one of these words in its name, such as read, list, inbox, step 1, complete, growth, pages, idle, files,
    /// turns, connections, changes, public, screens
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// Also add the results to the history in this file
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Set each row beside the last of the same in this history, of this machine and with as many clients
    #[arg(long)]
    pub against: Option<PathBuf>,
    /// Where the loaded databases are kept for the next run
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench"))]
    pub dir: PathBuf,
    /// Measure this build of the program instead, to compare two
    #[arg(long, default_value = env!("CARGO_BIN_EXE_pubdok"))]
    pub program: PathBuf,
    /// Print the plans of what is measured and of every list, and fail where one walks through, or sorts, a large table
    #[arg(long)]
    pub plans: bool,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// The same without a choice of work.
    pub fn of_everything(&self) -> Self {
        Self { only: Vec::new(), ..self.clone() }
    }

    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }
}
