//! Cut-over: the one that stands, and what it lets pass. What was billed elsewhere is approved and invoiced by nobody: each load
//! is judged as its approval saw it, whoever wrote that, by the rule of the domain.

use std::cell::RefCell;
use std::sync::Arc;

use linehaul_domain::canonical;
use linehaul_domain::cutover::{Cutover, Standing, Word};
use linehaul_domain::decision::{Decision, Entry, Role};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::load::Load;
use rusqlite::Connection;

use crate::chain;
use crate::column::signed;
use crate::fault::contradiction;
use crate::table::{approvals, bodies, entries, invoices, live};

/// The cut-over that was read last, by the hash of its entry: an entry of the same place that was taken back is another one.
#[derive(Debug, Default)]
pub(crate) struct Memo(RefCell<Option<(Hash, Arc<Cutover>)>>);

const SET: &str = "cutover_set";

/// The cut-over that stands. LH-520 where its list is not what was written.
pub(crate) fn at_hand(connection: &Connection, memo: &Memo) -> Outcome<Arc<Cutover>> {
    let Some(entry) = entries::last_of_kinds(connection, &[SET])? else { return Ok(Arc::default()) };
    if let Some((hash, known)) = &*memo.0.borrow()
        && *hash == entry.hash
    {
        return Ok(known.clone());
    }
    let cutover = Arc::new(read(connection, &entry)?);
    *memo.0.borrow_mut() = Some((entry.hash, cutover.clone()));
    Ok(cutover)
}

fn read(connection: &Connection, entry: &Entry) -> Outcome<Cutover> {
    let Decision::CutoverSet { day, billed, .. } = &entry.entry.decision else {
        return Err(contradiction(format!("entry {} sets no cut-over", entry.seq)));
    };
    let list = match billed {
        Some(hash) => Some(canonical::decode(&body(connection, hash)?)?),
        None => None,
    };
    Ok(Cutover::new(entry.seq, *day, list))
}

fn body(connection: &Connection, hash: &Hash) -> Outcome<Vec<u8>> {
    let short = hash.as_str().get(..12).unwrap_or_default();
    match bodies::get(connection, hash)? {
        Some(bytes) if canonical::hash_bytes(&bytes) == *hash => Ok(bytes),
        Some(_) => Err(chain::broken(&format!("the body {short} is not what was written"))),
        None => Err(contradiction(format!("an entry names the body {hash}, which is not kept"))),
    }
}

const KEPT: &str = "cutover_kept";
const CONTINUES: &str = "book_continues";

/// Did a book that had been put back go on, and nobody said since that its cut-over is the last one? Of a company that is made up,
/// for which the program set that there was nothing before, there is nothing to say.
pub(crate) fn is_asked_again(connection: &Connection) -> Outcome<bool> {
    let last = entries::last_of_kinds(connection, &[SET, KEPT, CONTINUES])?;
    let Some(Decision::BookContinues { known, .. }) = last.map(|entry| entry.entry.decision) else {
        return Ok(false);
    };
    // Where the book has what was known, it lost nothing.
    if let Some(known) = known {
        let there = entries::list(connection, "seq = ?1", [signed(known.seq)])?.pop();
        if there.is_some_and(|there| there.hash == known.hash) {
            return Ok(false);
        }
    }
    let set = entries::last_of_kinds(connection, &[SET])?;
    Ok(set.is_some_and(|set| set.entry.actor.role != Role::System))
}

/// LH-447 where it is asked again: what was billed elsewhere may have been said in what the book lost.
pub(crate) fn must_be_known(connection: &Connection) -> Outcome<()> {
    if !is_asked_again(connection)? {
        return Ok(());
    }
    Err(Fault::new(
        Code::CutoverAskedAgain,
        "this book was put back, and what was said since of loads that were billed elsewhere is not in it",
        "Nothing was written: such a load could be billed a second time.",
        "Say the cut-over again (`linehaul cutover DATE`), or that of its day is the last one: look at `linehaul cutover`, say \
         again what was said of single loads, then `linehaul cutover keep --reason …`.",
    ))
}

/// Was an invoice posted since a cut-over stands?
pub(crate) fn is_fixed(connection: &Connection) -> Outcome<bool> {
    let first = entries::list(connection, "seq = (SELECT min(seq) FROM entries WHERE kind = ?1)", [SET])?;
    let posted = entries::last_of_kinds(connection, &["posted"])?;
    Ok(first.first().zip(posted).is_some_and(|(first, posted)| posted.seq > first.seq))
}

