//! Changes: what facts that came late do to approvals. Before posting the approval lapses and its invoice is voided, or is
//! being voided where the ERP may have it; afterwards the difference in charges is recorded once, for a true-up.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, InvoiceAt, StateChange};

use crate::book::load_state::BookedLoad;
use crate::settings::actor::entry;
use crate::workspace::home::Workbench;

/// What late facts did to one load.
pub enum Change {
    /// What was approved is not what would be billed now: in words.
    Lapsed(String),
    /// What was posted is not what is due now: amount, and words. Nothing is due beyond it any more where there are none.
    Differs(InvoiceNumber, Option<Money>, String),
}

/// An invoice that was taken back, in words for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// Which.
    pub invoice: InvoiceNumber,
    /// Loads on it.
    pub loads: usize,
    /// Its total.
    pub total: Money,
    /// Is it void, or will the ERP be asked first?
    pub now: bool,
}

impl Voided {
    /// `PSL-A-000077-G1, 21 loads, 19816.50 USD, is voided; 20 loads wait for the next batch`.
    pub fn words(&self) -> String {
        let Voided { invoice, loads, total, now } = self;
        let many = |n: usize| if n == 1 { "1 load".to_owned() } else { format!("{n} loads") };
        let what = format!("{invoice}, {}, {total}", many(*loads));
        match (now, loads - 1) {
            (false, _) => {
                format!("{what}, may be at the ERP: the next push or reconcile asks, and its loads wait until then")
            }
            (true, 0) => format!("{what}, is voided"),
            (true, 1) => format!("{what}, is voided; the other load waits for the next batch"),
            (true, rest) => format!("{what}, is voided; {} wait for the next batch", many(rest)),
        }
    }
}

/// Takes an invoice back within a write: void where it was never sent or was refused, being voided where the ERP may have it. What
/// waits for a person stays: something stands at the ERP under its number, and may bill the same loads.
pub fn take_back(
    bench: &Workbench,
    row: &InvoiceAt,
    reason: &Reason,
    write: &mut BookWrite,
    by: &dyn Fn(Decision) -> linehaul_domain::decision::NewEntry,
) -> Outcome<Option<Voided>> {
    let never_there = row.state == InvoiceState::Rejected || !row.ever_sent;
    let to = match row.state {
        InvoiceState::Draft | InvoiceState::Queued | InvoiceState::Rejected if never_there => InvoiceState::Voided,
        InvoiceState::Queued => InvoiceState::Voiding,
        _ => return Ok(None),
    };
    take_back_to(bench, row, reason, write, by, to)
}

/// The same of one that may be out since before a restore, where a person who looked it up takes it back: whoever only has late facts
/// does not know that.
pub fn take_back_looked_up(
    bench: &Workbench,
    row: &InvoiceAt,
    reason: &Reason,
    write: &mut BookWrite,
    by: &dyn Fn(Decision) -> linehaul_domain::decision::NewEntry,
) -> Outcome<Option<Voided>> {
    let entries = bench.book.entries_of_invoice(&row.number)?;
    let why = entries.iter().rev().find_map(|entry| match &entry.entry.decision {
        Decision::NeedsPerson { why, .. } => Some(*why),
        _ => None,
    });
    if row.state != InvoiceState::NeedsPerson || why.flatten() != Some(PersonReason::MayBeOut) {
        return take_back(bench, row, reason, write, by);
    }
    let to = if row.ever_sent { InvoiceState::Voiding } else { InvoiceState::Voided };
    take_back_to(bench, row, reason, write, by, to)
}

fn take_back_to(
    bench: &Workbench,
    row: &InvoiceAt,
    reason: &Reason,
    write: &mut BookWrite,
    by: &dyn Fn(Decision) -> linehaul_domain::decision::NewEntry,
    to: InvoiceState,
) -> Outcome<Option<Voided>> {
    let at = (&row.number, row.state, row.attempt);
    let (invoice, reason) = (row.number.clone(), reason.clone());
    write.states.push(StateChange { reason: Some(reason.to_string()), ..StateChange::of(at, to) });
    let now = to == InvoiceState::Voided;
    write.entries.push(by(match now {
        true => Decision::InvoiceVoided { invoice, reason },
        false => Decision::InvoiceVoiding { invoice, reason },
    }));
    let Some(whole) = bench.book.invoice(&row.number)? else { return Ok(None) };
    let total = Money::new(whole.body.total, whole.body.currency);
    Ok(Some(Voided { invoice: row.number.clone(), loads: whole.body.loads().len(), total, now }))
}

/// Why a decision on a load that no row speaks of any more holds no longer.
const ROWLESS: &str = "no row speaks of it any more: it was taken back, or is another load's now";

/// What becomes of the approval of a load of which nothing is known any more, or is told of its invoice.
pub(crate) fn of_rowless(load_state: &BookedLoad) -> Option<Change> {
    if let Some(row) = load_state.invoice().filter(|row| is_billed(row.state)) {
        let told = load_state.difference.as_ref().map(|(_, _, words)| words.as_str());
        let billed = load_state.approval_behind(row)?.total;
        let nothing = Money::new(Decimal::ZERO, billed.currency);
        let differs = Change::Differs(row.number.clone(), Some(nothing), ROWLESS.to_owned());
        return (told != Some(ROWLESS)).then_some(differs);
    }
    may_lapse(load_state).then(|| Change::Lapsed(ROWLESS.to_owned()))
}

/// While an invoice is being sent, is in doubt or with a person, its approval stays: once that has ended, it lapses, or a difference is
/// recorded.
pub(crate) fn may_lapse(load_state: &BookedLoad) -> bool {
    load_state.approval.is_some() && load_state.invoice().is_none_or(|row| may_be_taken_back(row.state))
}

/// Is it out, whatever became of it there?
pub(crate) fn is_billed(state: InvoiceState) -> bool {
    matches!(state, InvoiceState::Posted | InvoiceState::Cancelled | InvoiceState::Closed)
}

fn may_be_taken_back(state: InvoiceState) -> bool {
    matches!(state, InvoiceState::Draft | InvoiceState::Queued | InvoiceState::Rejected)
}

/// Writes these changes in one transaction of the book; answers the invoices that were taken back.
pub fn record(bench: &mut Workbench, changes: &[(LoadNumber, BookedLoad, Change)]) -> Outcome<Vec<Voided>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let now = bench.clock.now();
    let mut write = BookWrite::default();
    let mut voided: BTreeMap<InvoiceNumber, Option<Voided>> = BTreeMap::new();
    for (load, load_state, change) in changes {
        write.expects.insert(load.clone(), load_state.version);
        match change {
            Change::Lapsed(words) => {
                if let Some(row) = load_state.invoice().filter(|row| !voided.contains_key(&row.number)) {
                    let reason = Reason::ours("changed since approval").of(load).since(words);
                    let taken = take_back(bench, row, &reason, &mut write, &|decision| entry(now, decision))?;
                    voided.insert(row.number.clone(), taken);
                }
                let approval = load_state.approval.as_ref().map_or(0, |approval| approval.seq);
                let (load, difference) = (load.clone(), words.clone());
                write.entries.push(entry(now, Decision::ApprovalLapsed { load, approval, difference }));
            }
            Change::Differs(invoice, amount, words) => {
                let (load, invoice, difference) = (load.clone(), invoice.clone(), words.clone());
                let amount = *amount;
                write.entries.push(entry(now, Decision::DifferenceAfterPosting { load, invoice, difference, amount }));
            }
        }
    }
    bench.append(&write)?;
    Ok(voided.into_values().flatten().collect())
}
