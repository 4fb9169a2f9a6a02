//! The auditor: what must be true whatever happened. It follows the book's entries by a bookkeeping of its own and reads the
//! ERP's records past the workbench; of the code that it judges it uses no more than reading.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::erp::{ErpRecord, RecordState};
use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::effect::EffectStep;
use linehaul_domain::ids::{Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::state::LoadState;
use linehaul_workbench::intake::rebuild;
use linehaul_workbench::invoicing::batch::Batch;
use linehaul_workbench::invoicing::reconcile::Reconciled;
use linehaul_workbench::invoicing::settle::Pushed;

use crate::joint::office::Office;

/// An approval as its entry tells it.
#[derive(Debug, Clone)]
struct Approval {
    total: Decimal,
    assessment: Hash,
}

/// What the entries say, followed from the first.
#[derive(Debug, Default)]
struct Ledger {
    approved: BTreeMap<LoadNumber, Approval>,
    /// The approvals behind each invoice.
    behind: BTreeMap<InvoiceNumber, BTreeMap<LoadNumber, Approval>>,
    totals: BTreeMap<InvoiceNumber, Decimal>,
    live: BTreeMap<LoadNumber, BTreeSet<InvoiceNumber>>,
    states: BTreeMap<InvoiceNumber, &'static str>,
    typed: BTreeSet<InvoiceNumber>,
    filed: BTreeMap<InvoiceNumber, String>,
    differences: BTreeMap<LoadNumber, String>,
    problems: Vec<String>,
}

impl Ledger {
    fn read(entries: &[Entry]) -> Ledger {
        let mut ledger = Ledger::default();
        entries.iter().for_each(|entry| ledger.follow(entry));
        ledger
    }

    fn follow(&mut self, entry: &Entry) {
        match &entry.entry.decision {
            Decision::Approved { load, total, assessment, .. } => {
                if self.live.get(load).is_some_and(|live| !live.is_empty()) {
                    self.problems.push(format!("entry {}: {load} is approved while an invoice bills it", entry.seq));
                }
                self.approved.insert(load.clone(), Approval { total: total.amount, assessment: assessment.clone() });
            }
            Decision::ApprovalLapsed { load, .. } | Decision::ApprovalWithdrawn { load, .. } => {
                self.approved.remove(load);
            }
            Decision::InvoiceDrafted { invoice, loads, total, .. } => self.drafted(invoice, loads, total.amount),
            Decision::InvoiceVoided { invoice, .. } => self.free(invoice, "voided"),
            Decision::BillAgain { invoice, .. } => {
                self.free(invoice, "replaced");
                let loads = self.behind.get(invoice).cloned().unwrap_or_default();
                loads.keys().for_each(|load| drop(self.approved.remove(load)));
            }
            Decision::Effect { of, packet, step: EffectStep::Prepared { effects, .. }, .. }
                if of.as_str() == "import_file" =>
            {
                for invoice in effects.iter().filter_map(|effect| effect.subject.invoice()) {
                    if let Some(other) = self.filed.insert(invoice.clone(), packet.to_string()) {
                        self.problems.push(format!("{invoice} is in the files {other} and {packet}"));
                    }
                }
            }
            Decision::DifferenceAfterPosting { load, difference, .. } => {
                if self.differences.insert(load.clone(), difference.clone()).as_ref() == Some(difference) {
                    self.problems.push(format!("entry {}: `{difference}` of {load} was told before", entry.seq));
                }
            }
            Decision::Posted { invoice, total, .. } => {
                if self.totals.get(invoice) != Some(total) {
                    self.problems.push(format!(
                        "{invoice} was drafted over {:?} and posted over {total}",
                        self.totals.get(invoice)
                    ));
                }
                self.states.insert(invoice.clone(), "posted");
            }
            other => self.moved(other),
        }
    }

    fn moved(&mut self, decision: &Decision) {
        let (invoice, state) = match decision {
            Decision::InvoiceVoiding { invoice, .. } => (invoice, "voiding"),
            Decision::Sending { invoice, .. } | Decision::DraftMade { invoice, .. } => (invoice, "sending"),
            Decision::Rejected { invoice, .. } => (invoice, "rejected"),
            Decision::InDoubt { invoice, .. } => (invoice, "in_doubt"),
            Decision::Requeued { invoice, .. } => (invoice, "queued"),
            Decision::CancelledAtErp { invoice, .. } => (invoice, "cancelled"),
            Decision::StandsAtErp { invoice } => (invoice, "posted"),
            Decision::InvoiceClosed { invoice, .. } => (invoice, "closed"),
            Decision::NeedsPerson { invoice, why, .. } => {
                if why.is_some() {
                    self.typed.insert(invoice.clone());
                }
                (invoice, "needs_person")
            }
            // They change the state of no invoice, or were followed above.
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::OwedOutside { .. }
            | Decision::CutoverSet { .. }
            | Decision::CutoverKept { .. }
            | Decision::StrayDraft { .. }
            | Decision::BilledElsewhere { .. }
            | Decision::BilledHere { .. }
            | Decision::MayBeBilled(_)
            | Decision::Approved { .. }
            | Decision::ApprovalLapsed { .. }
            | Decision::ApprovalWithdrawn { .. }
            | Decision::Held { .. }
            | Decision::Released { .. }
            | Decision::Adjusted { .. }
            | Decision::DifferenceAfterPosting { .. }
            | Decision::NotADuplicate { .. }
            | Decision::Answered(_)
            | Decision::Stated(_)
            | Decision::BilledOutside { .. }
            | Decision::BookContinues { .. }
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::InvoiceDrafted { .. }
            | Decision::BillAgain { .. }
            | Decision::Effect { .. }
            | Decision::InvoiceVoided { .. }
            | Decision::Batched { .. }
            | Decision::Posted { .. }
            | Decision::Row(_)
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => return,
        };
        self.states.insert(invoice.clone(), state);
    }

    fn drafted(&mut self, invoice: &InvoiceNumber, loads: &[LoadNumber], total: Decimal) {
        let mut sum = Decimal::ZERO;
        let mut behind = BTreeMap::new();
        for load in loads {
            let live = self.live.entry(load.clone()).or_default();
            live.insert(invoice.clone());
            if live.len() > 1 {
                self.problems.push(format!("{load} is on two live invoices: {live:?}"));
            }
            match self.approved.get(load) {
                Some(approval) => {
                    sum += approval.total;
                    behind.insert(load.clone(), approval.clone());
                }
                None => self.problems.push(format!("{invoice} bills {load}, which nobody approved")),
            }
        }
        if sum != total {
            self.problems.push(format!("{invoice} is over {total}, and {sum} was approved"));
        }
        self.behind.insert(invoice.clone(), behind);
        self.totals.insert(invoice.clone(), total);
        self.states.insert(invoice.clone(), "queued");
    }

    fn free(&mut self, invoice: &InvoiceNumber, state: &'static str) {
        self.live.values_mut().for_each(|live| live.retain(|other| other != invoice));
        self.states.insert(invoice.clone(), state);
    }

    /// The approvals that stand and are billed by nothing.
    fn waiting(&self) -> BTreeSet<LoadNumber> {
        let billed = |load: &LoadNumber| self.live.get(load).is_some_and(|live| !live.is_empty());
        self.approved.keys().filter(|load| !billed(load)).cloned().collect()
    }
}

fn ledger(office: &mut Office) -> Ledger {
    Ledger::read(&office.bench().book.entries_after(0).expect("the book reads"))
}

/// What must be true at any moment; answers what is not.
pub fn always(office: &mut Office) -> Vec<String> {
    let ledger = ledger(office);
    let records = office.records();
    let mut problems = ledger.problems.clone();
    problems.extend(of_book(office, &ledger));
    problems.extend(of_erp(&ledger, &records));
    problems.extend(of_files(office, &ledger, false));
    problems
}

fn of_book(office: &mut Office, ledger: &Ledger) -> Vec<String> {
    let book = &office.bench().book;
    let report = book.verify().expect("the book can be checked");
    let mut problems: Vec<String> = report.why.into_iter().map(|why| format!("the book: {why}")).collect();
    for row in book.invoices(None, None).expect("invoices") {
        let told = ledger.states.get(&row.number).copied().unwrap_or("none");
        if told != row.state.name() {
            problems.push(format!("{} stands as {}, its entries say {told}", row.number, row.state.name()));
        }
    }
    let waiting: BTreeSet<LoadNumber> = book.waiting().expect("what waits").into_iter().collect();
    if waiting != ledger.waiting() {
        problems.push(format!("{waiting:?} wait by the book's table, {:?} by its entries", ledger.waiting()));
    }
    problems
}

/// No load on two posted invoices, none posted over another amount than ours, nothing posted that was taken back.
fn of_erp(ledger: &Ledger, records: &[ErpRecord]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut posted: BTreeMap<&LoadNumber, Vec<&ErpRecord>> = BTreeMap::new();
    for record in records.iter().filter(|r| r.state == RecordState::Posted) {
        record.loads.iter().for_each(|load| posted.entry(load).or_default().push(record));
        let known = ledger.totals.get(&record.number);
        if known.is_some_and(|total| *total != record.total) {
            problems.push(format!("{} is posted over {}, drafted over {known:?}", record.number, record.total));
        }
        if matches!(ledger.states.get(&record.number), Some(&("voided" | "replaced"))) {
            problems.push(format!("{} was given up and stands posted as {}", record.number, record.erp_id));
        }
    }
    for (load, records) in posted.into_iter().filter(|(_, records)| records.len() > 1) {
        let which: Vec<String> = records.iter().map(|r| format!("{} {}", r.number, r.erp_id)).collect();
        problems.push(format!("{load} is posted {} times: {}", records.len(), which.join(", ")));
    }
    problems
}

/// Each posted invoice is handed out once: in the files that are there and in those that were taken away.
fn of_files(office: &mut Office, ledger: &Ledger, at_the_end: bool) -> Vec<String> {
    let mut files = office.taken.clone();
    if let Ok(entries) = std::fs::read_dir(office.dir().join("erp/batches")) {
        for path in entries.map(|e| e.expect("an entry").path()) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                files.push((name, std::fs::read_to_string(&path).expect("a file")));
            } else if at_the_end {
                files.push((format!("{name} (not named yet)"), String::new()));
            }
        }
    }
    let mut problems = Vec::new();
    let mut names = BTreeSet::new();
    let mut handed: BTreeMap<String, u32> = BTreeMap::new();
    for (name, text) in &files {
        if name.contains("(not named yet)") || !names.insert(name) {
            problems.push(format!("the file {name} was written twice, or lies about"));
        }
        let lines = text.lines().filter(|line| line.starts_with("line,"));
        let numbers: BTreeSet<&str> = lines.filter_map(|line| line.split(',').nth(1)).collect();
        numbers.into_iter().for_each(|number| *handed.entry(number.to_owned()).or_default() += 1);
    }
    for (number, times) in handed.iter().filter(|(_, times)| **times > 1) {
        problems.push(format!("{number} was handed out {times} times"));
    }
    if at_the_end && office.bench().config.erp.kind == "file" {
        let posted = ledger.states.iter().filter(|(_, state)| **state == "posted");
        for (number, _) in posted.filter(|(number, _)| !handed.contains_key(number.as_str())) {
            problems.push(format!("{number} is posted and in no file"));
        }
    }
    problems
}

