//! The book's chain, backups, and the way on for a book that is not the latest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_workbench::book::checked;
use linehaul_workbench::invoicing::recover;
use linehaul_workbench::invoicing::recover::{LoadsByInvoice, Said};
use linehaul_workbench::upkeep::backup;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{Apart, By, Command, Decides, Host, Inspects, Mends, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::recover::{BackupReport, HeadLine, RecoveredReport, RecoveryReport};
use crate::wire::upkeep::AuditReport;

/// Everything: a book that was put back, or an ERP's invoices that it takes over, leave nothing as it was.
const EVERYTHING: &[Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Deliveries, Tag::Contracts, Tag::Workspace];

/// Check the chain.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Audit {}

impl Command for Audit {
    type At = Inspects;
    type Answer = AuditReport;
    const NAME: &'static str = "audit";
    const READS: &'static [Tag] = &[Tag::Book];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<AuditReport> {
        let bench = session.bench();
        answer(checked::report(&bench.book, &bench.dir))
    }

    fn left(report: &AuditReport) -> bool {
        !report.ok
    }
}

impl Spoken for Audit {
    const WORDS: &'static str = "audit verify";
}

/// Checks a book where nothing can be written.
pub fn audit_unwritten(dir: &Path) -> Answer<AuditReport> {
    answer(backup::audit_unwritten(dir))
}

/// Loads by the number of an invoice, as a person said them.
pub type Loads = BTreeMap<String, Vec<String>>;

fn by_invoice(loads: &Loads) -> LoadsByInvoice {
    let numbers = |all: &Vec<String>| all.iter().map(|load| LoadNumber::from(load.as_str())).collect();
    loads.iter().map(|(invoice, all)| (InvoiceNumber::from(invoice.as_str()), numbers(all))).collect()
}

/// List what stands at the ERP under our numbers and is not in the book.
#[derive(Debug, Default, Deserialize, TS)]
pub struct Recover {
    /// Which loads an invoice bills, where the ERP does not tell.
    pub of: Loads,
}

impl Command for Recover {
    type At = Reads;
    type Answer = RecoveryReport;
    const NAME: &'static str = "recover";
    const READS: &'static [Tag] = &[Tag::Invoices, Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<RecoveryReport> {
        answer(recover::list(session.bench(), &by_invoice(&self.of)))
    }

    fn left(report: &RecoveryReport) -> bool {
        report.behind.is_some() || !report.unknown.is_empty() || !report.unreadable.is_empty()
    }
}

/// Confirm what was listed, and go on from there.
#[derive(Debug, Default, Deserialize, TS)]
pub struct RecoverConfirm {
    /// Which loads an invoice bills, where the ERP does not tell.
    pub of: Loads,
    /// The highest invoice number that was given out, by its sequence, where the ERP cannot tell.
    pub last_number: Option<u64>,
    /// Why.
    pub reason: String,
}

impl Command for RecoverConfirm {
    type At = Decides;
    type Answer = RecoveredReport;
    const NAME: &'static str = "recover_confirm";
    const CHANGES: &'static [Tag] = EVERYTHING;

    fn logged(&self) -> &'static str {
        "recover --confirm"
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<RecoveredReport> {
        let said = Said { loads: by_invoice(&self.of), last_number: self.last_number };
        answer(recover::confirm(session.bench_mut(), &said, by.user, &self.reason))
    }

    fn left(report: &RecoveredReport) -> bool {
        !report.remarks.is_empty()
    }
}

/// Write what cannot be got again (book, deliveries, rules, mappings, configuration, the file ERP's ledger) into one file.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Backup {
    /// A new file.
    pub file: PathBuf,
}

impl Command for Backup {
    type At = Mends;
    type Answer = BackupReport;
    const NAME: &'static str = "backup";
    const CHANGES: &'static [Tag] = &[Tag::Workspace];

    fn answer(&self, session: &mut Session, _: &mut By<'_>) -> Answer<BackupReport> {
        let written = backup::backup(session.bench_mut(), &self.file)?;
        let head = HeadLine { seq: written.head.seq, hash: written.head.hash.0 };
        let without_ledger = written.without_ledger.map(|fault| fault.to_string());
        Ok(BackupReport { file: self.file.display().to_string(), head, aside: None, without_ledger })
    }
}

impl Spoken for Backup {
    const WORDS: &'static str = "backup";
}

/// Put a backup back. The book that is there is kept beside it.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Restore {
    /// What `linehaul backup` wrote.
    pub file: PathBuf,
}

impl Command for Restore {
    type At = Apart;
    type Answer = BackupReport;
    const NAME: &'static str = "restore";
    const CHANGES: &'static [Tag] = EVERYTHING;

    fn answer(&self, host: &dyn Host, _: &mut By<'_>) -> Answer<BackupReport> {
        restore(&host.folder()?, &self.file)
    }
}

impl Spoken for Restore {
    const WORDS: &'static str = "restore";
}

/// Puts a backup back into a workspace that no process has open.
pub fn restore(dir: &Path, from: &Path) -> Answer<BackupReport> {
    let restored = backup::restore(dir, from)?;
    let head = HeadLine { seq: restored.head.seq, hash: restored.head.hash.0 };
    let aside = restored.aside.map(|path| path.display().to_string());
    Ok(BackupReport { file: from.display().to_string(), head, aside, without_ledger: None })
}
