//! Change: what differs between two assessments of one load, in words and to the cent, before and after posting.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::assessment::Assessment;
use linehaul_domain::hold::{Hold, Loses};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::party::Payor;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::{Decimal, Word};

use crate::vanished;

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

fn of_parties(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut parts = Vec::new();
    if before.currency != after.currency {
        parts.push(format!("currency {} -> {}", before.currency, after.currency));
    }
    if before.bill_to != after.bill_to {
        let name = |a: &Assessment| a.bill_to.as_ref().map_or("nobody".to_owned(), |c| c.to_string());
        parts.push(format!("bill-to {} -> {}", name(before), name(after)));
    }
    parts
}

fn of_charges(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut parts = Vec::new();
    let currency = after.currency;
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
    parts
}

fn of_status(before: &Assessment, after: &Assessment) -> Option<String> {
    (before.status != after.status).then(|| format!("status {:?} -> {:?}", before.status, after.status).to_lowercase())
}

/// The difference in charges, status or readiness; `None` when only pins, warnings or wordings differ.
pub fn difference(before: &Assessment, after: &Assessment) -> Option<String> {
    let mut parts = of_parties(before, after);
    parts.extend(of_charges(before, after));
    parts.extend(of_status(before, after));
    let (old, new) = (holds(before), holds(after));
    parts.extend(new.iter().filter(|h| !old.contains(h)).map(|h| format!("now held: {h}")));
    parts.extend(old.iter().filter(|h| !new.contains(h)).map(|h| format!("no longer held: {h}")));
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What became of a load after its invoice was posted: for a person, who corrects it by a credit memo or a further invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In words, as [`difference`] has them.
    pub words: String,
    /// The total now less the total billed, so below zero is owed to the customer. Zero where the two cannot be compared (the
    /// load can no longer be rated, or is in another currency now) and where only words differ: a reference, a party.
    pub amount: Decimal,
    /// The invoice's currency.
    pub currency: Currency,
}

/// Compares what an invoice billed with what would be billed now: charges by code and stop, currency, bill-to, payors and
/// references. Of the status a cancellation or a truck not used counts, since these change what was earned, and that it is said to be
/// delivered no more. Holds, documents and credit do not: the bill is out, and nothing that it says has changed.
///
/// A charge that cannot be rated any more (a time that dispatch took back, say) is missing, not zero: then no amount is told
/// and no charge compared, but what could not be rated and why. The same where dispatch sets the load back to under way, of
/// which nothing is judged, and where it takes back when a delivery was: what is due nobody knows, and somebody has to ask.
pub fn after_posting(billed: &Assessment, billed_load: &Load, now: &Assessment, now_load: &Load) -> Option<Difference> {
    let mut parts = of_parties(billed, now);
    let charges = of_charges(billed, now);
    let unrated = unrated(now, !charges.is_empty());
    let comparable = unrated.is_none() && billed.currency == now.currency;
    match unrated {
        Some(why) => parts.push(why),
        None => parts.extend(charges),
    }
    if matches!(now.status, LoadStatus::Cancelled | LoadStatus::Tonu) {
        parts.extend(of_status(billed, now));
    }
    if billed_load.payors != now_load.payors {
        parts.push(format!("payors {} -> {}", shown(&billed_load.payors), shown(&now_load.payors)));
    }
    parts.extend(of_references(billed_load, now_load));
    parts.extend(of_deliveries(billed_load, now_load));
    parts.extend(vanished::after_posting(now_load));
    let amount = if comparable { now.total.saturating_sub(billed.total) } else { Decimal::ZERO };
    (!parts.is_empty()).then(|| Difference { words: parts.join("; "), amount, currency: billed.currency })
}

/// Deliveries that were made when it was billed, and of which nothing says so any more.
fn of_deliveries(before: &Load, after: &Load) -> Vec<String> {
    if after.status == LoadStatus::Cancelled {
        return Vec::new();
    }
    let made = |stop: &StopVisit| !stop.cancelled && stop.arrived.or(stop.departed).is_some();
    let undone = before.deliveries().filter(|stop| made(stop)).filter_map(|was| match after.stop(was.seq) {
        None => Some(format!("{} is not among its stops any more: was it delivered?", was.label())),
        Some(now) if now.arrived.or(now.departed).is_none() && !now.cancelled => {
            Some(format!("{} has no arrival and no departure any more: was it delivered?", was.label()))
        }
        Some(_) => None,
    });
    undone.collect()
}

/// Why what is rated now is not all that is due, if so. An assessment of a load under way has no holds, so that a charge that
/// is missing from it says nothing.
fn unrated(now: &Assessment, differs: bool) -> Option<String> {
    if now.status == LoadStatus::Cancelled {
        return None;
    }
    if !now.status.is_judged() {
        let says = now.status.name();
        return Some(match differs {
            true => format!("can no longer be rated: dispatch says {says}"),
            false => format!("dispatch says {says} again: was it delivered?"),
        });
    }
    let loses = |hold: &&Hold| match hold.code.loses() {
        Loses::Line => true,
        Loses::ChargesLine => hold.charge.is_some() || differs,
        // Where none was meant to be, all that was billed is too much.
        Loses::Nothing | Loses::EveryLine => false,
    };
    let mut reasons: Vec<String> =
        now.holds.iter().filter(loses).map(|h| format!("{} ({})", h.code, h.message)).collect();
    reasons.dedup();
    (!reasons.is_empty()).then(|| format!("can no longer be rated: {}", reasons.join(", ")))
}

fn shown(payors: &[Payor]) -> String {
    let one = |payor: &Payor| {
        let percent = payor.share_percent.map(|p| format!(" {}%", p.normalize()));
        let weight = payor.weight_lb.map(|w| format!(" {} lb", w.normalize()));
        format!("{}{}{}", payor.customer, percent.unwrap_or_default(), weight.unwrap_or_default())
    };
    let all: Vec<String> = payors.iter().map(one).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

/// References by name; an empty one counts as missing.
fn of_references(before: &Load, after: &Load) -> Vec<String> {
    let names: BTreeSet<&str> = before.references.keys().chain(after.references.keys()).map(String::as_str).collect();
    let changed = names.into_iter().filter_map(|name| {
        let (was, is) = (before.reference(name), after.reference(name));
        (was != is).then(|| format!("reference {name} {} -> {}", was.unwrap_or("none"), is.unwrap_or("none")))
    });
    changed.collect()
}
