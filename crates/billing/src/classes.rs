//! Less than truckload: class rates by zone and weight break.
//!
//! The break is that of the whole shipment's weight, and each class pays its own rate there. Deficit weight is charged at the
//! lowest rate of the next break. The least charge is the highest of the rows used.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::ids::TableName;
use linehaul_domain::place::{Fit, Place, PlaceKey};
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::table::{ClassRate, TableBody};
use linehaul_domain::terms::Classes;
use linehaul_domain::time::NaiveDate;
use linehaul_domain::{Decimal, Word};

use crate::lookup::{Lack, NoRow, table};
use crate::worksheet::{Due, Trail, Worksheet};

/// Amount and least charge of a shipment.
pub struct ByClass {
    /// Unrounded.
    pub amount: Decimal,
    /// At least.
    pub minimum: Option<Decimal>,
}

/// One class of a shipment with its weight in pounds.
type Part = (String, Decimal);

/// Rates the items of a load by class.
pub fn by_class(sheet: &mut Worksheet<'_>, terms: &Classes, code: &ChargeCode, trail: &mut Trail) -> Due<ByClass> {
    let parts = parts(sheet, terms, code)?;
    let total: Decimal = parts.iter().map(|(_, weight)| *weight).sum();
    let date = sheet.date(&terms.by, code)?;
    let load = sheet.load;
    let from = zone(sheet, terms.zones.as_ref(), load.first_pickup(), "first pickup", code, trail)?;
    let to = zone(sheet, terms.zones.as_ref(), load.last_delivery(), "last delivery", code, trail)?;
    let found = table(sheet.tables, &terms.table);
    let table = sheet.row(found, code)?;
    let TableBody::Classes { rates } = &table.body else {
        let message = format!("table {} has no class rates", terms.table);
        return sheet.row(Err(NoRow { lacks: Lack::Sense, message }), code);
    };
    let rows = Rows { rates, from: &from, to: &to, date };
    let at = here(sheet, &rows, &parts, total, terms, code)?;
    let mut amount = Decimal::ZERO;
    for ((class, weight), row) in parts.iter().zip(&at) {
        trail.note(|| step(&terms.table, row));
        let cwt = *weight / Decimal::ONE_HUNDRED;
        let part = sheet.times(cwt, row.per_cwt, code)?;
        trail.note(|| Step::Times {
            quantity: cwt,
            unit: format!("cwt of class {class}").into(),
            rate: row.per_cwt,
            amount: part,
        });
        amount = sheet.sane(amount.checked_add(part), code)?;
    }
    let mut minimum = at.iter().filter_map(|row| row.minimum).max();
    if terms.deficit_weight
        && let Some((next, deficit, least)) = deficit(sheet, &rows, &parts, total, code)?
    {
        trail.note(|| Step::LowerOf {
            first: format!("{total} lb as they are").into(),
            first_amount: amount,
            second: format!("{next} lb ({} lb deficit weight)", next.saturating_sub(total)).into(),
            second_amount: deficit,
        });
        if deficit < amount {
            (amount, minimum) = (deficit, least);
        }
    }
    Ok(ByClass { amount, minimum })
}

fn step(table: &TableName, row: &ClassRate) -> Step {
    let text = format!("{} to {}, class {}, from {} lb", row.origin, row.destination, row.class, row.from_lb);
    Step::Row { table: table.0.clone(), row: text.into(), column: Word::new_static("per cwt"), value: row.per_cwt }
}

/// The classes of the freight with their weights, in the order of the items, each class once.
fn parts(sheet: &mut Worksheet<'_>, terms: &Classes, code: &ChargeCode) -> Due<Vec<Part>> {
    let load = sheet.load;
    let sum = load.items.iter().try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.weight_lb?));
    if let Some(class) = &terms.all_as {
        let weight =
            sheet.need_above_zero(load.weight_lb.or(sum.filter(|_| !load.items.is_empty())), "weight", code)?;
        return Ok(vec![(class.clone(), weight)]);
    }
    sheet.need((!load.items.is_empty()).then_some(()), "the freight by class", code)?;
    let mut parts: Vec<Part> = Vec::new();
    for (at, item) in load.items.iter().enumerate() {
        let class = sheet.need(item.class.clone(), &format!("the class of item {}", at + 1), code)?;
        let weight = sheet.need_above_zero(item.weight_lb, &format!("the weight of item {}", at + 1), code)?;
        match parts.iter_mut().find(|(known, _)| *known == class) {
            Some((_, sum)) => *sum += weight,
            None => parts.push((class, weight)),
        }
    }
    if let (Some(whole), Some(sum)) = (load.weight_lb, sum)
        && whole != sum
    {
        return sheet.wrong(format!("the items weigh {sum} lb together, the load {whole} lb"), code);
    }
    Ok(parts)
}

/// Where a shipment comes from or goes to, as class rates name it.
enum End<'t> {
    /// The stop itself, where there is no table of zones.
    Stop(Place, Word),
    /// Its zone.
    Zone(&'t str),
}

impl End<'_> {
    /// How near a key of the rates is.
    fn fit(&self, key: &PlaceKey) -> Option<Fit> {
        match self {
            End::Stop(place, _) => key.fit(place),
            End::Zone(zone) => key.as_str().eq_ignore_ascii_case(zone).then_some(Fit::CityOfRegion),
        }
    }

    fn called(&self) -> &str {
        match self {
            End::Stop(_, city) => city,
            End::Zone(zone) => zone,
        }
    }
}

