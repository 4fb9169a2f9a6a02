//! The fold: from facts, in any order and however often repeated, to the load they describe.
//!
//! For each field of each thing the statement of the latest version that speaks of it stands; of two of one version the one
//! that was received last, and where they differ the load carries the conflict, with why no rule decides. What opening a document's file showed is no
//! part of the statement: a file that came later than its row, or a readable one after an empty one, stands without conflict.
//! A time that a stop's own row states stands before one that only events tell. What a field's owner says of it stands before what
//! others say, whichever came later.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rust_decimal::Decimal;

use crate::conflict::Conflict;
use crate::contradict;
use crate::document::{Document, Readability};
use crate::event::{Event, EventKind};
use crate::extra::Extra;
use crate::fact::{Fact, FactBody};
use crate::fill::{fill, own, says_more, take};
use crate::ids::{Hash, LoadNumber};
use crate::load::{Load, LoadStatus};
use crate::said::{LOAD, Said};
use crate::stop::{Closure, StopVisit};
use crate::superseded::formerly;
use crate::thing::Thing;
use crate::time::Instant;

/// Version, then how much of a document's file there is to see, then when it was received, then which look at its file it was, then a
/// file's content.
type Rank<'f> = (Instant, u8, u64, u64, Option<&'f Hash>);

fn rank(fact: &Fact) -> Rank<'_> {
    let (seen, look, content) = match &fact.body {
        FactBody::Document { document, .. } => {
            let look = document.looked.as_ref().map_or(0, |looked| looked.place);
            (visibility(document.readability), look, document.hash.as_ref())
        }
        _ => (0, 0, None),
    };
    (fact.version, seen, fact.receipt, look, content)
}

/// Which of two facts on the same thing stands before the other. Where all else is the same the whole statements' hashes say it,
/// which are reckoned for nothing else: most things have one statement.
fn in_order(one: &Fact, other: &Fact) -> Ordering {
    rank(one).cmp(&rank(other)).then_with(|| one.hash().cmp(&other.hash()))
}

/// Does a fact stand before another on the same thing?
fn prevails(fact: &Fact, over: &Fact) -> bool {
    in_order(fact, over).is_gt()
}

/// How much of a document's file there is to see: nothing, something, all.
pub fn visibility(readability: Readability) -> u8 {
    match readability {
        Readability::Absent => 0,
        Readability::Empty | Readability::Encrypted | Readability::Mistyped | Readability::Cut => 1,
        Readability::Readable => 2,
    }
}

/// What is left of a statement on a load of a source that owns some of its fields, by our names: these alone, whatever else its row says.
pub fn of_owner<'c>(fact: Fact, fields: impl IntoIterator<Item = &'c str>) -> Fact {
    let FactBody::Load(load) = &fact.body else { return fact };
    let said = Said::of_columns(Thing::Load, fields).within(&fact.said);
    let stated_number = load.stated_number.clone();
    let mut own = Load { stated_number, ..Load::new(load.number.clone()) };
    take(LOAD, said.bits(), &mut own, load);
    Fact { said, body: FactBody::Load(Box::new(own)), ..fact }
}

/// What the source said, without what opening a file showed.
fn statement(fact: &Fact) -> Cow<'_, Fact> {
    let FactBody::Document { load, document } = &fact.body else { return Cow::Borrowed(fact) };
    let document = Document { readability: Readability::Absent, hash: None, looked: None, ..document.clone() };
    let body = FactBody::Document { load: load.clone(), document };
    Cow::Owned(Fact { body, source: fact.source.clone(), said: fact.said.clone(), came: None, ..*fact })
}

/// Does a fact say the same as one that is known, with another look at the document's file? Then `true` where it shows more:
/// it takes the place of the other, and otherwise it adds nothing.
pub fn looks_further(new: &Fact, known: &Fact) -> Option<bool> {
    let documents = matches!((&new.body, &known.body), (FactBody::Document { .. }, FactBody::Document { .. }));
    let same = documents && new.version == known.version && new.source == known.source;
    // Whatever was received when: of two looks at one statement the one that shows more stands, and of these the later one.
    let look = |fact: &Fact| {
        let (_, seen, _, place, _) = rank(fact);
        (seen, place)
    };
    (same && statement(new).body == statement(known).body && new.said == known.said).then(|| {
        let by_look = look(new).cmp(&look(known));
        by_look.is_gt() || by_look.is_eq() && prevails(new, known)
    })
}

