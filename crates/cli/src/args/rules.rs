//! The words of `linehaul rules`.

use std::path::PathBuf;

use clap::Subcommand;
use clap::builder::RangedU64ValueParser;

use crate::args::ActorArgs;

/// Rules.
#[derive(Debug, Subcommand)]
pub enum RulesVerb {
    /// Compile and lint.
    Check {
        /// A file or folder; by default the workspace's rules.
        path: Option<PathBuf>,
    },
    /// Run golden cases, and say what of a contract they reach.
    Test {
        /// A file or folder; by default the workspace's rules.
        path: Option<PathBuf>,
        /// List every term, branch, clause and table row that no case reaches.
        #[arg(long)]
        coverage: bool,
        /// Write the cases that do not come out anew, as they came out. The difference is shown.
        #[arg(long)]
        update: bool,
    },
    /// Find gaps, overlaps and jumps in tables, and loads that break a contract's properties.
    Prove {
        /// A file or folder; by default the workspace's rules.
        path: Option<PathBuf>,
        /// Seed of the made-up loads.
        #[arg(long)]
        seed: Option<u64>,
        /// How many loads each contract is tried with.
        #[arg(long, value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000_000))]
        loads: Option<usize>,
        /// Keep counter-examples in `cases/` beside the contract; `rules test --update` writes their cases.
        #[arg(long)]
        keep: bool,
    },
    /// What a contract would have done to the loads on hand.
    Backtest {
        /// The candidate, in a folder named like the customer's contract.
        #[arg(long)]
        contract: PathBuf,
        /// Against what: `current` is what is in force.
        #[arg(long, default_value = "current", value_parser = ["current"])]
        against: String,
        /// Only loads delivered from this day on.
        #[arg(long)]
        since: Option<String>,
        /// Rate every load with both, whatever the change can touch.
        #[arg(long)]
        everything: bool,
    },
    /// Bring a contract into force: it must read, its cases pass, its properties hold, its effect be within the limits.
    Publish {
        /// The contract, in a folder named like the customer's contract.
        file: PathBuf,
        /// Why.
        #[arg(long, default_value = "published")]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Agree, as a second person, to a contract that moves much.
    Agree {
        /// The book's entry of the proposal.
        entry: u64,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Publish the text of an earlier publication again.
    Rollback {
        /// The book's entry of the publication.
        entry: u64,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Everything published, newest first.
    History,
}
