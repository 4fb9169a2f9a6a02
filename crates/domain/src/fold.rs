//! The fold: from facts, in any order and however often repeated, to the load they describe.
//!
//! For each thing the statement of the latest version stands; of two statements of one version that differ, the one with
//! the greater hash (arbitrary, but the same everywhere), and the load carries the conflict. What opening a document's
//! file showed is no part of the statement: a file that came later than its row, or a readable one after an empty one,
//! stands without conflict. A time that a stop's own row states stands before one that only events tell.

use std::collections::BTreeMap;

use crate::document::Readability;
use crate::event::{Event, EventKind};
use crate::fact::{Fact, FactBody};
use crate::ids::{Hash, LoadNumber};
use crate::load::{Load, LoadStatus};
use crate::stop::{Closure, StopVisit};
use crate::time::Instant;

/// Version, then how much of a document's file there is to see, then its content.
type Rank<'f> = (Instant, u8, Option<&'f Hash>);

fn rank(fact: &Fact) -> Rank<'_> {
    let (seen, content) = match &fact.body {
        FactBody::Document { document, .. } => (visibility(document.readability), document.hash.as_ref()),
        _ => (0, None),
    };
    (fact.version, seen, content)
}

/// Does a fact stand before another on the same thing? Where all else is the same the whole statements' hashes say it, which
/// are reckoned for nothing else: most things have one statement.
fn prevails(fact: &Fact, over: &Fact) -> bool {
    rank(fact).cmp(&rank(over)).then_with(|| fact.hash().cmp(&over.hash())).is_gt()
}

/// How much of a document's file there is to see: nothing, something, all.
pub fn visibility(readability: Readability) -> u8 {
    match readability {
        Readability::Absent => 0,
        Readability::Empty | Readability::Encrypted | Readability::Mistyped => 1,
        Readability::Readable => 2,
    }
}

/// What the source said, without what opening a file showed.
fn statement(fact: &Fact) -> FactBody {
    let mut body = fact.body.clone();
    if let FactBody::Document { document, .. } = &mut body {
        document.readability = Readability::Absent;
        document.hash = None;
    }
    body
}

/// Does a fact say the same as one that is known, with another look at the document's file? Then `true` where it shows more:
/// it takes the place of the other, and otherwise it adds nothing.
pub fn looks_further(new: &Fact, known: &Fact) -> Option<bool> {
    let documents = matches!((&new.body, &known.body), (FactBody::Document { .. }, FactBody::Document { .. }));
    let same = documents && new.version == known.version && new.source == known.source;
    (same && statement(new) == statement(known)).then(|| prevails(new, known))
}

/// The statements that stand, by key, and the keys on which statements of one version disagree.
pub fn latest<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> (BTreeMap<String, &'a Fact>, Vec<String>) {
    let mut best: BTreeMap<String, &'a Fact> = BTreeMap::new();
    let mut conflicts: BTreeMap<String, Instant> = BTreeMap::new();
    for fact in facts {
        let key = fact.key();
        if let Some(known) = best.get(&key) {
            if known.version == fact.version && statement(known) != statement(fact) {
                conflicts.insert(key.clone(), fact.version);
            }
            if !prevails(fact, known) {
                continue;
            }
        }
        best.insert(key, fact);
    }
    // A conflict counts only while the disputed version is the one that stands.
    let open = conflicts.into_iter().filter(|(key, at)| best.get(key).is_some_and(|f| f.version == *at));
    let open = open.map(|(key, _)| key).collect();
    (best, open)
}

/// The load that these facts describe; `None` while no fact of the load itself has come.
pub fn fold<'a>(number: &LoadNumber, facts: impl IntoIterator<Item = &'a Fact>) -> Option<Load> {
    let (statements, conflicts) = latest(facts.into_iter().filter(|f| f.load() == Some(number)));
    let mut load = None;
    let (mut stops, mut events, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for fact in statements.into_values() {
        match &fact.body {
            FactBody::Load(body) => load = Some((**body).clone()),
            FactBody::Stop { stop, .. } => stops.push((**stop).clone()),
            FactBody::Event { event, .. } => events.push(event.clone()),
            FactBody::Document { document, .. } => documents.push(document.clone()),
            FactBody::Customer { .. } => {}
        }
    }
    let mut load = load?;
    stops.sort_by_key(|s| s.seq);
    documents.sort_by(|a, b| (&a.kind, a.stop, &a.id).cmp(&(&b.kind, b.stop, &b.id)));
    load.stops = stops;
    load.events = events;
    load.documents = documents;
    apply(&mut load);
    load.conflicts = conflicts;
    Some(load)
}

/// Has the events of a load speak where its stops and its status do not: times of a stop, hours in which it was closed,
/// a cancellation, a truck not used. Doing it twice changes nothing.
pub fn apply(load: &mut Load) {
    load.events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    for stop in &mut load.stops {
        apply_events(stop, &load.events);
    }
    load.status = status(load.status, &load.events);
}

fn apply_events(stop: &mut StopVisit, events: &[Event]) {
    let here: Vec<&Event> = events.iter().filter(|e| e.stop == Some(stop.seq)).collect();
    let first = |kind| here.iter().find(|e| e.kind == kind).map(|e| e.at);
    let last = |kind| here.iter().rev().find(|e| e.kind == kind).map(|e| e.at);
    stop.arrived = stop.arrived.or_else(|| first(EventKind::Arrived));
    stop.notified = stop.notified.or_else(|| first(EventKind::Notified));
    stop.departed = stop.departed.or_else(|| last(EventKind::Departed));
    stop.told_to_return = stop.told_to_return.or_else(|| first(EventKind::ToldToReturn));
    stop.returned = stop.returned.or_else(|| last(EventKind::Returned));
    let mut closed_from = None;
    for event in here {
        match (event.kind, closed_from) {
            (EventKind::FacilityClosed, None) => closed_from = Some(event.at),
            (EventKind::FacilityOpened, Some(from)) => {
                stop.closures.push(Closure { from, to: event.at });
                closed_from = None;
            }
            _ => {}
        }
    }
    stop.closures.sort_by_key(|c| (c.from, c.to));
    stop.closures.dedup();
}

fn status(stated: LoadStatus, events: &[Event]) -> LoadStatus {
    let happened = |kind| events.iter().any(|e| e.kind == kind);
    if stated.is_judged() || (stated == LoadStatus::Cancelled && !happened(EventKind::TruckNotUsed)) {
        return stated;
    }
    if happened(EventKind::TruckNotUsed) {
        LoadStatus::Tonu
    } else if happened(EventKind::Cancelled) {
        LoadStatus::Cancelled
    } else if happened(EventKind::Delivered) {
        LoadStatus::Delivered
    } else if happened(EventKind::Arrived) || happened(EventKind::Departed) {
        LoadStatus::InTransit
    } else {
        stated
    }
}
