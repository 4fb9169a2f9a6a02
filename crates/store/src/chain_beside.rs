//! The check of the tables that are reckoned from the entries: approvals that stand, loads that are billed, differences that
//! are settled, import files, the sequence of numbers, and where an invoice may go.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use rusqlite::Connection;

use crate::table::{approvals, files, live, outbox, printed, sequence};

/// What the entries say of those tables.
#[derive(Default)]
pub(crate) struct Beside {
    approvals: BTreeMap<String, u64>,
    /// Invoices that bill a load to a payor: one, and two where version 1 let a load be billed twice.
    live: BTreeMap<(String, String), BTreeSet<String>>,
    /// The posted invoice of a load and payor.
    posted: BTreeMap<(String, String), String>,
    twice: Option<String>,
    settled: BTreeMap<u64, String>,
    printed: BTreeMap<(String, String), String>,
    /// By name: batch, content, the entry that prepared it, the one that handed it out.
    files: BTreeMap<String, (String, String, u64, Option<u64>)>,
    file_invoices: BTreeMap<String, String>,
    /// What entries say to have been handed out a second time.
    imported_twice: Option<String>,
    /// The last entry that says that an invoice is posted.
    posted_by: BTreeMap<String, u64>,
    sequence: Option<u64>,
}

impl Beside {
    /// Follows one decision; `loads` answers those of an invoice.
    pub fn follow(&mut self, seq: u64, decision: &Decision, loads: &dyn Fn(&InvoiceNumber) -> Vec<LoadNumber>) {
        match decision {
            Decision::Approved { load, .. } => drop(self.approvals.insert(load.0.clone(), seq)),
            Decision::ApprovalLapsed { load, .. } | Decision::ApprovalWithdrawn { load, .. } => {
                self.approvals.remove(load.as_str());
            }
            Decision::InvoiceClosed { invoice, .. } => drop(self.posted_by.remove(invoice.as_str())),
            Decision::BillAgain { invoice, .. } => {
                self.posted_by.remove(invoice.as_str());
                for load in loads(invoice) {
                    self.approvals.remove(load.as_str());
                }
            }
            Decision::BilledOutside { load, payor, invoice, .. } => {
                self.live.entry((load.0.clone(), payor.0.clone())).or_default().insert(invoice.0.clone());
            }
            Decision::FilePrepared { file, batch, invoices, body } => {
                let made = self.files.insert(file.clone(), (batch.0.clone(), body.0.clone(), seq, None)).is_some();
                let again = made.then(|| format!("the import file {file} is made twice"));
                self.imported_twice = self.imported_twice.take().or(again);
                for invoice in invoices {
                    if let Some(other) = self.file_invoices.insert(invoice.0.clone(), file.clone()) {
                        self.imported_twice
                            .get_or_insert(format!("{invoice} is in the import files {other} and {file}"));
                    }
                }
            }
            Decision::Posted { invoice, .. } => drop(self.posted_by.insert(invoice.0.clone(), seq)),
            Decision::FileHandedOut { file } => {
                let before = self.files.get_mut(file).and_then(|row| row.3.replace(seq));
                let again = before.map(|_| format!("the import file {file} was handed out twice"));
                self.imported_twice = self.imported_twice.take().or(again);
            }
            Decision::Batched { next: Some(next), .. } => self.sequence = Some(*next),
            Decision::BookContinues { numbers_from, .. } => self.sequence = Some(*numbers_from),
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::Held { .. }
            | Decision::Released { .. }
            | Decision::Adjusted { .. }
            | Decision::DifferenceAfterPosting { .. }
            | Decision::NotADuplicate { .. }
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::InvoiceDrafted { .. }
            | Decision::InvoiceVoiding { .. }
            | Decision::DraftMade { .. }
            | Decision::CancelledAtErp { .. }
            | Decision::StandsAtErp { .. }
            | Decision::InvoiceVoided { .. }
            | Decision::Batched { .. }
            | Decision::Sending { .. }
            | Decision::Rejected { .. }
            | Decision::InDoubt { .. }
            | Decision::NeedsPerson { .. }
            | Decision::Requeued { .. }
            | Decision::BackedUp { .. } => {}
        }
    }

