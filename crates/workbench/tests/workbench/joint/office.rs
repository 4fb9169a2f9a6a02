//! A billing office: an open workspace, the ERP that it bills into, and what its people do.

use std::path::Path;

use linehaul_connectors::erp::memory::{Able, Faults, MemoryErp, able};
use linehaul_connectors::erp::{Erp, ErpRecord, Under};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_workbench::decisions::approve::{all_ready, approve};
use linehaul_workbench::decisions::review::Decided;
use linehaul_workbench::intake::sync::{Synced, sync};
use linehaul_workbench::invoicing::batch::Batch;
use linehaul_workbench::invoicing::push::{OnProgress, Scope, Signal, push, push_to, send, send_to};
use linehaul_workbench::invoicing::reconcile::{Reconciled, Which, reconcile, reconcile_with};
use linehaul_workbench::invoicing::recover::{self, LoadsByInvoice, Recovered, Recovery, Said};
use linehaul_workbench::invoicing::retry::{Retried, retry, retry_with};
use linehaul_workbench::invoicing::settle::Pushed;
use linehaul_workbench::workspace::home::Workbench;

use crate::joint::company::Company;
use crate::joint::filing::Filing;

pub const BILLER: Option<&str> = Some("biller");
pub const APPROVER: Option<&str> = Some("approver");

/// Into what is billed.
#[derive(Debug, Clone)]
pub enum Into {
    /// The ERP in memory, which fails as it is told to.
    Memory(Box<Able>),
    /// The embedded one, with its ledger on the disk.
    File,
}

/// The company, its open workspace and its ERP.
pub struct Office {
    pub company: Company,
    pub bench: Option<Workbench>,
    pub into: Into,
    /// Import files that the importer took away, by name, with what was in them.
    pub taken: Vec<(String, String)>,
}

impl Office {
    /// Over a company, opened.
    pub fn new(company: Company, into: Into) -> Office {
        let bench = Some(company.open());
        Office { company, bench, into, taken: Vec::new() }
    }

    /// One that bills into an ERP in memory of usual traits.
    pub fn usual(company: Company) -> Office {
        Office::new(company, Into::Memory(Box::new(able().into())))
    }

    pub fn bench(&mut self) -> &mut Workbench {
        self.bench.as_mut().expect("the workspace is open")
    }

    pub fn dir(&self) -> &Path {
        self.company.dir()
    }

    /// Closes the workspace and opens it again.
    pub fn reopen(&mut self) {
        self.bench = None;
        self.bench = Some(self.company.open());
    }

    fn with<T>(
        &mut self,
        memory: impl FnOnce(&mut Workbench, &mut dyn Erp) -> T,
        file: impl FnOnce(&mut Workbench) -> T,
    ) -> T {
        let bench = self.bench.as_mut().expect("the workspace is open");
        match &self.into {
            Into::Memory(able) => {
                let mut erp = Filing(MemoryErp::new(self.company.world.clone(), (**able).clone()));
                memory(bench, &mut erp)
            }
            Into::File => file(bench),
        }
    }

    pub fn sync(&mut self) -> Outcome<Synced> {
        sync(self.bench(), &[], &mut |_, _, _| true)
    }

    pub fn approve_all(&mut self) -> Outcome<Decided> {
        let asked = all_ready(self.bench())?;
        approve(self.bench(), &asked, APPROVER, None, &mut |_, _| true)
    }

    /// Batches what is approved and sends what is queued.
    pub fn send(&mut self, on_progress: OnProgress<'_>) -> Outcome<(Option<Batch>, Pushed)> {
        let on_progress = std::cell::RefCell::new(on_progress);
        self.with(
            |bench, erp| send_to(bench, erp, None, BILLER, &mut |g| (on_progress.borrow_mut())(g)),
            |bench| send(bench, None, BILLER, &mut |g| (on_progress.borrow_mut())(g)),
        )
    }

    /// Sends what is queued.
    pub fn push(&mut self, on_progress: OnProgress<'_>) -> Outcome<Pushed> {
        let (scope, on_progress) = (Scope::default(), std::cell::RefCell::new(on_progress));
        self.with(
            |bench, erp| push_to(bench, erp, &scope, BILLER, &mut |g| (on_progress.borrow_mut())(g)),
            |bench| push(bench, &scope, BILLER, &mut |g| (on_progress.borrow_mut())(g)),
        )
    }

    pub fn reconcile(&mut self) -> Outcome<Reconciled> {
        self.reconcile_of(Which::Changed, &mut |_| Signal::Continue)
    }

    pub fn reconcile_of(&mut self, which: Which, going: OnProgress<'_>) -> Outcome<Reconciled> {
        let going = std::cell::RefCell::new(going);
        self.with(
            |bench, erp| reconcile_with(bench, erp, which, BILLER, &mut |g| (going.borrow_mut())(g)),
            |bench| reconcile(bench, which, BILLER, &mut |g| (going.borrow_mut())(g)),
        )
    }

    pub fn retry(&mut self, invoices: &[InvoiceNumber]) -> Outcome<Retried> {
        self.with(
            |bench, erp| retry_with(bench, erp, invoices, BILLER, "looked at"),
            |bench| retry(bench, invoices, BILLER, "looked at"),
        )
    }

    /// What the ERP has and the book has not.
    pub fn recover_list(&mut self) -> Outcome<Recovery> {
        let none = LoadsByInvoice::new();
        self.with(|bench, erp| recover::list_with(bench, erp, &none), |bench| recover::list(bench, &none))
    }

    /// Confirms that.
    pub fn recover_confirm(&mut self) -> Outcome<Recovered> {
        let none = Said::default();
        self.with(
            |bench, erp| recover::confirm_with(bench, erp, &none, BILLER, "looked at"),
            |bench| recover::confirm(bench, &none, BILLER, "looked at"),
        )
    }

    /// What the ERP has, read past the workbench.
    pub fn records(&mut self) -> Vec<ErpRecord> {
        match self.into {
            Into::Memory(_) => self.company.world.records(),
            Into::File => {
                let asked = Under { prefix: "", since: None, from: None };
                let page = self.bench().erp().expect("the file ERP").with(|erp| erp.under(&asked)).expect("its ledger");
                assert!(page.next.is_none(), "more than one page");
                page.found.records
            }
        }
    }

    /// From now on nothing goes wrong on the line, and what was still under way has arrived.
    pub fn mend(&mut self) {
        self.company.world.plan(Faults::none());
        self.company.hands.advance(std::time::Duration::from_secs(300));
    }

    /// Pushes and reconciles until the book stays as it is; answers what the last ones said.
    pub fn settle(&mut self) -> Outcome<(Option<Batch>, Pushed, Reconciled)> {
        for _ in 0..8 {
            let before = self.bench().book.head()?;
            let (batch, pushed) = self.send(&mut |_| Signal::Continue)?;
            let reconciled = self.reconcile()?;
            if self.bench().book.head()? == before {
                return Ok((batch, pushed, reconciled));
            }
        }
        panic!("the book does not come to rest")
    }

    /// The importer takes every file away that it finds.
    pub fn take_files(&mut self) {
        let folder = self.dir().join("erp/batches");
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let paths = entries.map(|e| e.expect("an entry").path());
        for path in paths.filter(|p| p.extension().is_some_and(|end| end == "csv")) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            self.taken.push((name, std::fs::read_to_string(&path).expect("a file")));
            std::fs::remove_file(path).expect("taken");
        }
    }
}

/// A load of this name.
pub fn load(name: &str) -> LoadNumber {
    LoadNumber(name.to_owned())
}
