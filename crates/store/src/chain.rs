//! The check of the book: does anything in it differ from what was once written?

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::decision::{Decision, NewEntry, kinds};
use linehaul_domain::effect::EffectStep;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::{canonical, cutover, invoice::InvoiceState, money::Money};
use rusqlite::{Connection, types::Value};

use crate::database::{Schema, schema_difference};
use crate::table::head::{self, Ends, Head};
use crate::table::invoices::{self, InvoiceRow, StoredInvoice};
use crate::table::outbox::{self, BookedState};
use crate::table::{BOOK, bodies, entries};
use crate::{chain_beside::Beside, fault::InFile};

/// What a check of the book found: hashes and contiguity of the entries, the columns that repeat them, every body, every
/// invoice against the entry that drafted it, where it stands against the last entry on it, the guards of the tables.
///
/// Who can write the file can also write a whole new chain: against that a head that was exported earlier helps ([`crate::Book::runs_through`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Entries that are there.
    pub entries: u64,
    /// Hash of the last sound entry; 64 zeros when there is none.
    pub head: Hash,
    /// Is everything as it was written?
    pub ok: bool,
    /// The first entry that is not, or whose bodies or invoice are not.
    pub first_bad: Option<u64>,
    /// What is wrong there, in words.
    pub why: Option<String>,
}

/// The bodies that a decision names and that the book must keep.
#[deny(clippy::wildcard_enum_match_arm)]
pub(crate) fn referenced(decision: &Decision) -> Vec<&Hash> {
    match decision {
        Decision::Approved { assessment, facts, context, .. } => vec![assessment, facts, context],
        Decision::InvoiceDrafted { body, .. } | Decision::OwedOutside { body, .. } => vec![body],
        Decision::CutoverSet { billed, file, .. } => cutover::bodies(billed, file).collect(),
        Decision::ContractProposed { text, tables, .. } | Decision::ContractPublished { text, tables, .. } => {
            std::iter::once(text).chain(tables.values()).collect()
        }
        Decision::Effect { step: EffectStep::Prepared { body, .. }, .. } => body.iter().collect(),
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
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
        | Decision::BilledElsewhere { .. }
        | Decision::CutoverKept { .. }
        | Decision::BilledHere { .. }
        | Decision::MayBeBilled(_)
        | Decision::BookContinues { .. }
        | Decision::InvoiceVoiding { .. }
        | Decision::DraftMade { .. }
        | Decision::CancelledAtErp { .. }
        | Decision::StandsAtErp { .. }
        | Decision::StrayDraft { .. }
        | Decision::BillAgain { .. }
        | Decision::InvoiceClosed { .. }
        | Decision::Effect { .. }
        | Decision::InvoiceVoided { .. }
        | Decision::Batched { .. }
        | Decision::Sending { .. }
        | Decision::Posted { .. }
        | Decision::Rejected { .. }
        | Decision::InDoubt { .. }
        | Decision::NeedsPerson { .. }
        | Decision::Requeued { .. }
        | Decision::Row(_)
        | Decision::SettingSet(_)
        | Decision::BackedUp { .. } => Vec::new(),
    }
}

/// What an entry says of an invoice when it drafts it.
struct Drafted {
    seq: u64,
    batch: BatchId,
    body: Hash,
    loads: Vec<LoadNumber>,
    total: Money,
}

/// What was read on the way along the chain.
#[derive(Default)]
struct Walk {
    head: Option<Head>,
    entries: u64,
    referenced: Vec<(u64, Hash)>,
    drafted: BTreeMap<InvoiceNumber, Drafted>,
    booked: BTreeMap<InvoiceNumber, BookedState>,
    last_word: BTreeMap<InvoiceNumber, u64>,
    beside: Beside,
}

/// Where something is wrong (an entry, if one is concerned), and what.
type Wrong = Option<(Option<u64>, String)>;

pub(crate) fn verify(connection: &Connection, schema: &Schema) -> Outcome<ChainReport> {
    // One snapshot, so that an append meanwhile is no break.
    let snapshot = connection.unchecked_transaction().in_file(BOOK)?;
    let mut walk = Walk::default();
    let wrong = match check(&snapshot, schema, &mut walk) {
        Err(fault) if matches!(fault.code, Code::FileDamaged | Code::RecordUnreadable) => Some((None, fault.what)),
        other => other?,
    };
    let head = walk.head.map_or_else(head::genesis, |h| h.hash);
    let ok = wrong.is_none();
    let (first_bad, why) = wrong.map_or((None, None), |(seq, why)| (seq, Some(why)));
    Ok(ChainReport { entries: walk.entries, head, ok, first_bad, why })
}

