//! Fill: what a newer statement does not say is filled from the older ones on the same thing, field by field.

use crate::fact::{Fact, FactBody};
use crate::load::Load;
use crate::said::{CUSTOMER, DOCUMENT, EVENT, Fields, ITEM, LOAD, STOP};

pub(crate) fn take<T>(fields: Fields<T>, bits: u32, to: &mut T, from: &T) {
    for (at, (_, take)) in fields.iter().enumerate() {
        if bits & (1 << at) != 0 {
            take(to, from);
        }
    }
}

fn bit<T>(fields: Fields<T>, name: &str) -> u32 {
    fields.iter().position(|(known, _)| *known == name).map_or(0, |at| 1 << at)
}

/// Fills what a newer statement does not say from an older one on the same thing; answers nothing of which is the newer.
pub(crate) fn fill(newer: &mut Fact, older: &Fact) {
    let missing = older.said.bits() & !newer.said.bits();
    let open = !newer.said.is_all();
    match (&mut newer.body, &older.body) {
        (FactBody::Load(to), FactBody::Load(from)) => {
            let of_item = ITEM.iter().fold(0, |bits, name| bits | bit(LOAD, name));
            let mut bits = missing;
            if missing & of_item == of_item {
                to.items.clone_from(&from.items);
                bits &= !of_item;
            }
            take(LOAD, bits, to, from);
            if open {
                fill_open(to, from, &mut newer.said.emptied, &older.said.emptied);
            }
        }
        (FactBody::Stop { stop: to, .. }, FactBody::Stop { stop: from, .. }) => {
            // A place whose city is another one is not in the state of the one before.
            let moved = newer.said.bits() & bit(STOP, "city") != 0 && to.city != from.city;
            let (region, country) = (bit(STOP, "region"), bit(STOP, "country"));
            let postal_code = bit(STOP, "postal_code");
            let told = match (moved, newer.said.bits() & region != 0 && to.country.is_some()) {
                (true, _) => region | country | postal_code,
                (false, true) => country,
                (false, false) => 0,
            };
            take(STOP, missing & !told, to, from);
        }
        (FactBody::Event { event: to, .. }, FactBody::Event { event: from, .. }) => take(EVENT, missing, to, from),
        (FactBody::Document { document: to, .. }, FactBody::Document { document: from, .. }) => {
            take(DOCUMENT, missing, to, from);
        }
        (FactBody::Customer(to), FactBody::Customer(from)) => take(CUSTOMER, missing, to, from),
        // Two statements with one key are on one thing.
        _ => {}
    }
    newer.said.fields = match (newer.said.fields, older.said.fields) {
        (Some(newer), Some(older)) => Some(newer | older),
        _ => None,
    };
}

/// Takes from a statement what its source owns of the thing.
pub(crate) fn own(to: &mut Fact, from: &Fact) {
    let bits = from.said.bits() & from.said.owned;
    match (&mut to.body, &from.body) {
        (FactBody::Customer(to), FactBody::Customer(from)) => take(CUSTOMER, bits, to, from),
        (FactBody::Load(to), FactBody::Load(from)) => take(LOAD, bits, &mut **to, from),
        (FactBody::Stop { stop: to, .. }, FactBody::Stop { stop: from, .. }) => take(STOP, bits, &mut **to, from),
        // Nobody owns a field of what happened once.
        _ => {}
    }
}

/// The names of an open column as [`Said::emptying`] takes it.
pub(crate) fn open_names(load: &Load) -> impl Iterator<Item = String> + '_ {
    let references = load.references.keys().map(|name| format!("ref:{name}"));
    let extras = load.extras.keys().map(|name| format!("extra:{name}"));
    references.chain(extras).chain(load.booked.iter().map(|charge| format!("booked:{}", charge.code)))
}

fn fill_open(to: &mut Load, from: &Load, emptied: &mut Vec<String>, older: &[String]) {
    let says = |column: String| emptied.contains(&column);
    for (name, text) in from.references.iter().filter(|(name, _)| !says(format!("ref:{name}"))) {
        to.references.entry(name.clone()).or_insert_with(|| text.clone());
    }
    for (name, extra) in from.extras.iter().filter(|(name, _)| !says(format!("extra:{name}"))) {
        to.extras.entry(name.clone()).or_insert_with(|| extra.clone());
    }
    for charge in from.booked.iter().filter(|charge| !says(format!("booked:{}", charge.code))) {
        if to.booked.iter().all(|known| known.code != charge.code) {
            to.booked.push(charge.clone());
        }
    }
    to.booked.sort_by(|a, b| a.code.cmp(&b.code));
    let said: Vec<String> = open_names(to).collect();
    let more = older.iter().filter(|column| !said.contains(column) && !emptied.contains(column)).cloned();
    let more: Vec<String> = more.collect();
    emptied.extend(more);
}

/// Does taking these fields change anything?
pub(crate) fn taken<T: Clone + PartialEq>(fields: Fields<T>, bits: u32, to: &T, from: &T) -> bool {
    let mut with = to.clone();
    take(fields, bits, &mut with, from);
    with != *to
}

/// Does the older statement say a field that the newer does not?
pub(crate) fn says_more(newer: &Fact, older: &Fact) -> bool {
    if newer.said.is_all() {
        return false;
    }
    if older.said.bits() & !newer.said.bits() != 0 {
        return true;
    }
    match (&newer.body, &older.body) {
        (FactBody::Load(to), FactBody::Load(from)) => {
            let mut open = open_names(from).peekable();
            open.peek().is_some() && {
                let said: Vec<String> = open_names(to).collect();
                open.any(|column| !said.contains(&column) && !newer.said.emptied.contains(&column))
            }
        }
        _ => false,
    }
}