/// The zone of a stop: of the place of the table that is nearest. Without a table of zones, the stop itself.
fn zone<'t>(
    sheet: &mut Worksheet<'t>,
    zones: Option<&TableName>,
    stop: Option<&StopVisit>,
    name: &str,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<End<'t>> {
    let stop = sheet.need(stop, &format!("the {name}"), code)?;
    let place = Place::of(stop);
    let Some(table_name) = zones else { return Ok(End::Stop(place, stop.city.clone())) };
    let found = table(sheet.tables, table_name);
    let table = sheet.row(found, code)?;
    let TableBody::Zones { places: zones } = &table.body else {
        let message = format!("table {table_name} has no zones");
        return sheet.row(Err(NoRow { lacks: Lack::Sense, message }), code);
    };
    let fitting = zones.iter().filter_map(|(key, zone)| key.fit(&place).map(|fit| (fit, key, zone)));
    let best = fitting.max_by_key(|(fit, ..)| *fit);
    let close = best.is_some_and(|(fit, ..)| fit >= Fit::City);
    if let Some((near, _)) = zones.iter().find(|(key, _)| !close && key.is_nearly(&place)) {
        let message = format!("{} is nearly {near} of {table_name}", stop.city);
        return sheet.row(Err(NoRow { lacks: Lack::Place, message }), code);
    }
    let none = || NoRow { lacks: Lack::Row, message: format!("{table_name} has no zone for {}", stop.city) };
    let (_, key, zone) = sheet.row(best.ok_or_else(none), code)?;
    trail.note(|| Step::Fact {
        name: format!("{table_name}:").into(),
        value: format!("{key} is in zone {zone}").into(),
    });
    Ok(End::Zone(zone))
}

/// The rows that may speak for a shipment.
struct Rows<'t> {
    rates: &'t [ClassRate],
    from: &'t End<'t>,
    to: &'t End<'t>,
    date: NaiveDate,
}

impl<'t> Rows<'t> {
    /// How well a row fits: the place itself before its region before anything; origin before destination.
    fn fit(&self, row: &ClassRate) -> Option<(Fit, Fit)> {
        let in_force = row.from <= self.date && row.until.is_none_or(|until| until >= self.date);
        if !in_force { None } else { Some((self.from.fit(&row.origin)?, self.to.fit(&row.destination)?)) }
    }

    /// The row of a class at a weight: of the best fit, the greatest break that is not above it.
    fn at(&self, class: &str, weight: Decimal) -> Option<&'t ClassRate> {
        self.of(class).into_iter().rfind(|row| row.from_lb <= weight)
    }

    /// The rows of a class that fit best, by weight.
    fn of(&self, class: &str) -> Vec<&'t ClassRate> {
        let fitting = self.rates.iter().filter(|row| row.class == class);
        let fits: Vec<_> = fitting.filter_map(|row| self.fit(row).map(|fit| (fit, row))).collect();
        let Some(best) = fits.iter().map(|(fit, _)| *fit).max() else { return Vec::new() };
        let mut rows: Vec<&ClassRate> = fits.into_iter().filter(|(fit, _)| *fit == best).map(|(_, row)| row).collect();
        rows.sort_by_key(|row| row.from_lb);
        rows
    }
}

fn here<'t>(
    sheet: &mut Worksheet<'_>,
    rows: &Rows<'t>,
    parts: &[Part],
    total: Decimal,
    terms: &Classes,
    code: &ChargeCode,
) -> Due<Vec<&'t ClassRate>> {
    let mut found = Vec::new();
    for (class, _) in parts {
        let (from, to) = (rows.from.called(), rows.to.called());
        let none = || NoRow {
            lacks: Lack::Row,
            message: format!("{} has no rate {from} to {to}, class {class}, {total} lb, on {}", terms.table, rows.date),
        };
        found.push(sheet.row(rows.at(class, total).ok_or_else(none), code)?);
    }
    Ok(found)
}

/// The next break's least weight, its amount with the missing pounds at the lowest rate, and its least charge; nothing when
/// there is no next break for every class.
fn deficit(
    sheet: &mut Worksheet<'_>,
    rows: &Rows<'_>,
    parts: &[Part],
    total: Decimal,
    code: &ChargeCode,
) -> Due<Option<(Decimal, Decimal, Option<Decimal>)>> {
    let breaks = parts.iter().flat_map(|(class, _)| rows.of(class)).map(|row| row.from_lb);
    let Some(next) = breaks.filter(|from| *from > total).min() else { return Ok(None) };
    let mut amount = Decimal::ZERO;
    let (mut lowest, mut least): (Option<Decimal>, Option<Decimal>) = (None, None);
    for (class, weight) in parts {
        let Some(row) = rows.at(class, next) else { return Ok(None) };
        let part = sheet.times(*weight / Decimal::ONE_HUNDRED, row.per_cwt, code)?;
        amount = sheet.sane(amount.checked_add(part), code)?;
        lowest = Some(lowest.map_or(row.per_cwt, |l| l.min(row.per_cwt)));
        least = least.max(row.minimum);
    }
    let missing = next.saturating_sub(total) / Decimal::ONE_HUNDRED;
    let more = sheet.times(missing, lowest.unwrap_or_default(), code)?;
    Ok(Some((next, sheet.sane(amount.checked_add(more), code)?, least)))
}
