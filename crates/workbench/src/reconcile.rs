//! Reconcile: read the ERP back. What is in doubt is asked about, what is posted is compared, strays beside it are removed,
//! and what is still to be paid is told.

use std::collections::BTreeMap;

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, ErpRecord, RecordState};
use linehaul_domain::Decimal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::Currency;
use linehaul_store::InvoiceRow;

use crate::home::Workbench;
use crate::push::{KeepGoing, Scope, push};
use crate::settle::{Pushed, fault_of, read_back_of, words_of};

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
    pub asked: Pushed,
    /// Invoices still in doubt.
    pub in_doubt: Vec<InvoiceNumber>,
    /// Invoices that wait for a person, with the reason.
    pub needs_person: Vec<(InvoiceNumber, String)>,
}

/// Reads the ERP back.
pub fn reconcile(bench: &mut Workbench, as_user: Option<&str>, keep_going: KeepGoing<'_>) -> Outcome<Reconciled> {
    let scope = Scope { batch: None, ask_only: true };
    let mut result = Reconciled { asked: push(bench, &scope, as_user, keep_going)?, ..Reconciled::default() };
    let posted = bench.book.invoices(Some(InvoiceState::Posted), None)?;
    if !posted.is_empty() {
        let mut erp = bench.erp()?;
        for chunk in posted.chunks(CHUNK) {
            compare_chunk(erp.as_mut(), chunk, &mut result)?;
        }
    }
    for state in [InvoiceState::InDoubt, InvoiceState::Sending] {
        result.in_doubt.extend(bench.book.invoices(Some(state), None)?.into_iter().map(|r| r.number));
    }
    let waiting = bench.book.invoices(Some(InvoiceState::NeedsPerson), None)?;
    result.needs_person = waiting.into_iter().map(|r| (r.number, r.reason.unwrap_or_default())).collect();
    Ok(result)
}

fn compare_chunk(erp: &mut dyn Erp, chunk: &[InvoiceRow], result: &mut Reconciled) -> Outcome<()> {
    let numbers: Vec<InvoiceNumber> = chunk.iter().map(|r| r.number.clone()).collect();
    let mut found = erp.find(&numbers).map_err(|why| fault_of(&why))?;
    // One whose number somebody changed there is not found by it, but by its record.
    let known = |row: &&InvoiceRow| !found.iter().any(|r| Some(&r.erp_id) == row.erp_id.as_ref());
    let lost: Vec<String> = chunk.iter().filter(known).filter_map(|r| r.erp_id.clone()).collect();
    if !lost.is_empty() {
        found.extend(erp.read_back(&lost).map_err(|why| fault_of(&why))?);
    }
    for row in chunk {
        let own = |r: &&ErpRecord| r.number == row.number || Some(&r.erp_id) == row.erp_id.as_ref();
        let theirs: Vec<&ErpRecord> = found.iter().filter(own).collect();
        let differences = differences(erp, row, &theirs, result)?;
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
    erp: &mut dyn Erp,
    row: &InvoiceRow,
    theirs: &[&ErpRecord],
    result: &mut Reconciled,
) -> Outcome<Vec<String>> {
    let in_state = |state| theirs.iter().filter(move |r| r.state == state).collect::<Vec<_>>();
    let posted = in_state(RecordState::Posted);
    let mut differences = match posted.as_slice() {
        [] if !in_state(RecordState::Cancelled).is_empty() => vec!["it was cancelled at the ERP".to_owned()],
        [] => vec!["the ERP has no posted invoice of this number".to_owned()],
        [one] => {
            count_owed(one, result);
            compare(&row.body, &read_back_of(erp, &row.body, one))
        }
        many => vec![format!("the ERP has {} posted invoices of this number", many.len())],
    };
    if let [one] = posted.as_slice()
        && one.number != row.number
    {
        differences.push(format!("its reference there is now `{}`", one.number));
    }
    for stray in in_state(RecordState::Draft) {
        if !compare(&row.body, &read_back_of(erp, &row.body, stray)).is_empty() {
            differences.push(format!("draft {} bears its number and is not as ours", stray.erp_id));
            continue;
        }
        match erp.remove_draft(&stray.erp_id) {
            Ok(()) => result.strays_removed.push((row.number.clone(), stray.erp_id.clone())),
            Err(why) => {
                differences.push(format!("a stray draft {} stands beside it: {}", stray.erp_id, words_of(&why).1));
            }
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
