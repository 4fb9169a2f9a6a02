//! What the tables of a contract price: made-up loads go between such places, on such days, or nothing of them is rated.

use std::collections::BTreeMap;

use linehaul_domain::load::Load;
use linehaul_domain::table::{TableBody, Tables};
use linehaul_domain::terms::Contract;
use linehaul_domain::time::NaiveDate;

/// A row that prices freight between two places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    origin: String,
    destination: String,
    equipment: Option<String>,
    class: Option<String>,
    from: NaiveDate,
}

const PROVINCES: [&str; 13] = ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"];

fn named<'a>(terms: &'a Contract, tables: &'a Tables) -> impl Iterator<Item = &'a TableBody> {
    terms.terms.iter().flat_map(|term| term.verb.tables()).filter_map(|name| tables.get(name)).map(|table| &table.body)
}

/// The rows that could price a load from the first day of a contract on.
pub fn rows(terms: &Contract, tables: &Tables) -> Vec<Row> {
    let named: Vec<&TableBody> = named(terms, tables).collect();
    let mut zoned: BTreeMap<&str, &str> = BTreeMap::new();
    for body in &named {
        if let TableBody::Zones { places } = body {
            zoned.extend(places.iter().map(|(place, zone)| (zone.as_str(), place.as_str())));
        }
    }
    let place = |zone: &str| zoned.get(zone).copied().unwrap_or(zone).to_owned();
    let lasts = |until: Option<NaiveDate>| until.is_none_or(|until| until >= terms.effective);
    let mut rows = Vec::new();
    for body in named {
        match body {
            TableBody::Lanes { lanes } => rows.extend(lanes.iter().filter(|lane| lasts(lane.until)).map(|lane| Row {
                origin: lane.origin.to_string(),
                destination: lane.destination.to_string(),
                equipment: Some(lane.equipment.clone()).filter(|e| e != "*"),
                class: None,
                from: lane.from,
            })),
            TableBody::Classes { rates } => {
                rows.extend(rates.iter().filter(|rate| lasts(rate.until)).map(|rate| Row {
                    origin: place(rate.origin.as_str()),
                    destination: place(rate.destination.as_str()),
                    equipment: None,
                    class: Some(rate.class.clone()),
                    from: rate.from,
                }))
            }
            _ => {}
        }
    }
    rows.dedup();
    rows
}

/// The greatest weight that a scale of a contract prices, in pounds.
pub fn heaviest(terms: &Contract, tables: &Tables) -> Option<linehaul_domain::Decimal> {
    let until = named(terms, tables).filter_map(|body| match body {
        TableBody::Scale { until_lb, .. } => *until_lb,
        _ => None,
    });
    until.min()
}

impl Row {
    /// The first day on which it prices.
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    /// Makes a load one that this row prices.
    pub fn put(&self, load: &mut Load) {
        if let Some(stop) = load.stops.first_mut() {
            relocate(stop, &self.origin);
        }
        if let Some(stop) = load.stops.last_mut() {
            relocate(stop, &self.destination);
        }
        if let Some(equipment) = &self.equipment {
            load.equipment.clone_from(equipment);
        }
        if let Some(class) = &self.class {
            load.items.iter_mut().for_each(|item| item.class = Some(class.clone()));
        }
    }
}

/// Puts a stop into a place of a table: a city with its region, a region alone, or anywhere.
fn relocate(stop: &mut linehaul_domain::stop::StopVisit, place: &str) {
    let region = place.rsplit(' ').next().unwrap_or(place);
    if place == "*" || region.len() != 2 {
        return;
    }
    stop.city = if place == region { format!("Somewhere {region}").into() } else { place.into() };
    stop.region = Some(region.to_owned());
    stop.country = Some(if PROVINCES.contains(&region) { "CA" } else { "US" }.to_owned());
}
