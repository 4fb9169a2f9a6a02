//! The quarantine: what waits in it, by what is wrong; one row of it with its cells; and what a person says of a row that is not
//! to be taken. What a row says is mended in [`crate::decisions::mend`].

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::drop::{RawRow, row_at};
use linehaul_domain::decision::{Actor, Decision, Entry, NewEntry, RowDecision, RowSaid};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, ItemKey, QuarantineItem};

use crate::assessment::drain::after_deciding;
use crate::assessment::unheard;
use crate::intake::follow::LOST;
use crate::intake::in_force::History;
use crate::intake::mended;
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// So many loads of a row are named; one item may count the rest of a file's.
pub(crate) const MOST_LOADS: u64 = 100;

/// As many as a row speaks of.
const ALL_LOADS: u64 = i64::MAX as u64;

/// Which rows are looked at.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Of this source.
    pub source: Option<String>,
    /// With this fault among theirs.
    pub cause: Option<String>,
    /// Those that were mended or cleared too.
    pub ever: bool,
}

/// A row that waits, or waited.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The row.
    pub item: QuarantineItem,
    /// The loads that it speaks of, those that are not too many to name.
    pub loads: Vec<LoadNumber>,
    /// Those of them that it holds.
    pub holds: Vec<LoadNumber>,
    /// By whom it was cleared, and why.
    pub cleared: Option<Box<Entry>>,
}

/// The rows of the quarantine, in order of source, file and line.
pub fn list(bench: &Workbench, which: &Which) -> Outcome<Vec<Waiting>> {
    let items = if which.ever { bench.cache.quarantine_ever()? } else { bench.cache.quarantine()? };
    let asked = |item: &QuarantineItem| {
        let cause = |cause: &String| item.faults.iter().any(|fault| fault.code.as_str().eq_ignore_ascii_case(cause));
        which.source.as_ref().is_none_or(|source| item.source.as_str() == source)
            && which.cause.as_ref().is_none_or(cause)
    };
    items.into_iter().filter(asked).map(|item| waiting(bench, item)).collect()
}

fn waiting(bench: &Workbench, item: QuarantineItem) -> Outcome<Waiting> {
    let keys = bench.cache.quarantined_keys(&item.id, MOST_LOADS)?;
    let loads: BTreeSet<LoadNumber> = keys.iter().filter_map(|key| key.load.clone()).collect();
    let mut holds = Vec::new();
    for load in loads.iter().filter(|_| item.is_open()) {
        let facts = bench.cache.facts_of_load(load)?;
        let newer = |word: &linehaul_store::Unheard| word.item == item.id && unheard::is_newer(word, &facts);
        if bench.cache.unheard(load)?.iter().any(newer) {
            holds.push(load.clone());
        }
    }
    let cleared = item.cleared.map(|seq| bench.book.entry(seq)).transpose()?.flatten().map(Box::new);
    Ok(Waiting { item, loads: loads.into_iter().collect(), holds, cleared })
}

/// Rows that have one thing in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What that is: a fault with its column, a source, a file.
    pub name: String,
    /// A fault's words, as the first of them has them.
    pub words: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: String,
}

/// By what rows are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What they were refused for.
    Cause,
    /// Their source.
    Source,
    /// Their file.
    File,
}

/// What a row's group is called.
pub fn group_of(item: &QuarantineItem, by: By) -> String {
    match by {
        By::Cause => match item.column() {
            Some(column) => format!("{} {column}", item.code),
            None => item.code.to_string(),
        },
        By::Source => item.source.to_string(),
        By::File => format!("{} {}", item.source, item.file),
    }
}

/// The rows by what they have in common, the largest group first.
pub fn groups(rows: &[Waiting], by: By) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for Waiting { item, .. } in rows {
        let name = group_of(item, by);
        let words = match by {
            By::Cause => item.faults.first().map(|fault| fault.message.clone()).unwrap_or_default(),
            By::Source | By::File => String::new(),
        };
        let new = || Group { name: name.clone(), words, rows: 0, first: item.id.clone() };
        groups.entry(name.clone()).or_insert_with(new).rows += item.rows;
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| (b.rows, &a.name).cmp(&(a.rows, &b.name)));
    groups
}

/// A row of the quarantine with its cells, where it is a row with columns.
pub fn show(bench: &Workbench, id: &str) -> Outcome<(Waiting, Option<RawRow>)> {
    let item = bench.cache.quarantined(id)?.ok_or_else(|| none(id))?;
    let raw = raw(bench, &item)?;
    Ok((waiting(bench, item)?, raw))
}