fn check(connection: &Connection, schema: &Schema, walk: &mut Walk) -> Outcome<Wrong> {
    if let Some(wrong) = sound(connection)? {
        return Ok(Some((None, wrong)));
    }
    if let Some(wrong) = walk_entries(connection, 0, walk)? {
        return Ok(Some(wrong));
    }
    let ends = head::read(connection)?;
    let last = walk.head.clone().unwrap_or(Head { seq: 0, hash: head::genesis() });
    if ends.head != last {
        let why = format!("the chain ends at entry {}, the head says {}", last.seq, ends.head.seq);
        return Ok(Some((Some(last.seq + 1), why)));
    }
    let mut kept = BTreeSet::new();
    if let Some(why) = check_bodies(connection, &ends, &mut kept)? {
        return Ok(Some((first_naming(walk, &kept), why)));
    }
    if let Some(wrong) = check_invoices(connection, walk, &mut kept)? {
        return Ok(Some(wrong));
    }
    if let Some(seq) = first_naming(walk, &kept) {
        return Ok(Some((Some(seq), format!("entry {seq} names a body that is not kept"))));
    }
    if let Some(why) = walk.beside.differs(connection)? {
        return Ok(Some((None, why)));
    }
    Ok(schema_difference(connection, schema)?.map(|why| (None, format!("the book's guards: {why}"))))
}

/// SQLite's own check of pages and indexes, so that what is read by an index is what is there.
fn sound(connection: &Connection) -> Outcome<Option<String>> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).in_file(BOOK)?;
    Ok((found != "ok").then_some(found))
}

fn walk_entries(connection: &Connection, after: u64, walk: &mut Walk) -> Outcome<Wrong> {
    let mut wrong = None;
    entries::each_raw(connection, after, &mut |row| {
        walk.entries += 1;
        if wrong.is_none() {
            wrong = step(walk, row)?;
        }
        Ok(true)
    })?;
    Ok(wrong)
}

/// One step along the chain: the row must be exactly what its bytes make of it behind the entry before. LH-511 where that cannot
/// be told because a newer program wrote it.
fn step(walk: &mut Walk, row: Vec<Value>) -> Outcome<Wrong> {
    let before = walk.head.clone().unwrap_or(Head { seq: 0, hash: head::genesis() });
    let seq = before.seq + 1;
    let bad = |why: &str| Ok(Some((Some(seq), format!("entry {seq} {why}"))));
    let (Some(Value::Integer(version)), Some(Value::Blob(body))) = (row.get(1), row.get(10)) else {
        return bad("is not of the kind that is written here");
    };
    let Ok(version) = u16::try_from(*version) else { return bad("has an impossible version") };
    let Some(hash) = entries::hash_of(seq, version, &before.hash, body) else {
        return bad("is not in the canonical encoding");
    };
    if let Some(kind) = kinds::newer_kind(version, body)
        && entries::is_chained(&row, seq, &before.hash, &hash)
    {
        return Err(entries::of_newer(seq, &kind));
    }
    let Ok(entry) = canonical::decode::<NewEntry>(body) else { return bad("does not read") };
    if entries::row_of(seq, version, &entry, body.clone(), &before.hash, &hash) != row {
        return bad("is not what was written: its number, columns or hash do not fit its content");
    }
    take_in(walk, seq, &entry.decision);
    walk.head = Some(Head { seq, hash });
    Ok(None)
}

fn take_in(walk: &mut Walk, seq: u64, decision: &Decision) {
    walk.referenced.extend(referenced(decision).into_iter().map(|hash| (seq, hash.clone())));
    if let Decision::InvoiceDrafted { invoice, batch, body, loads, total } = decision {
        let (batch, body, loads) = (batch.clone(), body.clone(), loads.clone());
        walk.drafted.insert(invoice.clone(), Drafted { seq, batch, body, loads, total: *total });
    }
    let mut states = BTreeMap::new();
    outbox::apply(&mut states, decision);
    for (number, booked) in states {
        walk.last_word.insert(number.clone(), seq);
        walk.booked.insert(number, booked);
    }
    let drafted = &walk.drafted;
    walk.beside.follow(seq, decision, &|invoice| drafted.get(invoice).map(|d| d.loads.clone()).unwrap_or_default());
}