/// What the last push and reconcile said.
pub type LastReports = (Option<Batch>, Pushed, Reconciled);

/// What must be true once everything has come to rest; answers what is not.
pub fn at_rest(office: &mut Office, (batch, pushed, reconciled): &LastReports) -> Vec<String> {
    let mut problems = always(office);
    let ledger = ledger(office);
    problems.extend(of_files(office, &ledger, true));
    problems.extend(of_outcomes(&ledger, reconciled));
    let waiting = ledger.waiting();
    let refused: BTreeSet<LoadNumber> =
        batch.iter().flat_map(|batch| &batch.refused).map(|refused| refused.load.clone()).collect();
    if waiting != refused || pushed.waiting != waiting.len() {
        problems.push(format!("{waiting:?} wait; told were {refused:?} and a count of {}", pushed.waiting));
    }
    if let Some(fault) = &pushed.stopped {
        problems.push(format!("the last push was stopped: {fault}"));
    }
    problems.extend(of_records(&ledger, &office.records()));
    problems.extend(of_cache(office, &ledger));
    problems
}

/// Nothing is left open: every invoice is posted, given up, refused with its reason, or waits for a person who is told.
fn of_outcomes(ledger: &Ledger, reconciled: &Reconciled) -> Vec<String> {
    let told: BTreeSet<&InvoiceNumber> = reconciled.needs_person.iter().map(|(number, _)| number).collect();
    let mut problems = Vec::new();
    for (number, state) in &ledger.states {
        let well = match *state {
            "posted" | "voided" | "replaced" | "closed" | "rejected" => true,
            "cancelled" => told.contains(number),
            "needs_person" => told.contains(number) && ledger.typed.contains(number),
            _ => false,
        };
        if !well {
            problems.push(format!("{number} is left as {state}"));
        }
    }
    problems
}

