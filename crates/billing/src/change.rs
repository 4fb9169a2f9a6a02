//! Change: what differs between two assessments of one load, in words and to the cent.

use std::collections::BTreeMap;

use linehaul_domain::assessment::Assessment;
use linehaul_domain::hold::Hold;
use linehaul_domain::money::fixed;
use linehaul_domain::{Decimal, Word};

type Key = (Word, Option<u32>);

fn by_code(assessment: &Assessment) -> BTreeMap<Key, Decimal> {
    let mut amounts = BTreeMap::new();
    for charge in &assessment.charges {
        *amounts.entry((charge.code.0.clone(), charge.stop)).or_default() += charge.amount;
    }
    amounts
}

fn holds(assessment: &Assessment) -> Vec<String> {
    let words = |h: &Hold| match h.stop {
        Some(stop) => format!("{} at stop {stop}", h.code),
        None => h.code.to_string(),
    };
    let mut all: Vec<String> = assessment.holds.iter().map(words).collect();
    all.sort();
    all.dedup();
    all
}

/// The difference in charges, status or readiness; `None` when only pins, warnings or wordings differ.
pub fn difference(before: &Assessment, after: &Assessment) -> Option<String> {
    let mut parts = Vec::new();
    let currency = after.currency;
    if before.currency != currency {
        parts.push(format!("currency {} -> {currency}", before.currency));
    }
    if before.bill_to != after.bill_to {
        let name = |a: &Assessment| a.bill_to.as_ref().map_or("nobody".to_owned(), |c| c.to_string());
        parts.push(format!("bill-to {} -> {}", name(before), name(after)));
    }
    let (old, new) = (by_code(before), by_code(after));
    for key in old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))) {
        let (was, is) = (old.get(key), new.get(key));
        if was == is {
            continue;
        }
        let show = |a: Option<&Decimal>| a.map_or("none".to_owned(), |a| fixed(*a, currency));
        let at = key.1.map(|s| format!(" at stop {s}")).unwrap_or_default();
        parts.push(format!("{}{at} {} -> {}", key.0, show(was), show(is)));
    }
    if before.total != after.total {
        parts.push(format!("total {} -> {}", fixed(before.total, currency), fixed(after.total, currency)));
    }
    if before.status != after.status {
        parts.push(format!("status {:?} -> {:?}", before.status, after.status).to_lowercase());
    }
    let (old, new) = (holds(before), holds(after));
    parts.extend(new.iter().filter(|h| !old.contains(h)).map(|h| format!("now held: {h}")));
    parts.extend(old.iter().filter(|h| !new.contains(h)).map(|h| format!("no longer held: {h}")));
    (!parts.is_empty()).then(|| parts.join("; "))
}
