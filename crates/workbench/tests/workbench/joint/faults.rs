//! Every fault of a line at every step of a push, with every kind of ERP. Each invoice ends posted once, or refused, or with a
//! person and a typed reason; then the person acts, and all are posted once.

use std::path::Path;
use std::time::Duration;

use linehaul_connectors::erp::memory::{Able, Failure, Fault, Faults, Method, Numbers, Rule, able};
use linehaul_connectors::erp::{Drafts, Pace, RecordState, Refusal, Traits, Twice};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::InvoiceState;
use linehaul_workbench::invoicing::batch;
use linehaul_workbench::invoicing::push::Signal;

use crate::joint::auditor;
use crate::joint::company::Company;
use crate::joint::freight::put_all;
use crate::joint::office::{BILLER, Into, Office};

/// A company with seven approved loads.
pub fn approved() -> Company {
    let mut company = Company::new();
    put_all(&mut company);
    let mut office = Office::usual(company);
    office.sync().expect("synced");
    let decided = office.approve_all().expect("approved");
    assert!(decided.refused.is_empty() && decided.done.len() == 7, "{decided:?}");
    office.company
}

/// The same whose first batch waits to be sent: four invoices, one of them of four loads.
pub fn queued() -> Company {
    let mut office = Office::usual(approved());
    let batch = batch::create(office.bench(), BILLER).expect("batched").expect("a batch");
    assert_eq!(batch.invoices.len(), 4);
    office.company
}

/// The same company over again, with an ERP that has seen nothing.
pub fn copy_of(company: &Company) -> Company {
    let copy = Company::new();
    copy_folder(company.dir(), copy.dir());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// Kinds of ERP: drafts or at once, our number or theirs, undone as a whole, by item, stopping or as a job; with and without
/// a settle time, and with calls of few and of many.
pub fn kinds() -> Vec<Able> {
    let mut kinds = Vec::new();
    let ours = [Numbers::Ours, Numbers::Theirs];
    let every = [Failure::PerItem, Failure::AllOrNothing, Failure::StopsAtFirst, Failure::Job];
    for drafts in [Drafts::First, Drafts::AtOnce] {
        for twice in [Twice::MakesTwo, Twice::Refused, Twice::Replayed { seconds: None }] {
            for failure in every {
                let at = kinds.len();
                let max_batch = if at.is_multiple_of(3) { 2 } else { 50 };
                let settle_seconds = if at % 4 == 1 { 0 } else { 60 };
                let pace = Pace { per_minute: (at % 5 == 2).then_some(30), metered: at % 2 == 1 };
                let max_post = [1, 3, 10][at % 3];
                let numbers = ours[at / 2 % 2];
                let traits = Traits { drafts, twice, max_batch, max_post, settle_seconds, pace, ..able() };
                kinds.extend(traits.unfit().is_none().then_some(Able { traits, numbers, failure }));
            }
        }
    }
    kinds
}

fn scripts(able: &Able) -> Vec<Vec<Rule>> {
    let refused = Fault::Refused(Refusal {
        code: linehaul_domain::fault::Code::ErpRulesRefuse,
        message: "the period is closed".to_owned(),
    });
    let mut scripts = Vec::new();
    for (method, fault) in Faults::everything(60) {
        if able.traits.settle_seconds == 0 && matches!(fault, Fault::Late { .. }) {
            continue;
        }
        for (after, times) in [(0, 1), (1, 2), (0, 6)] {
            let rule = Rule { method, after, times, fault: fault.clone() };
            // A draft is removed where its posting was refused.
            let before = Rule { method: Method::Post, after: 0, times: 2, fault: refused.clone() };
            scripts.push(if method == Method::RemoveDraft { vec![before, rule] } else { vec![rule] });
        }
    }
    scripts
}

fn waiting(office: &mut Office) -> Vec<InvoiceNumber> {
    let book = &office.bench().book;
    let of = |state| book.invoices(Some(state), None).expect("invoices");
    let rows = of(InvoiceState::Rejected).into_iter().chain(of(InvoiceState::NeedsPerson));
    rows.map(|row| row.number).collect()
}

/// One push over a line that fails so, and all that people do about it.
fn run(template: &Company, able: &Able, rules: &[Rule]) -> Vec<String> {
    let mut office = Office::new(copy_of(template), Into::Memory(Box::new(able.clone())));
    office.company.world.plan(Faults::script(rules));
    if let Err(fault) = office.push(&mut |_| Signal::Continue) {
        return vec![format!("the push: {fault}")];
    }
    let mut problems = auditor::always(&mut office);
    office.mend();
    let said = office.settle().expect("settled");
    problems.extend(auditor::at_rest(&mut office, &said));
    let stopped = waiting(&mut office);
    if !stopped.is_empty() {
        let retried = office.retry(&stopped).expect("retried");
        problems.extend(retried.refused.iter().map(|no| format!("{} is not retried: {}", no.invoice, no.fault)));
    }
    let said = office.settle().expect("settled");
    problems.extend(auditor::at_rest(&mut office, &said));
    let posted = office.records().iter().filter(|r| r.state == RecordState::Posted).count();
    let (matched, records) = (said.2.matched, office.records().len());
    if (posted, matched, records) != (4, 4, 4) || !said.2.mismatched.is_empty() {
        problems.push(format!("{posted} posted of {records} records, {matched} matched, {:?}", said.2.mismatched));
    }
    problems
}

fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// `LINEHAUL_FAULTS=1` tries them all; by default every nineteenth, shifted with each kind of ERP.
#[test]
fn every_fault_at_every_step_leaves_each_invoice_posted_once_or_with_a_person() {
    let template = queued();
    let stride = setting("LINEHAUL_FAULTS", 19);
    let mut failed = Vec::new();
    let mut tried = 0;
    for (shift, able) in kinds().iter().enumerate() {
        for rules in scripts(able).into_iter().skip(shift % stride).step_by(stride) {
            tried += 1;
            let problems = run(&template, able, &rules);
            if !problems.is_empty() {
                failed.push(format!("{able:?}\n{rules:?}\n  {}", problems.join("\n  ")));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {tried} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn a_push_that_loses_answers_waits_without_taking_time() {
    let mut office = Office::usual(copy_of(&queued()));
    let begun = std::time::Instant::now();
    let lost = Rule { method: Method::Make, after: 0, times: 3, fault: Fault::Late { seconds: 60 } };
    office.company.world.plan(Faults::script(&[lost]));
    let pushed = office.push(&mut |_| Signal::Continue).expect("pushed");
    assert_eq!(pushed.posted.len(), 4, "{pushed:?}");
    assert!(office.company.world.clock().now() >= 60, "the settle time was waited for");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
