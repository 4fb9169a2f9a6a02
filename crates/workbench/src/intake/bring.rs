//! Bring: by what the settings have a source read comes into force, and then whatever it delivered is read again. What that takes off a
//! load that somebody decided on, or that was billed elsewhere, would be billed a second time under another number, or not at all, so it is
//! refused; of others it is told. Of columns that are read no more [`crate::intake::read_as`] decides for each delivery.
//!
//! Two things are asked. Row by row, by the settings alone: would a row that spoke of such a load speak of another one? That another
//! delivery says its number too, or that an old file stays read by what it was read by, is no answer: the next file comes by the new one.
//! And over everything that was delivered, as it would be read from then on: is anything said no more that was said of it?

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::drop::{ParsedFile, Stated};
use linehaul_connectors::mapping::Kind;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::state::LoadState;
use linehaul_store::Line;

use crate::intake::in_force::{self, History, Proposed};
use crate::intake::mended::{self, Opened};
use crate::intake::read_as::{self, MENDED, ReadAs};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;
use crate::workspace::identity::{identified, owns};

/// What came of it, by source.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Those whose settings did not come into force, and why: they are not read.
    pub refused: BTreeMap<String, Fault>,
    /// What is said of the others.
    pub notes: BTreeMap<String, String>,
}

/// Brings into force by what the settings have each source read: only what is in force reads again what was read. A mapping that
/// does not read changes nothing of what was read by it.
pub(crate) fn bring(bench: &Workbench) -> Outcome<Brought> {
    let mut brought = Brought::default();
    // An ERP that tells no customers is none.
    let of_erp = bench.config.of_erp.iter().filter(|source| !source.retired);
    for source in bench.config.sources.iter().chain(of_erp).filter(|source| !source.mapped.is_broken()) {
        let Some(proposed) = in_force::proposed(&bench.archive, source, bench.clock.now())? else { continue };
        if bench.archive.said_last(&proposed.line, None)? {
            continue;
        }
        let (line, bytes) = (proposed.line.clone(), proposed.bytes.clone());
        match taken_off(bench, source, proposed)? {
            TakenOff::OfDecided(load, what) => {
                brought.refused.insert(source.name.clone(), refused(source, &load, &what));
                continue;
            }
            TakenOff::Loads(loads) if !loads.is_empty() => {
                brought.notes.insert(source.name.clone(), words(&loads));
            }
            TakenOff::Loads(_) => {}
        }
        bench.archive.put(&line, &bytes)?;
    }
    Ok(brought)
}

/// What reading everything again would take off.
enum TakenOff {
    /// Something of a load that was decided on, by its key.
    OfDecided(LoadNumber, String),
    /// These loads as a whole, of which nobody decided anything.
    Loads(BTreeSet<LoadNumber>),
}

/// What a source's deliveries say.
#[derive(Default)]
struct Says {
    loads: BTreeSet<LoadNumber>,
    /// Keys, of loads that are bound.
    bound: BTreeSet<(LoadNumber, String)>,
}

fn taken_off(bench: &Workbench, source: &Source, proposed: Proposed) -> Outcome<TakenOff> {
    let lines = bench.archive.lines()?;
    let rows = |line: &&Line| {
        let kind = line.delivery.kind.as_str();
        line.delivery.source.as_str() == source.name && (kind == MENDED || Kind::from_name(kind).is_some())
    };
    let lines: Vec<&Line> = lines.iter().filter(rows).collect();
    if lines.is_empty() {
        return Ok(TakenOff::Loads(BTreeSet::new()));
    }
    // What was billed elsewhere is no decision of each load, and comes back no more than one that is.
    let mut bound: BTreeSet<LoadNumber> = bench.book.decided_on_after(0)?.into_iter().collect();
    bound.extend(bench.cache.loads_in_state(LoadState::BilledElsewhere)?);
    for line in lines.iter().filter(|line| line.delivery.kind != MENDED) {
        if let Some(load) = renamed(bench, source, line, &bound)? {
            return Ok(TakenOff::OfDecided(load, "its number".to_owned()));
        }
    }
    let mut next = History::with(&bench.archive, proposed)?;
    let before = says(bench, (&lines, &bound), &mut History::default())?;
    let now = says(bench, (&lines, &bound), &mut next)?;
    if let Some((load, key)) = before.bound.difference(&now.bound).next() {
        return Ok(TakenOff::OfDecided(load.clone(), key.clone()));
    }
    Ok(TakenOff::Loads(before.loads.difference(&now.loads).cloned().collect()))
}

