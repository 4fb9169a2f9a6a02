//! What pricing asks: what a change would do, to bring it into force, to prove, to make again, to find what was not billed.

use std::path::Path;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::time::NaiveDate;
use linehaul_workbench::machine::disk;
use linehaul_workbench::pricing::backtest::{Ask, backtest, candidate, tables_beside};
use linehaul_workbench::pricing::{drafts, prove, publish};
use linehaul_workbench::upkeep::{proof, radar, reproduce};

use crate::command::desk::{Desk, Tick};
use crate::error::{Answer, ApiError, answer};
use crate::wire::again::{LoadAsInvoiced, ProofReport, RadarReport, ReproduceReport};
use crate::wire::backtest::{BacktestReport, History, ProveReport, PublishReport, history_line};

/// How contracts are proven. Nothing named: the usual seed and number of loads.
#[derive(Debug, Clone, Copy, Default)]
pub struct How {
    /// Seed of the made-up loads.
    pub seed: Option<u64>,
    /// Loads a contract is tried with.
    pub loads: Option<usize>,
    /// Are counter-examples kept beside the contracts, as loads of cases to be written?
    pub keep: bool,
}

/// Looks at tables and contracts without any real load.
pub fn prove_path(path: &Path, how: How, tick: Tick<'_>) -> Answer<ProveReport> {
    let proven = prove::prove(path, how.seed.unwrap_or(prove::SEED), how.loads.unwrap_or(prove::LOADS), tick);
    let proven = proven.map_err(ApiError::from)?;
    let kept = if how.keep { prove::keep(&proven).map_err(ApiError::from)? } else { Vec::new() };
    let mut report = ProveReport::from(proven);
    report.kept = kept.iter().map(|file| file.display().to_string()).collect();
    Ok(report)
}

/// Checks a charge proof.
pub fn verify_proof(bytes: &[u8]) -> Answer<ProofReport> {
    answer(proof::verify(bytes))
}

/// Checks one in a file, which may be anything.
pub fn verify_proof_file(path: &Path) -> Answer<ProofReport> {
    answer(proof::verify_file(path))
}

/// Writes a charge proof to a file that is not there yet; LH-106 when something is.
pub fn save_proof(to: &Path, bytes: &[u8]) -> Answer<()> {
    Ok(disk::write_new(to, bytes)?)
}

/// A day as `2025-03-01`; LH-121 when it is none.
fn day(text: Option<&str>) -> Answer<Option<NaiveDate>> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ApiError {
        code: Code::DayUnreadable,
        message: format!("`{text}` is no day"),
        meaning: "Nothing was looked at.".to_owned(),
        next_step: "Write it like 2025-03-01.".to_owned(),
    })
}

impl Desk {
    /// What a contract would have done to the loads on hand.
    pub fn backtest(
        &self,
        file: &Path,
        since: Option<&str>,
        everything: bool,
        tick: Tick<'_>,
    ) -> Answer<BacktestReport> {
        let tables = tables_beside(self.bench(), file)?;
        let at_hand = tables.clone().unwrap_or_else(|| self.bench().library.tables.clone());
        let (folder, contract) = candidate(&at_hand, file)?;
        let ask = Ask { since: day(since)?, everything, tables };
        answer(self.bench().look("backtest", |bench| backtest(bench, &folder, &contract, ask, tick)))
    }

    /// Brings a contract into force, or asks for a second person.
    pub fn publish(&mut self, file: &Path, user: Option<&str>, reason: &str, tick: Tick<'_>) -> Answer<PublishReport> {
        answer(self.bench_mut().verb("publish", user, |bench| publish::publish(bench, file, user, reason, tick)))
    }

    /// A second person agrees.
    pub fn agree(&mut self, entry: u64, user: Option<&str>) -> Answer<String> {
        Ok(self.bench_mut().verb("agree", user, |bench| publish::agree(bench, entry, user))?)
    }

    /// Publishes an earlier text again.
    pub fn roll_back(&mut self, entry: u64, user: Option<&str>, reason: &str, tick: Tick<'_>) -> Answer<PublishReport> {
        answer(self.bench_mut().verb("roll back", user, |bench| publish::roll_back(bench, entry, user, reason, tick)))
    }

    /// Everything published.
    pub fn history(&self) -> Answer<History> {
        let entries = drafts::history(self.bench())?;
        Ok(History {
            entries: entries.iter().filter_map(history_line).collect(),
            drafts: drafts::drafts(self.bench())?,
        })
    }

    /// Makes invoices again, every one when none is named.
    pub fn reproduce(&self, invoices: &[String], tables: Option<&Path>, tick: Tick<'_>) -> Answer<ReproduceReport> {
        let numbers: Vec<InvoiceNumber> = invoices.iter().map(|i| i.as_str().into()).collect();
        answer(self.bench().look("reproduce", |bench| reproduce::reproduce(bench, &numbers, tables, tick)))
    }

    /// A load as its invoice saw it.
    pub fn as_invoiced(&self, load: &str) -> Answer<LoadAsInvoiced> {
        answer(self.bench().look("show --as-invoiced", |bench| reproduce::as_invoiced(bench, load)))
    }

    /// The bytes of an invoice's proof.
    pub fn proof(&self, invoice: &str) -> Answer<Vec<u8>> {
        Ok(self.bench().look("proof", |bench| proof::prove(bench, &invoice.into()))?)
    }

    /// What was earned and never billed.
    pub fn radar(&self, since: Option<&str>, tick: Tick<'_>) -> Answer<RadarReport> {
        let since = day(since)?;
        answer(self.bench().look("radar", |bench| radar::radar(bench, since, tick)))
    }
}
