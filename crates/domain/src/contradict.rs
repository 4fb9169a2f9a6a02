//! Contradict: on which fields the statements on one thing differ, which of them stands by what, and where no rule decides.
//!
//! Of one source a later version is a correction, and no conflict. What is looked at is a function of the statements and of the archive's order,
//! in whatever order they are looked at.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::conflict::{Conflict, Doubt, Rule, Stated};
use crate::fact::{Fact, FactBody};
use crate::fill::{open_names, take, taken};
use crate::said::{CUSTOMER, DOCUMENT, EVENT, LOAD, STOP};

/// So many of the last statements on a thing are looked at.
const LOOKED_AT: usize = 32;

/// A field of a thing: its place in the thing's table, or an open column.
enum Field {
    At(usize),
    Open(String),
}

/// The conflicts of statements on one thing, which are in order.
pub(crate) fn conflicts(in_order: &[&Fact]) -> Vec<Conflict> {
    let told = without_echoes(in_order);
    let statements = &told[told.len().saturating_sub(LOOKED_AT)..];
    let Some(last) = statements.last().filter(|_| may_differ(statements)) else { return Vec::new() };
    let fields = (0..last.body.thing().names().len()).map(Field::At);
    let open: BTreeSet<String> = statements.iter().flat_map(|fact| open_of(fact)).collect();
    fields.chain(open.into_iter().map(Field::Open)).filter_map(|field| of_field(statements, &field)).collect()
}

/// Without what says the same as the one before it, in a file of a name under which nothing else was said: any number of copies of an old file
/// push no word out of sight.
fn without_echoes<'f>(in_order: &[&'f Fact]) -> Vec<&'f Fact> {
    let mut told: Vec<&Fact> = Vec::new();
    for (at, fact) in in_order.iter().copied().enumerate() {
        let last = told.last().filter(|last| fact.repeats(last) && last.version != fact.version);
        let is_next_of_version = in_order.get(at + 1).is_some_and(|next| next.version == fact.version);
        let of_name = |other: &&Fact| match (&other.came, &fact.came) {
            (Some(other), Some(came)) => other.file == came.file,
            _ => true,
        };
        if last.is_none() || is_next_of_version || told.iter().any(of_name) {
            told.push(fact);
        }
    }
    told
}

/// Most things have statements of which each corrects the one before it.
fn may_differ(statements: &[&Fact]) -> bool {
    let pairs = || statements.windows(2);
    pairs().any(|pair| pair[0].version == pair[1].version)
        || pairs().any(|pair| pair[0].source != pair[1].source)
        || statements.iter().any(|fact| fact.said.owned != 0)
        || statements.iter().filter(|fact| fact.undated).count() > 2
}

fn of_field(statements: &[&Fact], field: &Field) -> Option<Conflict> {
    let words: Vec<&Fact> = statements.iter().copied().filter(|fact| field.is_said(fact)).collect();
    let differs = |one: &Fact, other: &Fact| !field.is_same(one, other);
    let other_source = |stands: &Fact| words.iter().rev().find(|fact| fact.source != stands.source);
    if let Some(owner) = words.iter().rev().find(|fact| field.is_owned(fact)) {
        // An owner may contradict itself as anybody may.
        let own: Vec<&Fact> = words.iter().copied().filter(|fact| fact.source == owner.source).collect();
        if let Some((stands, contrary, doubt)) = doubt(&own, field) {
            return Some(conflict((stands, contrary), field, Rule::ReceivedLast, Some(doubt)));
        }
        let other = other_source(owner).filter(|other| differs(owner, other))?;
        return Some(conflict((owner, other), field, Rule::Owner, None));
    }
    let stands = words.last()?;
    if let Some((stands, contrary, doubt)) = doubt(&words, field) {
        return Some(conflict((stands, contrary), field, Rule::ReceivedLast, Some(doubt)));
    }
    // Of one version, and said again by the same file: told, since nobody can see a correction by its version.
    let of_version = words.iter().rev().skip(1).take_while(|other| other.version == stands.version);
    if let Some(corrected) = of_version.clone().find(|other| differs(stands, other)) {
        return Some(conflict((stands, corrected), field, Rule::ReceivedLast, None));
    }
    let other = other_source(stands).filter(|other| differs(stands, other))?;
    let rule = if stands.undated || other.undated { Rule::ReceivedLast } else { Rule::Version };
    Some(conflict((stands, other), field, rule, None))
}