    /// Takes in an invoice that stands in a state.
    pub fn bill(&mut self, invoice: &Invoice, state: InvoiceState) {
        if state != InvoiceState::Voided {
            let (entity, number, own) = printed::of(invoice);
            self.printed.insert((entity, number), own);
        }
        if !state.binds() {
            return;
        }
        self.settled.extend(invoice.settles.iter().map(|seq| (*seq, invoice.number.0.clone())));
        if !invoice.kind.is_original() {
            return;
        }
        for load in invoice.loads() {
            let key = (load.0.clone(), invoice.customer.0.clone());
            if state == InvoiceState::Posted && self.posted.insert(key, invoice.number.0.clone()).is_some() {
                self.twice.get_or_insert(load.0.clone());
            }
            self.live.entry((load.0, invoice.customer.0.clone())).or_default().insert(invoice.number.0.clone());
        }
    }

    /// In words where a table is not what the entries say; `None` where all are.
    pub fn differs(&self, connection: &Connection) -> Outcome<Option<String>> {
        let billed =
            |load: &String| self.live.range((load.clone(), String::new())..).next().is_some_and(|(k, _)| k.0 == *load);
        let said = self.approvals.iter().map(|(load, seq)| (load.clone(), *seq, i64::from(!billed(load))));
        if !approvals::all(connection)?.into_iter().eq(said) {
            return Ok(Some("the approvals that stand are not those of the entries".to_owned()));
        }
        let live = live::all(connection)?;
        let known = |(load, payor, invoice): &(String, String, String)| {
            self.live.get(&(load.clone(), payor.clone())).is_some_and(|said| said.contains(invoice))
        };
        if let Some(load) = &self.twice {
            return Ok(Some(format!("{load} is billed to one payor by two posted invoices")));
        }
        if live.len() != self.live.len() || !live.iter().all(known) {
            return Ok(Some("which invoice bills a load is not what the entries say".to_owned()));
        }
        if !live::all_settled(connection)?.into_iter().eq(self.settled.clone()) {
            return Ok(Some("which invoice settles a difference is not what the entries say".to_owned()));
        }
        let printed = self.printed.iter().map(|((entity, number), own)| (entity.clone(), number.clone(), own.clone()));
        if !printed::all(connection)?.into_iter().eq(printed) {
            return Ok(Some("which invoice bears a printed number is not what the entries say".to_owned()));
        }
        if let Some(what) = &self.imported_twice {
            return Ok(Some(what.clone()));
        }
        let mut rows = files::list(connection, "1", [])?;
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        let rows = rows.into_iter().map(|f| (f.name, (f.batch.0, f.body.0, f.prepared, f.handed_out)));
        if !rows.eq(self.files.clone()) || !files::all_invoices(connection)?.into_iter().eq(self.file_invoices.clone())
        {
            return Ok(Some("the import files are not those of the entries".to_owned()));
        }
        let from = files::from(connection)?;
        let waits =
            self.posted_by.iter().filter(|(invoice, seq)| **seq > from && !self.file_invoices.contains_key(*invoice));
        if !files::all_waiting(connection)?.iter().eq(waits.map(|(invoice, _)| invoice)) {
            return Ok(Some("which invoices wait for an import file is not what the entries say".to_owned()));
        }
        if !outbox::moves_are_ours(connection)? {
            return Ok(Some("where an invoice may go is not what the state machine says".to_owned()));
        }
        let next = sequence::next(connection)?;
        let differs = self.sequence.is_some_and(|said| said != next);
        Ok(differs.then(|| format!("the sequence of invoice numbers stands at {next}, the entries say otherwise")))
    }
}
