//! The check of what is about to go out: each effect that its row says is open, against the entries about it.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::BatchId;
use rusqlite::Connection;

use crate::chain::{broken, verify_entry, verify_invoice};
use crate::column::signed;
use crate::effect_steps::{left_open, planned, step_of, stepped};
use crate::table::effects::{self, EffectRow};
use crate::table::entries;

/// LH-520 where a row says otherwise of an open effect than its entries do.
pub(crate) fn verify_open(connection: &Connection) -> Outcome<()> {
    let mut steps: BTreeMap<BatchId, Vec<Entry>> = BTreeMap::new();
    let mut checked = BTreeSet::new();
    let goings_on = entries::list(connection, "kind = 'book_continues'", [])?;
    for row in effects::open(connection)? {
        if !steps.contains_key(&row.batch) {
            let mut all = of_batch(connection, &row.batch)?;
            all.extend(goings_on.iter().cloned());
            all.sort_by_key(|entry| entry.seq);
            steps.insert(row.batch.clone(), all);
        }
        if let Some(number) = row.id.subject.invoice()
            && !is_outside(connection, &row)?
        {
            verify_invoice(connection, number)?;
        }
        let said = said(connection, &row, steps.get(&row.batch).map_or(&[][..], Vec::as_slice), &mut checked)?;
        if said.as_ref() != Some(&row) {
            let (kind, subject) = (&row.id.of, row.id.subject.name());
            let state = said.map_or("not planned", |said| said.state.name());
            return Err(broken(&format!(
                "{kind} of {subject} stands as {}, its entries say {state}",
                row.state.name()
            )));
        }
    }
    Ok(())
}

/// Is it owed of an invoice that this book does not have? Then the entry that plans it names all that goes out.
fn is_outside(connection: &Connection, row: &EffectRow) -> Outcome<bool> {
    let entry = entries::list(connection, "seq = ?1", [signed(row.planned)])?.pop();
    Ok(entry.is_some_and(|entry| matches!(entry.entry.decision, Decision::OwedOutside { .. })))
}

/// The steps of a batch's effects.
pub(crate) fn of_batch(connection: &Connection, batch: &BatchId) -> Outcome<Vec<Entry>> {
    // By the batch: with the plus the index of kinds, which has the steps of every batch, is none to take.
    let condition = "batch = ?1 AND +kind GLOB 'effect_*'";
    entries::list(connection, condition, [batch.as_str()])
}

/// The row as its entries make it; nothing where they do not plan it. The entries are checked on the way.
fn said(
    connection: &Connection,
    row: &EffectRow,
    steps: &[Entry],
    checked: &mut BTreeSet<u64>,
) -> Outcome<Option<EffectRow>> {
    // Many effects go out by one entry, which is long then: it is checked once.
    let mut check = |seq| if checked.insert(seq) { verify_entry(connection, seq) } else { Ok(()) };
    check(row.planned)?;
    let entry = entries::list(connection, "seq = ?1", [signed(row.planned)])?.pop();
    let (owes, may_be_out) = match entry.map(|entry| entry.entry.decision) {
        Some(Decision::Posted { invoice, owes, .. }) => (owes, effects::may_be_out(connection, &invoice, row.planned)?),
        Some(Decision::OwedOutside { owes, .. }) => (owes, true),
        _ => return Ok(None),
    };
    let Some(plan) = owes.into_iter().find(|plan| plan.effect == row.id) else { return Ok(None) };
    let mut said = planned(&plan, row.planned);
    if let Some(left) = left_open(&said, row.planned).filter(|_| may_be_out) {
        said = left;
    }
    for entry in steps.iter().filter(|entry| entry.seq > row.planned) {
        if let Decision::BookContinues { .. } = entry.entry.decision {
            check(entry.seq)?;
            said = left_open(&said, entry.seq).unwrap_or(said);
            continue;
        }
        let Some((packet, step)) = step_of(&entry.entry.decision) else { continue };
        let names = step.names().contains(&row.id);
        let own = packet.of == &said.id.of && said.packet.as_ref() == Some(packet.name);
        if names || own {
            check(entry.seq)?;
            said = stepped(&said, entry.seq, &packet, step).map_err(|why| broken(&why))?;
        }
    }
    Ok(Some(said))
}
