//! Mend: a row of the quarantine with some of its cells replaced, read by what its file is read by. Where it reads it is a delivery of
//! its source, as if that had delivered it so; who mended it, why and what is an entry of the book, and stands beside it in the
//! archive. Replay: what waits, read once more by the mappings as they are now.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::drop::{ParsedFile, RawRow, RowFault, Stated};
use linehaul_domain::canonical;
use linehaul_domain::changes::Change;
use linehaul_domain::decision::{Actor, RowSaid};
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::near::nearest;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, Delivery, ItemKey, QuarantineItem};

use crate::assessment::drain::{after_deciding, drain};
use crate::assessment::world;
use crate::decisions::preview;
use crate::decisions::quarantine::{self, Waiting, Which};
use crate::intake::bring::bring;
use crate::intake::follow::{LOST, UNPLACED, follow};
use crate::intake::in_force::History;
use crate::intake::mended::{self, MendedRow, Opened};
use crate::settings::actor;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// What became of a row.
#[derive(Debug, Clone, Default)]
pub struct Mending {
    /// Was it taken?
    pub taken: bool,
    /// What is wrong with it as it would be now, where it was not.
    pub faults: Vec<RowFault>,
    /// The loads that it speaks of.
    pub loads: Vec<LoadNumber>,
    /// What it changes of what stands, or would.
    pub changes: Vec<Change>,
    /// What to say for having seen these, where it was not taken because they are more than what was wrong with it.
    pub seen: Option<Hash>,
}

/// Mends a row: each value takes the place of what stands in its column. Where it does not read as it is then, that is told and
/// nothing is written; nor is anything where it changes more than what was wrong with it, unless that was `seen`.
///
/// LH-415 no reason, LH-445 it does not wait, LH-446 it has no such column, or no columns at all, LH-448 it is not as it was seen.
pub fn mend(
    bench: &mut Workbench,
    (id, values): (&str, &[(String, String)]),
    seen: Option<&Hash>,
    as_user: Option<&str>,
    because: &str,
) -> Outcome<Mending> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Adjust))?;
    let reason = Reason::given(because)?;
    bench.may_decide()?;
    let item = quarantine::open(bench, id)?;
    let mut row = quarantine::raw(bench, &item)?.ok_or_else(|| no_row(&item))?;
    // A row that may be cut may be right as it is: somebody who says a cell of it says so.
    let may_stand = item.code == Code::RowEndOpen && !values.is_empty();
    let replaced = replace(&mut row, values, may_stand)?;
    let from = bench.archive.line_of((&item.source, &item.file, &item.kind), &item.delivery)?;
    let from = from.ok_or_else(|| no_row(&item))?.delivery;
    let (delivery, bytes) = delivery(bench, (&item, &from), (&row, &replaced), (&actor, &reason))?;
    let (faults, stated, opened) = tried(bench, &delivery, &bytes)?;
    if !faults.is_empty() {
        return Ok(Mending { faults, ..Mending::default() });
    }
    let preview = preview::of(bench, (&item, &delivery), &opened, &stated)?;
    if !preview.may_take(seen)? {
        return Ok(Mending { changes: preview.changes, seen: Some(preview.seen), ..Mending::default() });
    }
    let stated: BTreeSet<LoadNumber> = stated.iter().filter_map(|fact| fact.load().cloned()).collect();
    let mut keys = bench.cache.quarantined_keys(id, quarantine::MOST_LOADS)?;
    keys.extend(stated.into_iter().map(|load| ItemKey { key: String::new(), load: Some(load), version: None }));
    let place = format!("{} line {}", item.file, item.line);
    let mut write = BookWrite::default();
    let said = RowSaid::Mended { place, replaced, delivery: delivery.hash.clone() };
    quarantine::entries(bench, (&keys, &actor), &mut write, (&item.id, &said, &reason))?;
    // That somebody mended it is known before what it says counts: whoever mends a row does not approve its load. What is kept before
    // and not listed counts for nothing; who dies behind the entry goes on from it when the workspace is opened.
    bench.archive.content_file(&delivery.hash).write(&bytes)?;
    bench.append(&write)?;
    bench.archive.put(&delivery, &bytes)?;
    follow(bench)?;
    let loads: Vec<LoadNumber> = write.expects.keys().cloned().collect();
    after_deciding(bench, &loads)?;
    Ok(Mending { taken: true, loads, changes: preview.changes, ..Mending::default() })
}