/// What was said last of a load.
fn word(connection: &Connection, load: &LoadNumber) -> Outcome<Option<Word>> {
    let condition = "load = ?1 AND +kind IN ('billed_elsewhere', 'billed_here', 'may_be_billed')";
    Ok(entries::list(connection, condition, [load.as_str()])?.last().and_then(|e| Word::of(&e.entry.decision)))
}

/// The body of the load that an approval saw.
pub(crate) fn approved_facts(connection: &Connection, approval: u64) -> Outcome<Hash> {
    match entries::list(connection, "seq = ?1", [signed(approval)])?.pop().map(|e| e.entry.decision) {
        Some(Decision::Approved { facts, .. }) => Ok(facts),
        _ => Err(contradiction(format!("entry {approval} approves nothing"))),
    }
}

/// Where a load stands, as an approval saw it.
fn standing(connection: &Connection, cutover: &Cutover, load: &LoadNumber, facts: &Hash) -> Outcome<Standing> {
    let word = word(connection, load)?;
    // Of most companies no load has to be read again.
    if word.is_none() && !cutover.parts() {
        return Ok(Standing::Here);
    }
    let saw: Load = canonical::decode(&body(connection, facts)?)?;
    Ok(cutover.standing(&saw, word.as_ref()))
}

/// LH-429 where a load was billed elsewhere, or may have been.
pub(crate) fn must_be_ours(connection: &Connection, memo: &Memo, load: &LoadNumber, facts: &Hash) -> Outcome<()> {
    let what = match standing(connection, &*at_hand(connection, memo)?, load, facts)? {
        Standing::Here => return Ok(()),
        Standing::Elsewhere(_) => format!("{load} was billed elsewhere"),
        Standing::Asked(_) => format!("{load} may have been billed elsewhere, and nobody said"),
    };
    Err(Fault::new(
        Code::BilledBefore,
        what,
        "Nothing was written: a load is billed once.",
        format!("If that is wrong, say `linehaul cutover bill {load} --reason …`, then approve it."),
    ))
}

/// LH-521 where an invoice bills a load that is said to have been billed elsewhere, LH-950 where it is approved.
pub(crate) fn must_be_free(connection: &Connection, load: &LoadNumber) -> Outcome<()> {
    if let Some((_, invoice)) = live::of_load(connection, load)?.first() {
        return Err(live::refused(format!("{load} is billed by {invoice}, and would be billed elsewhere")));
    }
    match approvals::get(connection, load)? {
        Some(seq) => Err(contradiction(format!("{load} is approved by entry {seq}, and would be billed elsewhere"))),
        None => Ok(()),
    }
}

/// LH-407 where an invoice was posted since there is a cut-over, or a load is approved or billed that this one leaves to others.
pub(crate) fn may_be_set(connection: &Connection, memo: &Memo, seq: u64) -> Outcome<()> {
    let fixed =
        |what: String, next: &str| Err(Fault::new(Code::CutoverFixed, what, "The cut-over stays as it was.", next));
    if is_fixed(connection)? {
        return fixed(
            "an invoice was posted since the cut-over was set".to_owned(),
            "Decide single loads: `linehaul cutover elsewhere LOAD`, `linehaul cutover bill LOAD`.",
        );
    }
    let cutover = at_hand(connection, memo)?;
    if cutover.seq() != seq {
        return Err(contradiction("a cut-over is set twice in one write"));
    }
    let mut bound: Vec<(LoadNumber, u64)> =
        approvals::all(connection)?.into_iter().map(|(load, seq, _)| (LoadNumber(load), seq)).collect();
    // An approval may have ended while the ERP is asked whether it has the invoice.
    for (load, _, invoice) in live::all(connection)? {
        let invoice = invoices::get(connection, &invoice.as_str().into())?;
        for approval in invoice.iter().flat_map(|row| &row.body.approvals) {
            let of = entries::list(connection, "seq = ?1", [signed(*approval)])?.pop();
            if of.is_some_and(|e| e.entry.decision.load().is_some_and(|of| of.as_str() == load)) {
                bound.push((LoadNumber(load.clone()), *approval));
            }
        }
    }
    for (load, approval) in bound {
        if standing(connection, &cutover, &load, &approved_facts(connection, approval)?)? != Standing::Here {
            return fixed(
                format!("{load} is approved, and would be billed elsewhere"),
                "Take its approval back with `linehaul withdraw`, then set the cut-over.",
            );
        }
    }
    Ok(())
}
