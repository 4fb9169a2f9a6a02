//! Reconcile: read the ERP back. What is in doubt is asked about, what is posted is compared, strays beside it are removed,
//! and what is still to be paid is told.

use std::collections::BTreeMap;

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, ErpRecord, Key, RecordState};
use linehaul_domain::Decimal;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::Currency;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};
use tracing::info;

use crate::assessment::drain::drain;
use crate::invoicing::push::{OnProgress, Reach, Scope, pushed};
use crate::invoicing::settle::{Pushed, change, entry, fault_of, key_of, of_row, read_back_of, unread, words_of};
use crate::workspace::home::Workbench;

/// Invoices compared in one question.
const CHUNK: usize = 200;

/// A posted invoice that the ERP has otherwise.
#[derive(Debug, Clone)]
pub struct Mismatch {
    /// The invoice.
    pub invoice: InvoiceNumber,
    /// Its loads.
    pub loads: Vec<LoadNumber>,
    /// What differs.
    pub differences: Vec<String>,
}

/// What customers owe on posted invoices, by currency, where the ERP tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owed {
    /// Invoices paid in full.
    pub paid: u32,
    /// Invoices paid in part.
    pub part_paid: u32,
    /// Invoices with nothing paid yet.
    pub unpaid: u32,
    /// Still to be paid.
    pub open: Decimal,
}

/// What reconciling found.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// Posted invoices that agree.
    pub matched: u64,
    /// Posted invoices that do not.
    pub mismatched: Vec<Mismatch>,
    /// Drafts that stood beside a posted invoice of ours and were removed: (invoice, record).
    pub strays_removed: Vec<(InvoiceNumber, String)>,
    /// What is still to be paid.
    pub owed: BTreeMap<Currency, Owed>,
    /// What asking about the doubtful did.
    pub doubts: Pushed,
    /// Posted invoices that are at another ERP than this, and were not compared.
    pub elsewhere: u64,
    /// Invoices still in doubt.
    pub in_doubt: Vec<InvoiceNumber>,
    /// Invoices that wait for a person, with the reason.
    pub needs_person: Vec<(InvoiceNumber, String)>,
}

/// Reads the ERP back. What was cancelled there holds its loads until a person says what becomes of them.
pub fn reconcile(bench: &mut Workbench, as_user: Option<&str>, on_progress: OnProgress<'_>) -> Outcome<Reconciled> {
    reconciled(bench, &mut Reach::Configured, as_user, on_progress)
}