/// The statements on one thing: the one that stands, and the others.
struct Statements<'a> {
    stands: &'a Fact,
    others: Vec<&'a Fact>,
}

impl<'a> Statements<'a> {
    fn add(&mut self, fact: &'a Fact) {
        let other = if prevails(fact, self.stands) { std::mem::replace(&mut self.stands, fact) } else { fact };
        self.others.push(other);
    }

    /// Where they differ, and which of them stands by what.
    fn conflicts(&self) -> Vec<Conflict> {
        if self.others.is_empty() {
            return Vec::new();
        }
        let mut all = self.others.clone();
        all.push(self.stands);
        all.sort_by(|a, b| in_order(a, b));
        // The same statement may be looked at any number of times.
        all.dedup_by(|a, b| in_order(a, b).is_eq());
        contradict::conflicts(&all)
    }

    /// What stands, with what it does not say filled from those before it, and what others own taken from them.
    fn filled(self) -> Cow<'a, Fact> {
        let Statements { stands, mut others } = self;
        if !others.iter().any(|other| says_more(stands, other) || other.said.owned != 0) {
            return Cow::Borrowed(stands);
        }
        others.sort_by(|a, b| in_order(b, a));
        let mut filled = stands.clone();
        others.iter().for_each(|older| fill(&mut filled, older));
        others.iter().rev().chain([&stands]).for_each(|owner| own(&mut filled, owner));
        Cow::Owned(filled)
    }
}

/// Do statements on one thing leave open which of them stands?
pub fn is_disputed(facts: &[Fact]) -> bool {
    let mut all: Vec<&Fact> = facts.iter().collect();
    all.sort_by(|a, b| in_order(a, b));
    contradict::conflicts(&all).iter().any(|conflict| conflict.doubt.is_some())
}

/// What stands of each thing, by key, and where statements on one differ.
pub fn latest<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> (BTreeMap<String, Cow<'a, Fact>>, Vec<Conflict>) {
    standing(gather(facts))
}

fn gather<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> BTreeMap<String, Statements<'a>> {
    let mut all: BTreeMap<String, Statements<'a>> = BTreeMap::new();
    for fact in facts {
        match all.entry(fact.key()) {
            Entry::Occupied(mut known) => known.get_mut().add(fact),
            Entry::Vacant(none) => drop(none.insert(Statements { stands: fact, others: Vec::new() })),
        }
    }
    all
}

fn standing(all: BTreeMap<String, Statements<'_>>) -> (BTreeMap<String, Cow<'_, Fact>>, Vec<Conflict>) {
    let conflicts = all.values().flat_map(Statements::conflicts).collect();
    (all.into_iter().map(|(key, statements)| (key, statements.filled())).collect(), conflicts)
}

/// The load that these facts describe; `None` while no fact of the load itself has come.
pub fn fold<'a>(number: &LoadNumber, facts: impl IntoIterator<Item = &'a Fact>) -> Option<Load> {
    let all = gather(facts.into_iter().filter(|f| f.load() == Some(number)));
    let superseded: Vec<&Fact> = all.values().flat_map(|statements| statements.others.iter().copied()).collect();
    let (statements, conflicts) = standing(all);
    let mut load = None;
    let (mut stops, mut events, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for fact in statements.into_values() {
        match &fact.body {
            FactBody::Load(body) => load = Some((**body).clone()),
            FactBody::Stop { stop, .. } => stops.push((**stop).clone()),
            FactBody::Event { event, .. } => events.push(event.clone()),
            FactBody::Document { document, .. } => documents.push(document.clone()),
            FactBody::Customer(_) => {}
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
    load.formerly = formerly(&load, superseded.into_iter());
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
    off_route(load);
}

/// The extra in which the miles beside the route stand.
pub const OFF_ROUTE_MILES: &str = "off_route_miles";

/// The miles beside the route, where dispatch does not state them, are what its events say together.
fn off_route(load: &mut Load) {
    let told = load.events.iter().filter(|event| event.kind == EventKind::OffRoute).filter_map(|event| event.quantity);
    let sum = told.fold(None, |sum: Option<Decimal>, miles| Some(sum.unwrap_or_default().saturating_add(miles)));
    if let Some(miles) = sum {
        load.extras.entry(OFF_ROUTE_MILES.to_owned()).or_insert(Extra::Number(miles));
    }
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
