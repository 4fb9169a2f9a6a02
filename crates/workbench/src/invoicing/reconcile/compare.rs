//! What the ERP has of posted invoices, compared with ours.

use std::collections::BTreeSet;

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, ErpRecord, Key, RecordState};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::time::Instant;
use linehaul_store::{BookWrite, InvoiceRow, Looked, Open, StateChange};

use crate::invoicing::reconcile::{Mismatch, Reconciled};
use crate::invoicing::settle::{change, entry, fault_of, key_of, of_row, read_back_of, unread, words_of};
use crate::workspace::home::Workbench;

/// What reading back changes of where an invoice stands.
pub(super) enum Verdict {
    Cancelled(InvoiceRow, String),
    StandsAgain(InvoiceRow),
}

pub(super) fn record(bench: &mut Workbench, verdicts: &[Verdict]) -> Outcome<()> {
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

/// Reads some invoices back; answers what that changes in the book, and how each of them is.
pub(super) fn compare_chunk(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    (chunk, run): (&[InvoiceRow], u64),
    result: &mut Reconciled,
) -> Outcome<(Vec<Verdict>, Vec<Looked>)> {
    let keys: Vec<Key> = chunk.iter().map(key_of).collect();
    let found = erp.find(&keys).map_err(|why| fault_of(&why))?;
    let (mut verdicts, mut looked) = (Vec::new(), Vec::new());
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
        let seen = seen(row, &theirs);
        looked.push(Looked { agrees: differences.is_empty(), at: bench.clock.real_now(), run, ..seen });
        // One that is asked about twice, because it changed meanwhile, is told as it is now.
        result.mismatched.retain(|mismatch| mismatch.invoice != row.number);
        if !differences.is_empty() {
            let (invoice, loads) = (row.number.clone(), row.body.loads());
            result.mismatched.push(Mismatch { invoice, loads, differences });
        }
    }
    Ok((verdicts, looked))
}

/// How an invoice is there: by its posted record, where there is one.
fn seen(row: &InvoiceRow, theirs: &[&ErpRecord]) -> Looked {
    let posted: Vec<&&ErpRecord> = theirs.iter().filter(|record| record.state == RecordState::Posted).collect();
    let open = match posted.as_slice() {
        [one] => one.open.map(|open| Open { total: one.total, open, currency: one.currency }),
        _ => None,
    };
    let counts = posted.first().copied().or_else(|| theirs.first());
    Looked {
        invoice: row.number.clone(),
        erp_id: counts.map(|record| record.erp_id.clone()).or_else(|| row.erp_id.clone()),
        state: counts.map(|record| record.state.in_words()).unwrap_or_default().to_owned(),
        open,
        agrees: false,
        at: Instant::UNIX_EPOCH,
        run: 0,
    }
}

fn differences(
    bench: &mut Workbench,
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
        [one] => compare(&row.body, &read_back_of(erp, &row.body, one)),
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

/// Drafts beside a posted invoice. What this book made is removed: the drafts whose records it knows, and one for each attempt
/// whose answer was lost, of which the book says from then on which it was. Any other is somebody's work, and is told.
fn strays(
    bench: &mut Workbench,
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
    // An attempt that posted at once has no draft to lose.
    let made: BTreeSet<&str> = entries
        .iter()
        .filter_map(|e| match &e.entry.decision {
            Decision::DraftMade { erp_id, .. }
            | Decision::Posted { erp_id, .. }
            | Decision::StrayDraft { erp_id, .. } => Some(erp_id.as_str()),
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
            let stray = Decision::StrayDraft { invoice: row.number.clone(), erp_id: id.clone() };
            let entries = vec![entry(bench.clock.now(), stray)];
            bench.append(&BookWrite { entries, ..BookWrite::default() })?;
        }
        match erp.remove_draft(&stray.handle()) {
            Ok(()) => result.strays_removed.push((row.number.clone(), id.clone())),
            Err(why) => differences.push(format!("a stray draft {id} stands beside it: {}", words_of(&why).1)),
        }
    }
    Ok(differences)
}