/// The same with this ERP, whatever the configuration names.
pub fn reconcile_with(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Reconciled> {
    reconciled(bench, &mut Reach::Given(erp), as_user, on_progress)
}

fn reconciled(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Reconciled> {
    let scope = Scope { ask_only: true, ..Scope::default() };
    let doubts = pushed(bench, reach, &scope, as_user, on_progress)?;
    let mut result = Reconciled { doubts, ..Reconciled::default() };
    let mut posted = bench.book.invoices(Some(InvoiceState::Posted), None)?;
    posted.extend(bench.book.invoices(Some(InvoiceState::Cancelled), None)?);
    let here = reach.place(bench);
    let all = posted.len();
    posted.retain(|row| row.belongs_to(&here));
    result.elsewhere = (all - posted.len()) as u64;
    let mut verdicts = Vec::new();
    if !posted.is_empty() {
        reach.with(bench, |bench, erp| {
            let mut chunks = posted.chunks(CHUNK);
            chunks.try_for_each(|chunk| compare_chunk(bench, erp, chunk, &mut result, &mut verdicts))
        })?;
    }
    record(bench, &verdicts)?;
    for state in [InvoiceState::InDoubt, InvoiceState::Sending, InvoiceState::Voiding] {
        result.in_doubt.extend(bench.book.invoices(Some(state), None)?.into_iter().map(|r| r.number));
    }
    for state in [InvoiceState::NeedsPerson, InvoiceState::Cancelled] {
        let waiting = bench.book.invoices(Some(state), None)?;
        result.needs_person.extend(waiting.into_iter().map(|r| (r.number, r.reason.unwrap_or_default())));
    }
    drain(bench, &mut |_, _| true)?;
    let (mismatched, in_doubt, person) = (result.mismatched.len(), result.in_doubt.len(), result.needs_person.len());
    info!(matched = result.matched, mismatched, strays = result.strays_removed.len(), in_doubt, person, "reconciled");
    Ok(result)
}

/// What reading back changes of where an invoice stands.
enum Verdict {
    Cancelled(InvoiceRow, String),
    StandsAgain(InvoiceRow),
}

fn record(bench: &mut Workbench, verdicts: &[Verdict]) -> Outcome<()> {
    let mut write = BookWrite::default();
    let now = bench.clock.now();
    for verdict in verdicts {
        let (decision, state) = match verdict {
            Verdict::Cancelled(row, message) => {
                let decision = Decision::CancelledAtErp { invoice: row.number.clone(), message: message.clone() };
                let reason = Some(message.clone());
                (decision, StateChange { reason, ..change(row, InvoiceState::Cancelled) })
            }
            Verdict::StandsAgain(row) => {
                (Decision::StandsAtErp { invoice: row.number.clone() }, change(row, InvoiceState::Posted))
            }
        };
        write.entries.push(entry(now, decision));
        write.states.push(state);
    }
    if write.entries.is_empty() { Ok(()) } else { bench.append(&write) }
}

fn compare_chunk(
    bench: &Workbench,
    erp: &mut dyn Erp,
    chunk: &[InvoiceRow],
    result: &mut Reconciled,
    verdicts: &mut Vec<Verdict>,
) -> Outcome<()> {
    let keys: Vec<Key> = chunk.iter().map(key_of).collect();
    let found = erp.find(&keys).map_err(|why| fault_of(&why))?;
    for row in chunk {
        let own = of_row(row, &found);
        let theirs: Vec<&ErpRecord> = own.records.iter().collect();
        let posted = theirs.iter().any(|record| record.state == RecordState::Posted);
        let unread = unread(&own);
        // What cannot be read may be the one that is missed: then nothing is concluded, and nothing removed.
        let mut differences = match unread.is_none() || posted {
            true => differences(bench, erp, row, &theirs, result)?,
            false => Vec::new(),
        };
        let taken_back = theirs.iter().map(|record| record.state).find(|state| state.is_taken_back());
        let taken_back = taken_back.filter(|_| unread.is_none());
        differences.extend(unread);
        match (row.state, taken_back) {
            (InvoiceState::Posted, Some(state)) if !posted => {
                let id = row.erp_id.as_deref().unwrap_or_default();
                let words = format!("record {id} of the ERP was {} there", state.in_words());
                verdicts.push(Verdict::Cancelled(row.clone(), words));
            }
            (InvoiceState::Cancelled, _) if differences.is_empty() => {
                verdicts.push(Verdict::StandsAgain(row.clone()));
            }
            _ => {}
        }
        if differences.is_empty() {
            result.matched += 1;
        } else {
            let (invoice, loads) = (row.number.clone(), row.body.loads());
            result.mismatched.push(Mismatch { invoice, loads, differences });
        }
    }
    Ok(())
}

fn differences(
    bench: &Workbench,
    erp: &mut dyn Erp,
    row: &InvoiceRow,
    theirs: &[&ErpRecord],
    result: &mut Reconciled,
) -> Outcome<Vec<String>> {
    let in_state = |state| theirs.iter().filter(move |r| r.state == state).collect::<Vec<_>>();
    let posted = in_state(RecordState::Posted);
    let mut differences = match posted.as_slice() {
        [] if !in_state(RecordState::Cancelled).is_empty() => vec!["it was cancelled at the ERP".to_owned()],
        [] if !in_state(RecordState::Credited).is_empty() => vec!["it was credited in full at the ERP".to_owned()],
        [] => vec!["the ERP has no posted invoice of this number".to_owned()],
        [one] => {
            count_owed(one, result);
            compare(&row.body, &read_back_of(erp, &row.body, one))
        }
        many => {
            let ids: Vec<&str> = many.iter().map(|r| r.erp_id.as_str()).collect();
            let count = many.len();
            vec![format!(
                "the ERP has {count} posted invoices of this number ({}): credit all but one there",
                ids.join(", ")
            )]
        }
    };
    differences.extend(strays(bench, erp, row, &in_state(RecordState::Draft), result)?);
    Ok(differences)
}

/// Drafts beside a posted invoice. What this book made is removed: the drafts whose records it knows, and as many others as
/// there were attempts whose answer was lost. Any other is somebody's work, and is told.
fn strays(
    bench: &Workbench,
    erp: &mut dyn Erp,
    row: &InvoiceRow,
    drafts: &[&&ErpRecord],
    result: &mut Reconciled,
) -> Outcome<Vec<String>> {
    let mut differences = Vec::new();
    if drafts.is_empty() {
        return Ok(differences);
    }
    let entries = bench.book.entries_of_invoice(&row.number)?;
    let made: Vec<&str> = entries
        .iter()
        .filter_map(|e| match &e.entry.decision {
            Decision::DraftMade { erp_id, .. } => Some(erp_id.as_str()),
            _ => None,
        })
        .collect();
    let attempts = entries.iter().filter(|e| matches!(e.entry.decision, Decision::Sending { .. })).count();
    let mut lost = attempts.saturating_sub(made.len());
    for stray in drafts {
        let id = &stray.erp_id;
        if !compare(&row.body, &read_back_of(erp, &row.body, stray)).is_empty() {
            differences.push(format!("draft {id} bears its number and is not as ours"));
            continue;
        }
        if !made.contains(&id.as_str()) {
            if lost == 0 {
                differences.push(format!(
                    "draft {id} bears its number, and this book did not make it: posted, it would bill its loads twice"
                ));
                continue;
            }
            lost -= 1;
        }
        match erp.remove_draft(&stray.handle()) {
            Ok(()) => result.strays_removed.push((row.number.clone(), id.clone())),
            Err(why) => differences.push(format!("a stray draft {id} stands beside it: {}", words_of(&why).1)),
        }
    }
    Ok(differences)
}

fn count_owed(record: &ErpRecord, result: &mut Reconciled) {
    let Some(open) = record.open else { return };
    let owed = result.owed.entry(record.currency).or_default();
    owed.open += open;
    match open {
        open if open.is_zero() => owed.paid += 1,
        open if open == record.total => owed.unpaid += 1,
        _ => owed.part_paid += 1,
    }
}