/// The row as it came, by the names of its columns.
pub(crate) fn raw(bench: &Workbench, item: &QuarantineItem) -> Outcome<Option<RawRow>> {
    if item.header.is_empty() || item.kind == LOST || item.rows > 1 {
        return Ok(None);
    }
    let Some(line) = bench.archive.line_of((&item.source, &item.file, &item.kind), &item.delivery)? else {
        return Ok(None);
    };
    let bytes = bench.archive.get(&item.delivery)?;
    let opened = mended::opened(&bench.archive, &bench.config, &mut History::default(), &line, bytes)?;
    Ok(u32::try_from(item.line).ok().and_then(|at| row_at(&opened.bytes, at)))
}

/// LH-445.
pub(crate) fn none(id: &str) -> Fault {
    not_waiting(format!("there is no row {id} in quarantine"))
}

fn not_waiting(what: String) -> Fault {
    Fault::new(Code::RowNotWaiting, what, "Nothing was decided.", "List what waits with `linehaul quarantine list`.")
}

/// A row that waits; LH-445 for one that is not there, or does not.
pub(crate) fn open(bench: &Workbench, id: &str) -> Outcome<QuarantineItem> {
    let item = bench.cache.quarantined(id)?.ok_or_else(|| none(id))?;
    match (&item.mended, item.cleared) {
        (None, None) => Ok(item),
        (Some((file, line)), _) => Err(not_waiting(format!("{id} was mended by {file} line {line}"))),
        (None, Some(seq)) => Err(not_waiting(format!("{id} was cleared by entry {seq} of the book"))),
    }
}

/// Clears rows: what they say does not count, and they hold nothing. Answers the loads that they spoke of. LH-415 no reason, LH-445
/// one of them is not there or does not wait: then none is cleared.
pub fn clear(bench: &mut Workbench, ids: &[String], as_user: Option<&str>, because: &str) -> Outcome<Vec<LoadNumber>> {
    decide(bench, ids, as_user, because, &RowSaid::Cleared, |bench, id| open(bench, id).map(drop))
}

/// Takes back that rows were cleared. LH-415 no reason, LH-445 one of them is not there, or was not cleared.
pub fn reopen(bench: &mut Workbench, ids: &[String], as_user: Option<&str>, because: &str) -> Outcome<Vec<LoadNumber>> {
    decide(bench, ids, as_user, because, &RowSaid::Reopened, |bench, id| {
        let item = bench.cache.quarantined(id)?.ok_or_else(|| none(id))?;
        match item.cleared {
            Some(_) => Ok(()),
            None => Err(not_waiting(format!("nobody cleared {id}"))),
        }
    })
}

fn decide(
    bench: &mut Workbench,
    ids: &[String],
    as_user: Option<&str>,
    because: &str,
    said: &RowSaid,
    may: impl Fn(&Workbench, &str) -> Outcome<()>,
) -> Outcome<Vec<LoadNumber>> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Release))?;
    let reason = Reason::given(because)?;
    bench.may_decide()?;
    let mut write = BookWrite::default();
    for id in ids.iter().collect::<BTreeSet<_>>() {
        may(bench, id)?;
        // Each load that it spoke of has the entry, however many they are: none of them is billed on without a word of it.
        let keys = bench.cache.quarantined_keys(id, ALL_LOADS)?;
        entries(bench, (&keys, &actor), &mut write, (id, said, &reason))?;
    }
    let loads: Vec<LoadNumber> = write.expects.keys().cloned().collect();
    bench.append(&write)?;
    after_deciding(bench, &loads)?;
    Ok(loads)
}

/// An entry for each load that a row speaks of and that is named, or one where it speaks of none.
pub(crate) fn entries(
    bench: &Workbench,
    (keys, actor): (&[ItemKey], &Actor),
    write: &mut BookWrite,
    (item, said, reason): (&str, &RowSaid, &Reason),
) -> Outcome<()> {
    let loads: BTreeSet<LoadNumber> = keys.iter().filter_map(|key| key.load.clone()).collect();
    let at = bench.clock.now();
    let new = |load| {
        let row = RowDecision { item: item.to_owned(), load, said: said.clone(), reason: reason.clone() };
        NewEntry { at, actor: actor.clone(), decision: Decision::Row(Box::new(row)) }
    };
    for load in &loads {
        write.expects.insert(load.clone(), bench.book.version_of(load)?);
        write.entries.push(new(Some(load.clone())));
    }
    if loads.is_empty() {
        write.entries.push(new(None));
    }
    Ok(())
}
