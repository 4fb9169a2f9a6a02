//! Alike: loads that may be one load under two numbers. The same payor with the same BOL, PRO or shipment id holds until a
//! person says otherwise; so does, where none of these is known, the same lane, day and amount in two sources. Within one
//! source that only warns: a shipper with five trailers a day on one lane is usual, and one system that counts five loads has
//! said that they are five. A common PO only warns too, since blanket POs are usual; an order that dispatch states as split
//! over loads does neither.

use std::collections::BTreeSet;

use linehaul_domain::assessment::Assessment;
use linehaul_domain::extra::Extra;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::{Hold, HoldCode, Warning, WarningCode};
use linehaul_domain::ids::{LoadNumber, normal};
use linehaul_domain::load::Load;
use linehaul_domain::money::fixed;
use linehaul_store::Cache;

use crate::settings::config::Config;
use crate::workspace::identity::source_of;

/// References that name one shipment.
const OF_ONE_SHIPMENT: &[&str] = &["bol", "pro", "shipment", "shipment_id", "bol_number", "pro_number"];
/// References that an order names, often for many loads.
const OF_AN_ORDER: &[&str] = &["po", "po_number", "customer_po", "purchase_order"];
/// Loads that are told by name.
const NAMED: usize = 2;
/// A PO of more loads than this is a blanket PO, and nothing to warn of.
const BLANKET: usize = 3;
/// Says that an order is split over loads.
const SPLIT: &str = "order_split";

/// What a load may be known by under another number. Amounts are those of its assessment, so that a load that cannot be rated
/// yet is alike by its references alone.
pub fn traits(load: &Load, assessment: &Assessment) -> Vec<String> {
    // One that was dismissed is billed by nobody, and so by no other once more.
    let (Some(payor), true) = (&assessment.bill_to, load.status.is_judged() && !load.is_dismissed()) else {
        return Vec::new();
    };
    if matches!(load.extras.get(SPLIT), Some(Extra::Flag(true))) {
        return Vec::new();
    }
    let mut traits = Vec::new();
    for (name, value) in &load.references {
        let (name, value) = (name.trim().to_lowercase(), normal(value));
        if value.is_empty() {
            continue;
        }
        if OF_ONE_SHIPMENT.contains(&name.as_str()) {
            traits.push(format!("{} {payor} {value}", name.trim_end_matches("_number")));
        } else if OF_AN_ORDER.contains(&name.as_str()) {
            traits.push(format!("po {payor} {value}"));
        }
    }
    let named = traits.iter().any(|t| !t.starts_with("po "));
    if let (false, Some(lane)) = (named || assessment.total.is_zero(), lane(load, assessment)) {
        traits.push(format!("lane {payor} {lane}"));
    }
    traits.sort();
    traits.dedup();
    traits
}

/// `MEMPHIS TN > DALLAS TX on 2025-03-01 at 1000.00 USD`.
fn lane(load: &Load, assessment: &Assessment) -> Option<String> {
    let (from, to) = (load.first_pickup()?, load.last_delivery()?);
    let place = |city: &str, name: &str| normal(&format!("{name} {city}"));
    let (day, currency) = (load.pickup_date()?, assessment.currency);
    let (from, to) = (place(&from.city, &from.name), place(&to.city, &to.name));
    Some(format!("{from} > {to} on {day} at {} {currency}", fixed(assessment.total, currency)))
}

/// What loads that look like one make of its assessment.
#[derive(Debug, Clone, Default)]
pub struct Suspicions {
    /// Behind its own warnings.
    pub warnings: Vec<Warning>,
    /// Behind its own holds.
    pub holds: Vec<Hold>,
}

impl Suspicions {
    /// Is there nothing to add?
    pub fn is_empty(&self) -> bool {
        self.warnings.is_empty() && self.holds.is_empty()
    }

    /// Adds them to an assessment.
    pub fn add_to(self, assessment: &mut Assessment) {
        assessment.warnings.extend(self.warnings);
        assessment.holds.extend(self.holds);
    }
}