/// Each posted invoice stands posted once at the ERP, with no draft of ours beside it; of what was given up nothing stands.
fn of_records(ledger: &Ledger, records: &[ErpRecord]) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, state) in &ledger.states {
        let of = |state| records.iter().filter(|r| r.number == *number && r.state == state && r.mark.is_some()).count();
        let (posted, drafts) = (of(RecordState::Posted), of(RecordState::Draft));
        let well = match *state {
            "posted" => posted == 1 && drafts == 0,
            "voided" | "replaced" | "closed" | "rejected" => posted + drafts == 0,
            _ => true,
        };
        if !well {
            problems.push(format!("{number} is {state}, and the ERP has {posted} posted and {drafts} drafts of it"));
        }
    }
    problems
}

/// Everything derived is what would be derived anew, and a posted load shows what was posted.
fn of_cache(office: &mut Office, ledger: &Ledger) -> Vec<String> {
    let mut problems = Vec::new();
    let stale = office.bench().cache.stale_count().expect("a count");
    if stale > 0 {
        problems.push(format!("{stale} loads are stale"));
    }
    for (load, live) in &ledger.live {
        let posted = live.iter().find(|number| ledger.states.get(*number) == Some(&"posted"));
        let approval = posted.and_then(|number| ledger.behind.get(number)?.get(load));
        let Some(approval) = approval else { continue };
        let stored = office.bench().cache.assessment(load).expect("the cache reads");
        let bytes = office.bench().book.body(&approval.assessment).expect("a body").expect("it is kept");
        let billed: Assessment = canonical::decode(&bytes).expect("an assessment");
        let shown = stored.map(|s| (s.state, s.total, s.assessment.charges));
        if shown != Some((LoadState::Posted, billed.total, billed.charges)) {
            let short = shown.map(|(state, total, _)| (state, total));
            problems.push(format!("{load} was posted over {} and shows {short:?}", billed.total));
        }
    }
    let before = office.bench().book.head().expect("a head");
    let checked = rebuild::check(office.bench()).expect("a rebuild");
    if !checked.differing.is_empty() {
        problems.push(format!("a rebuild makes otherwise: {:?}", checked.differing));
    }
    let after = office.bench().book.head().expect("a head");
    if before != after {
        problems.push(format!("a rebuild wrote entries {} to {}", before.seq + 1, after.seq));
    }
    problems
}

/// States that an invoice may be in, for tests that ask about one.
pub fn state_of(office: &mut Office, number: &InvoiceNumber) -> InvoiceState {
    office.bench().book.invoice(number).expect("the book reads").expect("an invoice").state
}