/// LH-446.
fn not_mendable(what: String, next: &str) -> Fault {
    Fault::new(Code::RowNotMendable, what, "Nothing was decided; the row waits as before.", next)
}

fn no_row(item: &QuarantineItem) -> Fault {
    let id = &item.id;
    let (what, how) = match (item.kind.as_str(), item.rows > 1) {
        (UNPLACED, _) => (
            "a scan of no load",
            "Rename the file so that its name says the load and what it is, say with `linehaul split` which pages are whose",
        ),
        (LOST, _) => ("something that could not be had", "Have what it said delivered again"),
        (_, true) => ("the rest of a file's bad rows", "Mend what those that are told have in common at their source"),
        _ if matches!(item.code, Code::HeaderWrong | Code::FileEmpty | Code::FileNoText | Code::RowsTooMany) => {
            ("a file as a whole", "Have the file delivered again so that it reads")
        }
        _ => ("no row with columns", "Have its source deliver it so that it reads"),
    };
    not_mendable(
        format!("{id} is {what}"),
        &format!("{how}, or clear it: `linehaul quarantine clear {id} --because …`."),
    )
}

/// Puts values in the place of cells; answers what was replaced, by column: something, unless it may stand as it is.
fn replace(
    row: &mut RawRow,
    values: &[(String, String)],
    may_stand: bool,
) -> Outcome<BTreeMap<String, (String, String)>> {
    let mut replaced = BTreeMap::new();
    for (column, value) in values {
        let named = |name: &String| name.trim().eq_ignore_ascii_case(column.trim());
        let Some(at) = row.header.iter().position(named) else {
            let near = nearest(column, row.header.iter().map(String::as_str));
            let hint = near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default();
            let what = format!("the row has no column `{column}`{hint}; it has {}", row.header.join(", "));
            return Err(not_mendable(what, "Name a column as the file has it: COLUMN=VALUE."));
        };
        let was = std::mem::replace(&mut row.cells[at], value.clone());
        if was != *value {
            replaced.insert(row.header[at].clone(), (was, value.clone()));
        }
    }
    match replaced.is_empty() && !may_stand {
        true => {
            Err(not_mendable("nothing would be another value".to_owned(), "Say what is to stand where: COLUMN=VALUE."))
        }
        false => Ok(replaced),
    }
}

/// The row as a delivery of its source, by whatever the one is read by in which it came.
fn delivery(
    bench: &Workbench,
    (item, from): (&QuarantineItem, &Delivery),
    (row, replaced): (&RawRow, &BTreeMap<String, (String, String)>),
    (actor, reason): (&Actor, &Reason),
) -> Outcome<(Delivery, Vec<u8>)> {
    // It may have been mended before, and not read by a mapping that changed since.
    let Delivery { file, kind, .. } = mended::came_in(&bench.archive, from)?;
    let mended = MendedRow {
        item: item.id.clone(),
        file,
        kind,
        text: row.file(),
        replaced: replaced.clone(),
        by: actor.clone(),
        because: reason.to_string(),
    };
    let bytes = canonical::encode(&mended);
    let by = (actor, bench.clock.now());
    let delivery = mended::delivery_of(item, from, by, canonical::hash_bytes(&bytes));
    Ok((delivery, bytes))
}

