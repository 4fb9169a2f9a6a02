//! Hands: who moved what a load comes to beside its sources and its contract. None of them approves it.

use linehaul_domain::cutover::Word;
use linehaul_domain::decision::{Actor, Decision, Entry, RowSaid};
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::load::Load;

use crate::assessment::unheard;
use crate::workspace::home::Workbench;

/// Whoever adjusted a charge of a load; said of it what stands; mended a row of it, or of a customer that pays it, by the book or by the archive, since a book
/// that was put back may have lost that; cleared a row that would hold it; said that it is billed here; or answered what else holds it.
pub(crate) fn on(bench: &Workbench, load: &Load, entries: &[Entry], facts: &[Fact]) -> Outcome<Vec<Actor>> {
    let stands = |seq| load.desk.iter().any(|said| said.seq == seq);
    // Of several words on where it is billed the last one counts.
    let word = entries.iter().rev().find(|entry| Word::of(&entry.entry.decision).is_some()).map(|entry| entry.seq);
    let moves = |entry: &&Entry| match &entry.entry.decision {
        Decision::Adjusted { .. } => true,
        Decision::Row(row) => matches!(row.said, RowSaid::Mended { .. }),
        Decision::Stated(_) => stands(entry.seq),
        // An answer to what is asked no longer moves nothing.
        Decision::Answered(answer) => load.rests_on(&answer.questions),
        Decision::NotADuplicate { .. } => true,
        // That it was not billed before, whatever day, list or a restored book leave open, is an answer too.
        Decision::BilledHere { .. } => word == Some(entry.seq),
        _ => false,
    };
    let mut hands: Vec<Actor> = entries.iter().filter(moves).map(|entry| entry.entry.actor.clone()).collect();
    hands.extend(bench.cache.hands_on_load(&load.number)?);
    for customer in payers(load) {
        hands.extend(bench.cache.hands_on_customer(customer)?);
    }
    // An earlier version named some loads of a row of very many alone: the row says which these are.
    for word in bench.cache.cleared_words(&load.number)? {
        if let Some(seq) = word.cleared.filter(|_| unheard::is_newer(&word, facts)) {
            bench.book.verify_entry(seq)?;
            hands.extend(bench.book.entry(seq)?.map(|entry| entry.entry.actor));
        }
    }
    Ok(hands)
}

/// Whoever is billed for a load, or priced by.
fn payers(load: &Load) -> impl Iterator<Item = &CustomerId> {
    load.customer.iter().chain(&load.bill_to).chain(load.payors.iter().map(|payor| &payor.customer))
}
