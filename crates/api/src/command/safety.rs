//! Backups, and the way on for a book that is not the latest.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_workbench::invoicing::recover;
use linehaul_workbench::invoicing::recover::LoadsByInvoice;
use linehaul_workbench::upkeep::backup;

use crate::command::desk::Desk;
use crate::error::{Answer, answer};
use crate::wire::recover::{BackupReport, HeadLine, RecoveredReport, RecoveryReport};
use crate::wire::upkeep::AuditReport;

/// Loads by the number of an invoice, as a person said them.
pub type Loads = BTreeMap<String, Vec<String>>;

fn said(loads: &Loads) -> LoadsByInvoice {
    let numbers = |all: &Vec<String>| all.iter().map(|load| LoadNumber::from(load.as_str())).collect();
    loads.iter().map(|(invoice, all)| (InvoiceNumber::from(invoice.as_str()), numbers(all))).collect()
}

impl Desk {
    /// What the ERP has under our prefix and the book has not.
    pub fn recover_list(&self, loads: &Loads) -> Answer<RecoveryReport> {
        answer(self.bench().look("recover", |bench| recover::list(bench, &said(loads))))
    }

    /// Confirms what was listed, and goes on from there.
    pub fn recover_confirm(&mut self, loads: &Loads, as_user: Option<&str>, reason: &str) -> Answer<RecoveredReport> {
        answer(
            self.bench_mut()
                .verb("recover --confirm", as_user, |bench| recover::confirm(bench, &said(loads), as_user, reason)),
        )
    }

    /// Writes a backup of everything that cannot be got again.
    pub fn backup(&mut self, to: &Path) -> Answer<BackupReport> {
        let head = self.bench_mut().verb("backup", None, |bench| backup::backup(bench, to))?;
        let head = HeadLine { seq: head.seq, hash: head.hash.0 };
        Ok(BackupReport { file: to.display().to_string(), head, aside: None })
    }
}

/// Checks a book where nothing can be written.
pub fn audit_unwritten(dir: &Path) -> Answer<AuditReport> {
    answer(backup::audit_unwritten(dir))
}

/// Puts a backup back into a workspace that no process has open.
pub fn restore(dir: &Path, from: &Path) -> Answer<BackupReport> {
    let restored = backup::restore(dir, from)?;
    let head = HeadLine { seq: restored.head.seq, hash: restored.head.hash.0 };
    let aside = restored.aside.map(|path| path.display().to_string());
    Ok(BackupReport { file: from.display().to_string(), head, aside })
}