/// Two words between which no rule decides: the one that stands, the one that differs, and why.
type Open<'f> = (&'f Fact, &'f Fact, Doubt);

/// The words between which no rule decides. A word behind such a dispute settles it, unless it may be an old file once more: that says what was
/// known, and nothing of which of them is right.
fn doubt<'f>(words: &[&'f Fact], field: &Field) -> Option<Open<'f>> {
    let mut now: Option<Open<'f>> = None;
    let mut old: Vec<&Fact> = Vec::new();
    for (at, word) in words.iter().copied().enumerate() {
        let before = &words[..at];
        let of_version = before.iter().rev().take_while(|other| other.version == word.version);
        let differs = |other: &&&Fact| !field.is_same(word, other) && !is_corrected(other, word);
        let contrary = of_version.clone().find(differs);
        now = match (contrary, of_version.count(), now) {
            (Some(contrary), ..) => Some((word, *contrary, together(word, contrary))),
            // A file that was mended within the version says what the other one says.
            (None, 1.., now) => now.filter(|(stands, ..)| field.is_same(stands, word)),
            (None, 0, Some((stands, ..))) if may_be_old(word, before, &old, field) => {
                old.push(word);
                // Saying what stands once more asks nothing new: an answer holds.
                let turned = before.last().filter(|_| !field.is_same(stands, word));
                turned.map(|last| (word, *last, Doubt::TurnedBack)).or(now)
            }
            (None, 0, Some(_)) => {
                old.clear();
                None
            }
            (None, 0, None) => turned_back(before, word, field).map(|contrary| {
                old.push(word);
                (word, contrary, Doubt::TurnedBack)
            }),
        };
    }
    now
}

/// Does a word say what was said before, in a file of a name under which nothing was said but by what may be old itself, and nobody knows of
/// when it is?
fn may_be_old(word: &Fact, before: &[&Fact], old: &[&Fact], field: &Field) -> bool {
    let Some(came) = word.came.as_ref().filter(|_| word.undated) else { return false };
    let of_name =
        |other: &Fact| other.source == word.source && other.came.as_ref().is_some_and(|other| other.file == came.file);
    let is_old = |other: &Fact| old.iter().any(|old| std::ptr::eq(*old, other));
    let is_named = before.iter().any(|other| of_name(other) && !is_old(other));
    !is_named && before.iter().any(|other| field.is_same(other, word))
}

/// Is a word the next one of the same file, delivered again?
fn is_corrected(before: &Fact, word: &Fact) -> bool {
    let came = before.came.as_ref().zip(word.came.as_ref());
    before.source == word.source
        && came.is_some_and(|(before, after)| before.file == after.file && before.received < after.received)
}

fn together(one: &Fact, other: &Fact) -> Doubt {
    let file = |fact: &Fact| fact.came.as_ref().map(|came| came.file.clone());
    match (one.undated && other.undated, file(one) == file(other)) {
        (false, _) => Doubt::OneVersion,
        (true, true) => Doubt::OneFile,
        (true, false) => Doubt::OneSync,
    }
}

/// The word before one that says what was said before that, in a file of another name, and of neither of them is known of when it is.
fn turned_back<'f>(before: &[&'f Fact], word: &Fact, field: &Field) -> Option<&'f Fact> {
    let (last, earlier) = before.split_last()?;
    let files = word.came.as_ref().zip(last.came.as_ref());
    let renamed = files.is_some_and(|(one, other)| one.file != other.file);
    let undated = word.undated && last.undated;
    let again = || earlier.iter().any(|one| field.is_same(one, word)) && !field.is_same(last, word);
    (undated && renamed && again()).then_some(*last)
}

fn conflict((stands, says): (&Fact, &Fact), field: &Field, rule: Rule, doubt: Option<Doubt>) -> Conflict {
    let thing = stands.body.thing();
    let (value, other) = field.values(stands, says);
    let stated = |fact: &Fact, value: String| Stated {
        value,
        source: fact.source.0.clone(),
        version: (!fact.undated).then_some(fact.version),
        came: fact.came.as_deref().cloned(),
    };
    let name = match field {
        Field::At(at) => thing.names().get(*at).copied().unwrap_or_default().to_owned(),
        Field::Open(name) => name.clone(),
    };
    Conflict {
        key: stands.key(),
        thing,
        field: name,
        stands: stated(stands, value),
        says: stated(says, other),
        rule,
        doubt,
        answered: false,
    }
}