/// A load of those that are bound, of which a row of a delivery spoke and would not speak by the settings; none where they do not read it.
fn renamed(
    bench: &Workbench,
    source: &Source,
    line: &Line,
    bound: &BTreeSet<LoadNumber>,
) -> Outcome<Option<LoadNumber>> {
    let bytes = bench.archive.get(&line.delivery.hash)?;
    let opened = mended::opened(&bench.archive, &bench.config, &mut History::default(), line, bytes)?;
    let mut before: BTreeMap<u32, BTreeSet<LoadNumber>> = BTreeMap::new();
    read(bench, line, &opened, &opened.read_as, &mut |at, fact| {
        if let Some(load) = fact.load().filter(|load| bound.contains(*load)) {
            before.entry(at).or_default().insert(load.clone());
        }
    });
    if before.is_empty() {
        return Ok(None);
    }
    let by_settings = read_as::now(source, opened.of.kind, &opened.of.file)?;
    let mut now: BTreeMap<u32, BTreeSet<LoadNumber>> = BTreeMap::new();
    let parsed = read(bench, line, &opened, &by_settings, &mut |at, fact| {
        if before.contains_key(&at) {
            now.entry(at).or_default().extend(fact.load().cloned());
        }
    });
    if parsed.refused {
        return Ok(None);
    }
    // A row that does not read any more waits in quarantine, and holds its load.
    let is_bad = |at: u32| parsed.bad.iter().any(|row| row.line == at || row.rows > 1);
    let lost = before.iter().filter(|(at, _)| !is_bad(**at));
    let mut lost =
        lost.flat_map(|(at, loads)| loads.iter().filter(|load| !now.get(at).is_some_and(|now| now.contains(*load))));
    Ok(lost.next().cloned())
}

/// Reads a delivery; `take` is given each fact of what its source owns, of the load that it speaks of, with its line.
fn read(
    bench: &Workbench,
    line: &Line,
    opened: &Opened,
    read_as: &ReadAs,
    take: &mut dyn FnMut(u32, Fact),
) -> ParsedFile {
    let delivery = &line.delivery;
    let of = (&delivery.source, opened.of.kind, opened.of.file.as_str(), delivery.received);
    let mut stated = |stated: Stated| {
        let lines = stated.lines;
        for (at, fact) in stated.facts.into_iter().enumerate() {
            if owns(&bench.config, delivery.source.as_str(), fact.body.thing()) {
                take(lines.get(at).copied().unwrap_or_default(), identified(&bench.config, fact));
            }
        }
    };
    (read_as.kind.read)(of, &opened.bytes, &read_as.by, &|_| None, &mut stated)
}

fn says(bench: &Workbench, (lines, bound): (&[&Line], &BTreeSet<LoadNumber>), history: &mut History) -> Outcome<Says> {
    let mut says = Says::default();
    for line in lines {
        let bytes = bench.archive.get(&line.delivery.hash)?;
        let opened = mended::opened(&bench.archive, &bench.config, history, line, bytes)?;
        read(bench, line, &opened, &opened.read_as, &mut |_, fact| {
            let Some(load) = fact.load() else { return };
            if bound.contains(load) {
                says.bound.insert((load.clone(), fact.key()));
            }
            if matches!(fact.body, FactBody::Load(_)) && !says.loads.contains(load) {
                says.loads.insert(load.clone());
            }
        });
    }
    Ok(says)
}

/// LH-132.
fn refused(source: &Source, load: &LoadNumber, key: &str) -> Fault {
    Fault::new(
        Code::MappingTakesOff,
        format!(
            "by its settings as they are now `{}` would not say any more what it said of {load} ({key}), which was decided on or billed elsewhere",
            source.name
        ),
        "Nothing of this source was read: the load could be billed a second time under another number, or would lack what it was \
         priced by.",
        "Put back in its mapping or columns what makes the numbers of loads and which rows count. Files of another sort get a source \
         of their own.",
    )
}

const MOST_NAMED: usize = 5;

fn words(loads: &BTreeSet<LoadNumber>) -> String {
    let named: Vec<&str> = loads.iter().take(MOST_NAMED).map(LoadNumber::as_str).collect();
    let more = loads.len().saturating_sub(named.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!(
        "by its changed settings it speaks of these loads no more: {}{more}; nobody had decided anything on them",
        named.join(", ")
    )
}
