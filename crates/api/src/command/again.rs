//! Back in time: invoices made again, their proofs, and what was never billed.

use std::path::{Path, PathBuf};

use clap::Args;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_workbench::machine::disk;
use linehaul_workbench::upkeep::{proof, radar, reproduce};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{Apart, By, Bytes, Command, Host, Reads, Spoken, Tag};
use crate::command::pricing::day;
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::again::{ProofReport, RadarReport, ReproduceReport};

/// What posted loads earned by their contract and were never billed.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Radar {
    /// Only invoices dated from this day on.
    #[arg(long)]
    pub since: Option<String>,
}

impl Command for Radar {
    type At = Reads;
    type Answer = RadarReport;
    const NAME: &'static str = "radar";
    const TELLS: bool = true;
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Contracts];

    fn answer(&self, session: &Session, by: &mut By<'_>) -> Answer<RadarReport> {
        answer(radar::radar(session.bench(), day(&self.since)?, &mut by.tick("looking")))
    }

    fn left(report: &RadarReport) -> bool {
        report.partial
    }
}

impl Spoken for Radar {
    const WORDS: &'static str = "radar";
}

/// Make invoices again from what their approvals froze, and compare to the byte.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Reproduce {
    /// Our numbers.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub invoices: Vec<String>,
    /// Every invoice.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub all: bool,
    /// With the tables of this folder instead of the frozen ones: which invoices would they change?
    #[arg(long)]
    pub tables: Option<PathBuf>,
}

impl Command for Reproduce {
    type At = Reads;
    type Answer = ReproduceReport;
    const NAME: &'static str = "reproduce";
    const TELLS: bool = true;
    const READS: &'static [Tag] = &[Tag::Invoices, Tag::Book];

    fn answer(&self, session: &Session, by: &mut By<'_>) -> Answer<ReproduceReport> {
        let numbers: Vec<InvoiceNumber> = self.invoices.iter().map(|i| i.as_str().into()).collect();
        let tables = self.tables.as_deref();
        answer(reproduce::reproduce(session.bench(), &numbers, tables, &mut by.tick("making again")))
    }

    fn left(report: &ReproduceReport) -> bool {
        !report.drifted.is_empty() || report.partial
    }
}

impl Spoken for Reproduce {
    const WORDS: &'static str = "reproduce";
}

/// One file with which anybody can check an invoice.
#[derive(Debug, Deserialize, TS)]
pub struct Proof {
    /// Our number.
    pub invoice: String,
}

impl Command for Proof {
    type At = Reads;
    type Answer = Bytes;
    const NAME: &'static str = "proof";
    const READS: &'static [Tag] = &[Tag::Invoices, Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<Bytes> {
        Ok(Bytes(proof::prove(session.bench(), &self.invoice.as_str().into())?))
    }
}

/// Checks a proof.
pub fn verify_proof(bytes: &[u8]) -> Answer<ProofReport> {
    answer(proof::verify(bytes))
}

/// Writes a charge proof to a file that is not there yet; LH-106 when something is.
pub fn save_proof(to: &Path, bytes: &[u8]) -> Answer<()> {
    Ok(disk::write_new(to, bytes)?)
}

/// Check a proof by rating its facts again; no workspace is needed.
#[derive(Debug, Deserialize, TS, Args)]
pub struct VerifyProof {
    /// The file.
    pub file: PathBuf,
}

impl Command for VerifyProof {
    type At = Apart;
    type Answer = ProofReport;
    const NAME: &'static str = "verify_proof";

    fn answer(&self, _: &dyn Host, _: &mut By<'_>) -> Answer<ProofReport> {
        answer(proof::verify_file(&self.file))
    }

    fn left(report: &ProofReport) -> bool {
        !report.ok
    }
}

impl Spoken for VerifyProof {
    const WORDS: &'static str = "proof verify";
}
