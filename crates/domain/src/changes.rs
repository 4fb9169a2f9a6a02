//! Changes: what would stand otherwise of a thing, were something said of it too, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::canonical;
use crate::fact::{Fact, FactBody};
use crate::fold::latest;
use crate::load::Load;
use crate::said::{CUSTOMER, DOCUMENT, EVENT, Fields, LOAD, STOP};

/// A field that would be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Of which thing, by the key of its facts.
    pub key: String,
    /// The field, by the name of its column; of a thing of which nothing is known, of what it is.
    pub field: String,
    /// What stands; nothing where nothing does.
    pub stands: String,
    /// What would.
    pub says: String,
}

/// What would stand otherwise. `new` is the last word by its receipt, and is an older one where its version says so: that changes nothing.
pub fn changes(known: &[Fact], new: &Fact) -> Vec<Change> {
    let key = new.key();
    let own = || known.iter().filter(|fact| fact.key() == key);
    let before = latest(own()).0.into_values().next();
    let Some(after) = latest(own().chain([new])).0.into_values().next() else { return Vec::new() };
    let told = match &before {
        None => leaves(&after.body).into_iter().map(|(field, says)| (field, String::new(), says)).collect(),
        Some(before) => differing(&before.body, &after.body),
    };
    told.into_iter().map(|(field, stands, says)| Change { key: key.clone(), field, stands, says }).collect()
}

/// A field, what stands, and what would.
type Differs = Vec<(String, String, String)>;

fn differing(before: &FactBody, after: &FactBody) -> Differs {
    match (before, after) {
        (FactBody::Load(before), FactBody::Load(after)) => {
            let mut all = by_field(LOAD, &**before, &**after);
            all.extend(open(before, after));
            all
        }
        (FactBody::Stop { stop: before, .. }, FactBody::Stop { stop: after, .. }) => {
            by_field(STOP, &**before, &**after)
        }
        (FactBody::Event { event: before, .. }, FactBody::Event { event: after, .. }) => by_field(EVENT, before, after),
        (FactBody::Document { document: before, .. }, FactBody::Document { document: after, .. }) => {
            by_field(DOCUMENT, before, after)
        }
        (FactBody::Customer(before), FactBody::Customer(after)) => by_field(CUSTOMER, &**before, &**after),
        // A key is of one sort of things.
        _ => Vec::new(),
    }
}

fn leaves(thing: &impl Serialize) -> BTreeMap<String, String> {
    canonical::fields(thing).into_iter().collect()
}

fn by_field<T: Clone + PartialEq + Serialize>(fields: Fields<T>, before: &T, after: &T) -> Differs {
    let mut all = Vec::new();
    for (name, take) in fields {
        let mut with = before.clone();
        take(&mut with, after);
        if with != *before {
            let (stands, says) = apart(&leaves(before), &leaves(&with));
            all.push(((*name).to_owned(), stands, says));
        }
    }
    all
}

/// In what two differ.
fn apart(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> (String, String) {
    let words = |of: &BTreeMap<String, String>, than: &BTreeMap<String, String>| {
        let own = of.iter().filter(|(path, text)| than.get(*path) != Some(text));
        own.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    };
    (words(one, other), words(other, one))
}

/// References, extras and booked charges, by their columns.
fn open(before: &Load, after: &Load) -> Differs {
    let columns = |load: &Load| -> BTreeMap<String, String> {
        let references = load.references.iter().map(|(name, text)| (format!("ref:{name}"), text.clone()));
        let extras = load.extras.iter().map(|(name, extra)| (format!("extra:{name}"), extra.show()));
        let booked = load.booked.iter().map(|charge| (format!("booked:{}", charge.code), charge.amount.to_string()));
        references.chain(extras).chain(booked).collect()
    };
    let (before, after) = (columns(before), columns(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |of: &BTreeMap<String, String>, name: &String| of.get(name).cloned().unwrap_or_default();
    let told = names.into_iter().map(|name| (name.clone(), text(&before, name), text(&after, name)));
    told.filter(|(_, stands, says)| stands != says).collect()
}