/// What loads that look like this one make of its assessment, but for those that a person said it is not the same as.
pub fn judge(
    (cache, config): (&Cache, &Config),
    load: &LoadNumber,
    traits: &[String],
    not_same_as: &BTreeSet<LoadNumber>,
) -> Outcome<Suspicions> {
    let mut suspicions = Suspicions::default();
    let own = source_of(config, load).to_owned();
    for of in traits {
        // One more than are named, and this load itself among them.
        let mut others = cache.sharing(of, NAMED as u64 + 3)?;
        others.retain(|other| other != load);
        if others.is_empty() {
            continue;
        }
        let (what, value) = of.split_once(' ').unwrap_or((of, ""));
        let value = value.split_once(' ').map_or(value, |(_, value)| value);
        let elsewhere = |other: &LoadNumber| source_of(config, other) != own;
        if what == "po" || what == "lane" && !others.iter().any(elsewhere) {
            if others.len() < BLANKET {
                let what = if what == "po" { "the PO" } else { "lane, day and amount" };
                let message = format!("{what} {value}: {} has the same", named(&others));
                suspicions.warnings.push(Warning { code: WarningCode::SharedReference, message });
            }
            continue;
        }
        if others.iter().take(NAMED + 1).all(|other| not_same_as.contains(other)) {
            continue;
        }
        let message = match what {
            "lane" => format!("{} has the same lane, day and amount: {value}", named(&others)),
            _ => format!("{} has the same {} {value}", named(&others), what.to_uppercase()),
        };
        let next = format!(
            "Bill one of them and dismiss the other (`linehaul dismiss LOAD --kind duplicate --of OTHER`), or say that they are two: `linehaul \
             release {load} --reason …`."
        );
        suspicions.holds.push(Hold::new(HoldCode::DuplicateSuspected, message, "billing", next));
    }
    let zeros = same_but_zeros(cache, load)?;
    if !zeros.is_empty() && !zeros.iter().all(|other| not_same_as.contains(other)) {
        let message =
            format!("{} has the same number but for zeros before it, which spreadsheets leave out", named(&zeros));
        let next = format!(
            "Bill one of them and dismiss the other (`linehaul dismiss LOAD --kind duplicate --of OTHER`), or say that they are two: `linehaul \
             release {load} --reason …`."
        );
        suspicions.holds.push(Hold::new(HoldCode::DuplicateSuspected, message, "billing", next));
    }
    Ok(suspicions)
}

/// So many zeros a number may have lost.
const ZEROS: usize = 4;

/// Loads of the same source whose number is the same but for zeros before it: of numbers that are digits alone.
fn same_but_zeros(cache: &Cache, load: &LoadNumber) -> Outcome<Vec<LoadNumber>> {
    let (source, number) = load.source_and_number().map_or(("", load.as_str()), |(source, number)| (source, number));
    let digits = number.trim_start_matches('0');
    if digits.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut others = Vec::new();
    for zeros in 0..=ZEROS {
        let number = format!("{}{digits}", "0".repeat(zeros));
        let other = LoadNumber(if source.is_empty() { number } else { format!("{source}/{number}") });
        if other != *load && cache.load(&other)?.is_some_and(|(other, _)| !other.is_dismissed()) {
            others.push(other);
        }
    }
    Ok(others)
}

/// The loads that an assessment is suspected to double, as they stand now.
pub fn suspects(cache: &Cache, traits: &[String], load: &LoadNumber) -> Outcome<Vec<LoadNumber>> {
    let mut suspects = Vec::new();
    for of in traits.iter().filter(|of| !of.starts_with("po ")) {
        suspects.extend(cache.sharing(of, NAMED as u64 + 3)?.into_iter().filter(|other| other != load));
    }
    suspects.extend(same_but_zeros(cache, load)?);
    suspects.sort();
    suspects.dedup();
    Ok(suspects)
}

fn named(others: &[LoadNumber]) -> String {
    let names: Vec<&str> = others.iter().take(NAMED).map(LoadNumber::as_str).collect();
    let more = if others.len() > NAMED { " and others" } else { "" };
    format!("{}{more}", names.join(" and "))
}