fn first_naming(walk: &Walk, kept: &BTreeSet<String>) -> Option<u64> {
    walk.referenced.iter().find(|(_, hash)| !kept.contains(hash.as_str())).map(|(seq, _)| *seq)
}

/// Each body must have its hash, its place and its link; collects the hashes of those that do.
fn check_bodies(connection: &Connection, ends: &Ends, kept: &mut BTreeSet<String>) -> Outcome<Option<String>> {
    let (mut position, mut link) = (0u64, head::genesis());
    let wrong = bodies::each(connection, &mut |body| {
        position += 1;
        link = bodies::link_of(&link, &body.hash);
        if canonical::hash_bytes(body.bytes).as_str() != body.hash {
            return Some(format!("a body is not what was written under {}", body.hash));
        }
        if u64::try_from(body.position) != Ok(position) || link.as_str() != body.link {
            return Some(format!("the bodies are not those that were written, from number {position} on"));
        }
        kept.insert(body.hash);
        None
    })?;
    let cut = || {
        let why = format!("{position} bodies are there, the head says {}", ends.bodies);
        (ends.bodies != position || ends.link != link).then_some(why)
    };
    Ok(wrong.or_else(cut))
}

/// Each invoice must be what its entry drafted and stand where the last entry on it says.
fn check_invoices(connection: &Connection, walk: &mut Walk, kept: &mut BTreeSet<String>) -> Outcome<Wrong> {
    let mut wrong: Wrong = None;
    let mut beside = std::mem::take(&mut walk.beside);
    let mut seen = 0;
    invoices::each_stored(connection, &mut |row| {
        seen += 1;
        let drafted = walk.drafted.get(&InvoiceNumber(row.number.clone()));
        if wrong.is_none() && !drafted.is_some_and(|d| is_as_drafted(&row, d)) {
            let why = format!("the invoice {} is not what its entry drafted", row.number);
            wrong = Some((drafted.map(|d| d.seq), why));
        }
        if let (Some(booked), Ok(body)) =
            (walk.booked.get(&InvoiceNumber(row.number.clone())), canonical::decode(&row.body))
        {
            beside.bill(&body, booked.state);
        }
        kept.insert(row.hash);
    })?;
    walk.beside = beside;
    if wrong.is_some() {
        return Ok(wrong);
    }
    for (number, drafted) in &walk.drafted {
        let Some(row) = invoices::get(connection, number)? else {
            return Ok(Some((Some(drafted.seq), format!("the invoice {number} is gone"))));
        };
        let seq = walk.last_word.get(number).copied();
        let booked = walk.booked.get(number);
        if let Some(why) = booked.and_then(|booked| outbox::disagreement(&row, booked)) {
            return Ok(Some((seq, why)));
        }
        if !is_sealed(connection, &row)? {
            return Ok(Some((seq, format!("where {number} stands is not what was written"))));
        }
    }
    if seen != walk.drafted.len() || invoices::orphans(connection)? > 0 {
        return Ok(Some((None, "there are invoices, or parts of some, that no entry drafted".to_owned())));
    }
    Ok(None)
}

fn is_as_drafted(row: &StoredInvoice, drafted: &Drafted) -> bool {
    let Ok(body) = canonical::decode::<linehaul_domain::invoice::Invoice>(&row.body) else { return false };
    let hash = canonical::hash_bytes(&row.body);
    hash == drafted.body
        && row.hash == hash.as_str()
        && row.batch == drafted.batch.as_str()
        && row.drafted == drafted.seq
        && row.loads == drafted.loads
        && body.number.as_str() == row.number
        && Money::new(body.total, body.currency) == drafted.total
}

fn is_sealed(connection: &Connection, row: &InvoiceRow) -> Outcome<bool> {
    Ok(outbox::seal_of(connection, &row.number)? == outbox::seal(row).as_str())
}

/// LH-520: something that money depends on is not as it was written.
pub(crate) fn broken(what: &str) -> Fault {
    Fault::new(
        Code::BookBroken,
        format!("the book does not hold: {what}"),
        "Nothing is decided and nothing is sent on a book that was changed behind its back.",
        "Run `linehaul audit verify`, find out who changed the file, and put the newest backup back with `linehaul restore`.",
    )
}