impl Field {
    fn is_said(&self, fact: &Fact) -> bool {
        match self {
            Field::At(at) => fact.said.bits() & (1 << at) != 0,
            Field::Open(name) => fact.says(name),
        }
    }

    fn is_owned(&self, fact: &Fact) -> bool {
        matches!(self, Field::At(at) if fact.said.bits() & fact.said.owned & (1 << at) != 0)
    }

    fn is_same(&self, one: &Fact, other: &Fact) -> bool {
        match self {
            Field::Open(name) => open_value(one, name) == open_value(other, name),
            Field::At(at) => {
                let bits = 1 << at;
                match (&one.body, &other.body) {
                    (FactBody::Load(a), FactBody::Load(b)) => !taken(LOAD, bits, &**a, b),
                    (FactBody::Stop { stop: a, .. }, FactBody::Stop { stop: b, .. }) => !taken(STOP, bits, &**a, b),
                    (FactBody::Event { event: a, .. }, FactBody::Event { event: b, .. }) => !taken(EVENT, bits, a, b),
                    (FactBody::Document { document: a, .. }, FactBody::Document { document: b, .. }) => {
                        // What opening a file showed is no part of what a row says.
                        let mut seen = b.clone();
                        (seen.hash, seen.readability) = (a.hash.clone(), a.readability);
                        !taken(DOCUMENT, bits, a, &seen)
                    }
                    (FactBody::Customer(a), FactBody::Customer(b)) => !taken(CUSTOMER, bits, &**a, b),
                    _ => true,
                }
            }
        }
    }

    /// What two statements that differ say of it, in words.
    fn values(&self, one: &Fact, other: &Fact) -> (String, String) {
        match self {
            Field::Open(name) => (open_value(one, name), open_value(other, name)),
            Field::At(at) => {
                let mut with = one.body.clone();
                let bits = 1 << at;
                match (&mut with, &other.body) {
                    (FactBody::Load(to), FactBody::Load(from)) => take(LOAD, bits, &mut **to, from),
                    (FactBody::Stop { stop: to, .. }, FactBody::Stop { stop: from, .. }) => {
                        take(STOP, bits, &mut **to, from);
                    }
                    (FactBody::Event { event: to, .. }, FactBody::Event { event: from, .. }) => {
                        take(EVENT, bits, to, from);
                    }
                    (FactBody::Document { document: to, .. }, FactBody::Document { document: from, .. }) => {
                        take(DOCUMENT, bits, to, from);
                    }
                    (FactBody::Customer(to), FactBody::Customer(from)) => take(CUSTOMER, bits, &mut **to, from),
                    _ => {}
                }
                let json = |body: &FactBody| serde_json::to_value(body).unwrap_or_default();
                let mut found = Vec::new();
                differing(&json(&one.body), &json(&with), &mut found);
                let (own, theirs): (Vec<String>, Vec<String>) = found.into_iter().unzip();
                (own.join(", "), theirs.join(", "))
            }
        }
    }
}

/// What differs within two values, leaf by leaf.
fn differing(one: &Value, other: &Value, found: &mut Vec<(String, String)>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                differing(a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).for_each(|(a, b)| differing(a, b, found));
        }
        _ if one != other => found.push((shown(one), shown(other))),
        _ => {}
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.is_empty() => "nothing".to_owned(),
        other => other.to_string(),
    }
}

fn open_of(fact: &Fact) -> Vec<String> {
    match &fact.body {
        FactBody::Load(load) => open_names(load).collect(),
        _ => Vec::new(),
    }
}

fn open_value(fact: &Fact, column: &str) -> String {
    let FactBody::Load(load) = &fact.body else { return String::new() };
    let value = match column.split_once(':') {
        Some(("ref", name)) => load.references.get(name).cloned(),
        Some(("extra", name)) => load.extras.get(name).map(crate::extra::Extra::show),
        Some(("booked", code)) => {
            load.booked.iter().find(|charge| charge.code.as_str() == code).map(|charge| charge.amount.to_string())
        }
        _ => None,
    };
    value.filter(|value| !value.is_empty()).unwrap_or_else(|| "nothing".to_owned())
}