/// What is wrong with the row as it would be read, and what it states.
fn tried(bench: &Workbench, delivery: &Delivery, bytes: &[u8]) -> Outcome<(Vec<RowFault>, Vec<Fact>, Opened)> {
    let opened = mended::opened_mended(&bench.archive, &bench.config, &mut History::default(), delivery, bytes)?;
    let mut facts = Vec::new();
    let mut take = |stated: Stated| {
        // It is the last word, as it would be once it is taken.
        let of_now = |fact| Fact { receipt: u64::MAX, ..identity::identified(&bench.config, fact) };
        facts.extend(stated.facts.into_iter().map(of_now));
    };
    let parsed = read(delivery, &opened, &mut take);
    let is_left_out = parsed.bad.is_empty() && parsed.rows_read == 0;
    let mut faults: Vec<RowFault> = parsed.bad.into_iter().flat_map(|bad| bad.faults).collect();
    if is_left_out {
        let message = "it is left out, as the mapping says of such rows (`when`)".to_owned();
        faults.push(RowFault { column: None, code: Code::RowMakesNothing, message });
    }
    Ok((faults, facts, opened))
}

fn read(delivery: &Delivery, opened: &Opened, take: &mut dyn FnMut(Stated)) -> ParsedFile {
    let of = (&delivery.source, opened.of.kind, opened.of.file.as_str(), delivery.received);
    (opened.read_as.kind.read)(of, &opened.bytes, &opened.read_as.by, &|_| None, take)
}

/// Does the mapping leave out a row that waits no longer, as it says of such rows?
fn is_left_out(bench: &Workbench, item: &QuarantineItem, row: RawRow) -> Outcome<bool> {
    let from = bench.archive.line_of((&item.source, &item.file, &item.kind), &item.delivery)?;
    let Some(from) = from else { return Ok(false) };
    let came_in = mended::came_in(&bench.archive, &from.delivery)?;
    let (archive, config) = (&bench.archive, &bench.config);
    let opened = mended::opened_alone(archive, config, &mut History::default(), came_in, row.file())?;
    let parsed = read(&from.delivery, &opened, &mut |_| {});
    Ok(parsed.bad.is_empty() && parsed.rows_read == 0)
}

/// What reading once more came to.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// Those that were taken: ids.
    pub taken: Vec<String>,
    /// Those that the mapping leaves out by now, as it says of such rows: ids.
    pub left_out: Vec<String>,
    /// Those that still wait.
    pub waiting: Vec<Waiting>,
}

/// Reads what waits once more, by the mappings as they are now: a source whose mapping changed has all that it delivered read again.
/// Answers what became of the rows that are named, or of all. LH-445 one of them is not there.
pub fn replay(
    bench: &mut Workbench,
    ids: &[String],
    which: &Which,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Replayed> {
    let asked: Vec<QuarantineItem> = match ids {
        [] => quarantine::list(bench, which)?.into_iter().map(|waiting| waiting.item).collect(),
        some => some.iter().map(|id| quarantine::open(bench, id)).collect::<Outcome<_>>()?,
    };
    bench.read_mappings();
    if let Some(broken) = bench.config.sources.iter().find(|source| source.mapped.is_broken()) {
        broken.mapped.mapping()?;
    }
    if let Some((_, fault)) = bring(bench)?.refused.pop_first() {
        return Err(fault);
    }
    follow(bench)?;
    world::follow(bench)?;
    drain(bench, on_progress)?;
    let now = quarantine::list(bench, &Which::default())?;
    let mut replayed = Replayed::default();
    for item in asked {
        // What is wrong with it may be something else by now, and with it what it is known by: it is the row that is looked for.
        let same = |waiting: &&Waiting| {
            let known_by = |item: &QuarantineItem| (item.source.clone(), item.header.clone(), item.whole.clone());
            waiting.item.id == item.id || known_by(&waiting.item) == known_by(&item)
        };
        match now.iter().find(same) {
            Some(waiting) => replayed.waiting.push(waiting.clone()),
            None => {
                let row = quarantine::raw(bench, &item)?;
                let left_out = row.map(|row| is_left_out(bench, &item, row)).transpose()?.unwrap_or_default();
                let became = if left_out { &mut replayed.left_out } else { &mut replayed.taken };
                became.push(item.id);
            }
        }
    }
    Ok(replayed)
}