/// Checks what was appended behind a head that was checked before.
pub(crate) fn verify_after(connection: &Connection, checked: &Head) -> Outcome<Head> {
    let snapshot = connection.unchecked_transaction().in_file(BOOK)?;
    let there = match checked.seq {
        0 => Some(head::genesis()),
        seq => entries::list(&snapshot, "seq = ?1", [crate::column::signed(seq)])?.pop().map(|e| e.hash),
    };
    if there.as_ref() != Some(&checked.hash) {
        return Err(broken(&format!("entry {} is not the one that was checked before", checked.seq)));
    }
    let mut walk = Walk { head: Some(checked.clone()), ..Walk::default() };
    if let Some((_, why)) = walk_entries(&snapshot, checked.seq, &mut walk)? {
        return Err(broken(&why));
    }
    let (ends, last) = (head::read(&snapshot)?, walk.head.unwrap_or_else(|| checked.clone()));
    if ends.head != last {
        return Err(broken(&format!("the chain ends at entry {}, the head says {}", last.seq, ends.head.seq)));
    }
    Ok(last)
}

/// Checks one entry by itself: its hash is that of its content, it stands behind the one before, and the next behind it.
pub(crate) fn verify_entry(connection: &Connection, seq: u64) -> Outcome<()> {
    let mut around = Vec::new();
    entries::each_raw(connection, seq.saturating_sub(2), &mut |row| {
        around.push(row);
        Ok(around.len() < if seq > 1 { 3 } else { 2 })
    })?;
    let mut before = if seq > 1 { None } else { Some(Head { seq: 0, hash: head::genesis() }) };
    for row in around {
        if before.is_none() {
            let (Some(Value::Integer(at)), Some(Value::Text(hash))) = (row.first(), row.get(12)) else { break };
            if *at != crate::column::signed(seq - 1) {
                return Err(broken(&format!("entry {} is gone", seq - 1)));
            }
            before = Some(Head { seq: seq - 1, hash: Hash(hash.clone()) });
            continue;
        }
        let mut walk = Walk { head: before.clone(), ..Walk::default() };
        if let Some((_, why)) = step(&mut walk, row)? {
            return Err(broken(&why));
        }
        before = walk.head;
    }
    match before {
        Some(reached) if seq > 0 && reached.seq >= seq => Ok(()),
        _ => Err(broken(&format!("entry {seq} is gone"))),
    }
}

/// Checks one invoice as it is about to be used.
pub(crate) fn verify_invoice(connection: &Connection, number: &InvoiceNumber) -> Outcome<()> {
    let gone = || broken(&format!("the invoice {number} is gone"));
    let marks = invoices::marks(connection, number)?.ok_or_else(gone)?;
    let row = invoices::get(connection, number)?.ok_or_else(gone)?;
    let entries = entries::list(connection, "invoice = ?1", [number.as_str()])?;
    let draft = entries.iter().find(|e| e.seq == marks.drafted).map(|e| &e.entry.decision);
    let as_drafted = match draft {
        Some(Decision::InvoiceDrafted { invoice, batch, body, loads, total }) => {
            invoice == number
                && row.number == *number
                && *batch == marks.batch
                && *body == marks.is
                && marks.stated == marks.is
                && *loads == row.body.loads()
                && *loads == invoices::loads_of(connection, number)?
                && *total == Money::new(row.body.total, row.body.currency)
        }
        _ => false,
    };
    if !as_drafted {
        return Err(broken(&format!("the invoice {number} is not what its entry drafted")));
    }
    let mut states = BTreeMap::new();
    for entry in &entries {
        verify_entry(connection, entry.seq)?;
        outbox::apply(&mut states, &entry.entry.decision);
    }
    // The entry that closes a batch names all its invoices: whether it is there is asked, and it is not read for each.
    if let Some(booked) = states.get_mut(number).filter(|booked| booked.state == InvoiceState::Draft)
        && entries::is_closed(connection, &row.batch)?
    {
        booked.state = InvoiceState::Queued;
    }
    if let Some(why) = states.get(number).and_then(|booked| outbox::disagreement(&row, booked)) {
        return Err(broken(&why));
    }
    if !is_sealed(connection, &row)? {
        return Err(broken(&format!("where {number} stands is not what was written")));
    }
    Ok(())
}
