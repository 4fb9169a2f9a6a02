//! A line for each entry of the book: its sequence, what it is about, and for a step at the ERP how it ended and how long it took.

use std::collections::BTreeMap;

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_store::StateChange;
use tracing::info;

use crate::log::{Log, loads, name, words};

/// What was appended just now.
pub(crate) fn log_entries(log: &Log, entries: &[Entry], states: &[StateChange]) {
    let states = states.iter().map(|change| (&change.invoice, change)).collect();
    entries.iter().for_each(|entry| line(log, entry, &states));
}

fn line(log: &Log, Entry { seq, entry, .. }: &Entry, states: &BTreeMap<&InvoiceNumber, &StateChange>) {
    let decision = &entry.decision;
    let (load, invoice) = (decision.load().map(|load| name(load.as_str())), decision.invoice());
    let change = invoice.and_then(|number| states.get(number));
    let details = Details::of(decision);
    info!(
        seq,
        kind = decision.kind(),
        actor = &*name(&entry.actor.name),
        load = load.as_deref(),
        loads = details.loads.as_deref(),
        invoice = invoice.map(|number| name(number.as_str())).as_deref(),
        batch = details.batch.map(name).as_deref(),
        attempt = change.map(|change| change.attempt),
        state = change.map(|change| change.to.name()),
        erp_id = details.erp_id.map(name).as_deref(),
        erp_number = details.erp_number.map(name).as_deref(),
        code = details.code.map(name).as_deref(),
        why = details.why.map(words).as_deref(),
        ms = invoice.filter(|_| change.is_some()).and_then(|number| log.step(number, details.goes_on)),
        "entry"
    );
}

/// What some kinds of entries tell beside the load or invoice.
#[derive(Default)]
struct Details<'a> {
    loads: Option<String>,
    batch: Option<&'a str>,
    erp_id: Option<&'a str>,
    erp_number: Option<&'a str>,
    code: Option<&'a str>,
    why: Option<&'a str>,
    /// Is the ERP asked something more about the invoice?
    goes_on: bool,
}

impl Details<'_> {
    fn of(decision: &Decision) -> Details<'_> {
        let nothing = Details::default();
        match decision {
            Decision::InvoiceDrafted { batch, loads: all, .. } => {
                Details { batch: Some(batch.as_str()), loads: loads(all.iter()), ..nothing }
            }
            Decision::Batched { batch, .. } | Decision::Effect { batch, .. } => {
                Details { batch: Some(batch.as_str()), ..nothing }
            }
            Decision::Sending { .. } => Details { goes_on: true, ..nothing },
            Decision::DraftMade { erp_id, .. } => Details { erp_id: Some(erp_id), goes_on: true, ..nothing },
            Decision::Posted { erp_id, erp_number, .. } => {
                Details { erp_id: Some(erp_id), erp_number: Some(erp_number), ..nothing }
            }
            Decision::BilledOutside { erp_id, erp_number, .. } => {
                Details { erp_id: Some(erp_id), erp_number: erp_number.as_deref(), ..nothing }
            }
            Decision::Rejected { code, message, .. } => Details { code: Some(code), why: Some(message), ..nothing },
            Decision::InDoubt { message, .. } => Details { why: Some(message), goes_on: true, ..nothing },
            Decision::NeedsPerson { message, .. } | Decision::CancelledAtErp { message, .. } => {
                Details { why: Some(message), ..nothing }
            }
            Decision::ApprovalLapsed { difference, .. } => Details { why: Some(difference), ..nothing },
            // What is told of these stands in every line: kind, load, invoice, who.
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::Approved { .. }
            | Decision::ApprovalWithdrawn { .. }
            | Decision::Held { .. }
            | Decision::Released { .. }
            | Decision::Adjusted { .. }
            | Decision::DifferenceAfterPosting { .. }
            | Decision::NotADuplicate { .. }
            | Decision::Answered(_)
            | Decision::Stated(_)
            | Decision::OwedOutside { .. }
            | Decision::CutoverSet { .. }
            | Decision::CutoverKept { .. }
            | Decision::BilledElsewhere { .. }
            | Decision::BilledHere { .. }
            | Decision::MayBeBilled(_)
            | Decision::BookContinues { .. }
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::InvoiceVoiding { .. }
            | Decision::InvoiceVoided { .. }
            | Decision::StandsAtErp { .. }
            | Decision::StrayDraft { .. }
            | Decision::BillAgain { .. }
            | Decision::InvoiceClosed { .. }
            | Decision::Requeued { .. }
            | Decision::Row(_)
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => nothing,
        }
    }
}
