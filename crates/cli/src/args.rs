//! The words of the command line.

mod rules;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use rules::RulesVerb;

/// Freight billing at one desk: every cent explained, no invoice twice.
#[derive(Debug, Parser)]
#[command(name = "linehaul", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// The workspace's folder.
    #[arg(long, global = true, value_name = "DIR", env = "LINEHAUL_WORKSPACE")]
    pub workspace: Option<PathBuf>,
    /// One JSON document on standard output, and nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a workspace.
    Init {
        /// Its folder: new or empty.
        dir: PathBuf,
        /// The sample company.
        #[arg(long, conflicts_with = "desk")]
        sample: bool,
        /// Second part of its invoice numbers, another one for each desk of one ERP. Made up where none is named.
        #[arg(long, value_name = "LETTERS")]
        desk: Option<String>,
    },
    /// Read sources, fold facts, assess what changed.
    Sync {
        /// Only these sources.
        sources: Vec<String>,
    },
    /// The queue.
    Queue {
        /// Only this state.
        #[arg(long)]
        state: Option<String>,
        /// Only this customer.
        #[arg(long)]
        customer: Option<String>,
        /// At most so many rows.
        #[arg(long)]
        limit: Option<u64>,
        /// Only loads of which something else is due since they were posted.
        #[arg(long)]
        differing: bool,
        /// Counts by state and held by reason instead of rows.
        #[arg(long)]
        summary: bool,
    },
    /// Everything about one load.
    Show {
        /// Its number.
        load: String,
        /// As its invoice saw it, made again from what the approval froze; says what differs, if anything.
        #[arg(long)]
        as_invoiced: bool,
    },
    /// Approve loads as they stand.
    Approve {
        /// Their numbers.
        #[arg(required_unless_present = "all_ready", conflicts_with = "all_ready")]
        loads: Vec<String>,
        /// Every load that is ready.
        #[arg(long)]
        all_ready: bool,
        /// What was looked at, as `show` and `queue` say it (`assessment`), for each load in the order named.
        #[arg(long, value_name = "HASH", conflicts_with = "all_ready")]
        seen: Vec<String>,
        #[command(flatten)]
        actor: ActorArgs,
        /// A remark for the book.
        #[arg(long)]
        note: Option<String>,
    },
    /// Hold a load with a reason.
    Hold {
        /// Its number.
        load: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Take an approval back that was not sent.
    Withdraw {
        /// Its number.
        load: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// End a person's hold, or accept a lapsed approval as it stands now.
    Release {
        /// Its number.
        load: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Add an amount to a charge, as a line of its own.
    Adjust {
        /// Its number.
        load: String,
        /// The charge's code, e.g. DETENTION_LOADING.
        code: String,
        /// The amount, invoice currency; may be negative.
        #[arg(allow_hyphen_values = true)]
        amount: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Invoices made ready for sending.
    Batch {
        #[command(subcommand)]
        action: BatchVerb,
    },
    /// Send what is queued; without a batch, make one of everything approved first.
    Push {
        /// One batch.
        batch: Option<String>,
        /// Show what would go out, and send nothing.
        #[arg(long)]
        dry_run: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Read the ERP back and clear what is in doubt.
    Reconcile {
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Let invoices go on that were rejected or wait for a person: the ERP is asked first, and what it has decides.
    Retry {
        /// Their numbers; every rejected one when none is named.
        invoices: Vec<String>,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Say what becomes of an invoice that was cancelled or credited at the ERP.
    Cancelled {
        /// Its number.
        invoice: String,
        /// Its loads can be approved and billed again, under the next generation of its number.
        #[arg(long, required_unless_present = "closed", conflicts_with = "closed")]
        bill_again: bool,
        /// Its loads are not billed again.
        #[arg(long)]
        closed: bool,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// The ERP's password: kept in the keychain, or where there is none in a file that only you may read.
    Secret {
        #[command(subcommand)]
        action: SecretVerb,
    },
    /// Bad input, kept until mended.
    Quarantine {
        #[command(subcommand)]
        action: QuarantineVerb,
    },
    /// Contracts: check and test.
    Rules {
        #[command(subcommand)]
        action: RulesVerb,
    },
    /// Rate one load, or many (JSON lines on standard input), without a workspace.
    Rate {
        /// Contract file; several are versions of one contract.
        #[arg(long, required = true, num_args = 1..)]
        contract: Vec<PathBuf>,
        /// A load as JSON, or `-` for standard input.
        #[arg(long)]
        load: PathBuf,
        /// Folder of tables; by default the nearest `tables/` above the contract.
        #[arg(long)]
        tables: Option<PathBuf>,
    },
    /// What posted loads earned by their contract and were never billed.
    Radar {
        /// Only invoices dated from this day on.
        #[arg(long)]
        since: Option<String>,
    },
    /// Make invoices again from what their approvals froze, and compare to the byte.
    Reproduce {
        /// Our numbers.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        invoices: Vec<String>,
        /// Every invoice.
        #[arg(long)]
        all: bool,
        /// With the tables of this folder instead of the frozen ones: which invoices would they change?
        #[arg(long)]
        tables: Option<PathBuf>,
    },
    /// One file with which anybody can check an invoice.
    #[command(args_conflicts_with_subcommands = true)]
    Proof {
        #[command(subcommand)]
        action: Option<ProofVerb>,
        /// Our number.
        #[arg(required = true)]
        invoice: Option<String>,
        /// Where to write it.
        #[arg(long, required = true)]
        out: Option<PathBuf>,
    },
    /// The book's chain.
    Audit {
        #[command(subcommand)]
        action: AuditVerb,
    },
    /// List what stands at the ERP under our numbers and is not in the book; with --confirm, go on from there.
    Recover {
        /// These invoices were posted: their loads are billed, and numbers go on above theirs.
        #[arg(long, requires = "reason")]
        confirm: bool,
        /// Which loads an invoice bills, where the ERP does not tell: NUMBER=LOAD,LOAD.
        #[arg(long, value_name = "NUMBER=LOADS")]
        of: Vec<String>,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Write what cannot be got again (book, deliveries, rules, configuration) into one file.
    Backup {
        /// A new file.
        file: PathBuf,
    },
    /// Put a backup back. The book that is there is kept beside it.
    Restore {
        /// What `linehaul backup` wrote.
        file: PathBuf,
    },
    /// Make everything derived again from archive and book.
    Rebuild {
        /// Only compare with what is stored.
        #[arg(long)]
        check: bool,
    },
    /// Is everything there that the work needs?
    Doctor,
}

/// Who acts.
#[derive(Debug, Args)]
pub struct ActorArgs {
    /// A user of linehaul.toml that is bound to this account.
    #[arg(long = "as", value_name = "USER")]
    pub as_user: Option<String>,
}

impl ActorArgs {
    /// The user, where one is named.
    pub fn user(&self) -> Option<&str> {
        self.as_user.as_deref()
    }
}

/// Batches.
#[derive(Debug, Subcommand)]
pub enum BatchVerb {
    /// Make invoices of everything approved.
    Create {
        /// The same, said aloud.
        #[arg(long)]
        ready: bool,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// All batches.
    List,
    /// One batch.
    Show {
        /// Its name.
        id: String,
    },
}

/// The ERP's password.
#[derive(Debug, Subcommand)]
pub enum SecretVerb {
    /// Ask for it on the terminal, or read it from standard input, and keep it.
    Set,
    /// Forget it.
    Forget,
}

/// Quarantine.
#[derive(Debug, Subcommand)]
pub enum QuarantineVerb {
    /// Every quarantined row.
    List,
}

/// Proofs.
#[derive(Debug, Subcommand)]
pub enum ProofVerb {
    /// Check a proof by rating its facts again; no workspace is needed.
    Verify {
        /// The file.
        file: PathBuf,
    },
}

/// Audit.
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// Check the chain.
    Verify,
}
