//! Freight: linehaul, discount, minimum.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::TableName;
use linehaul_domain::load::Load;
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::table::{Lane, TableBody};
use linehaul_domain::terms::{DateBasis, Linehaul, LinehaulBasis, Term};
use linehaul_domain::time::NaiveDate;

use crate::lookup::{NoRow, missing, table, wrong_kind};
use crate::sheet::{Due, Line, Sheet};
use crate::trail::Trail;

/// How a linehaul term ended.
pub enum Freight {
    /// A line was written, or a hold says why not.
    Rated,
    /// A lane table has no row for the load: the house tariff may speak.
    NoLane(String),
}

struct Part {
    quantity: Decimal,
    unit: &'static str,
    rate: Decimal,
    amount: Decimal,
    minimum: Option<Decimal>,
}

/// Rates the freight and writes its line. `note` says where the term comes from, when not from the contract itself.
pub fn linehaul(sheet: &mut Sheet<'_>, term: &Term, linehaul: &Linehaul, note: Option<&str>) -> Freight {
    let code = term.code.clone().unwrap_or_else(|| "LINEHAUL".into());
    let mut trail = sheet.trail();
    if let Some(note) = note {
        trail.note(|| Step::Note { text: note.to_owned() });
    }
    let part = match &linehaul.basis {
        LinehaulBasis::Lanes { table, by } => match lane(sheet, table, by, &code, &mut trail) {
            Ok(Ok(part)) => Ok(part),
            Ok(Err(no_lane)) => return Freight::NoLane(no_lane),
            Err(no) => Err(no),
        },
        basis => basic(sheet, basis, &code, &mut trail),
    };
    let Ok(part) = part else { return Freight::Rated };
    let mut amount = part.amount;
    for minimum in [part.minimum, linehaul.minimum].into_iter().flatten() {
        trail.note(|| Step::Minimum { computed: amount, minimum });
        amount = amount.max(minimum);
    }
    if sheet.rounding.apply(amount, sheet.currency.places()) <= Decimal::ZERO {
        let message = format!("{code} comes out at {amount}: an input or the rate is zero");
        let _ = sheet.wrong_input::<()>(message, &code);
        return Freight::Rated;
    }
    let Part { quantity, unit, rate, .. } = part;
    if let Ok(written) = sheet.write(term, Line::times(code, quantity, unit, rate, amount, trail)) {
        sheet.gross = Some(sheet.gross.unwrap_or_default() + written);
        sheet.net = Some(sheet.net.unwrap_or_default() + written);
    }
    Freight::Rated
}

fn flat(amount: Decimal) -> Part {
    Part { quantity: Decimal::ONE, unit: "flat", rate: amount, amount, minimum: None }
}

fn basic(sheet: &mut Sheet<'_>, basis: &LinehaulBasis, code: &ChargeCode, trail: &mut Trail) -> Due<Part> {
    let load = sheet.load;
    match basis {
        LinehaulBasis::Flat(amount) => {
            trail.note(|| Step::Stated { amount: *amount });
            Ok(flat(*amount))
        }
        LinehaulBasis::PerMile(rate) => {
            let miles = sheet.need_above_zero(load.miles, "miles", code)?;
            times(sheet, miles, "mi", *rate, code, trail)
        }
        LinehaulBasis::PerCwt(rate) => {
            let cwt = sheet.need_above_zero(load.weight_lb, "weight", code)? / Decimal::ONE_HUNDRED;
            times(sheet, cwt, "cwt", *rate, code, trail)
        }
        LinehaulBasis::Scale { table, deficit_weight } => scale(sheet, table, *deficit_weight, code, trail),
        LinehaulBasis::AsBooked => {
            let booked = load.booked.iter().find(|b| b.code.as_str() == "LINEHAUL").map(|b| b.amount);
            let booked = sheet.need(booked, "the linehaul booked in dispatch", code)?;
            if booked.currency != sheet.currency {
                return sheet.wrong_input(format!("dispatch booked {booked}, the contract bills in {}", sheet.currency), code);
            }
            trail.note(|| Step::Fact { name: "linehaul as booked in dispatch:".into(), value: booked.to_string() });
            Ok(flat(booked.amount))
        }
        LinehaulBasis::Lanes { table, .. } => {
            let message = format!("lanes of {table} are looked up apart");
            sheet.row(Err(NoRow { code: HoldCode::ContractError, message }), code)
        }
    }
}

fn times(
    sheet: &mut Sheet<'_>,
    quantity: Decimal,
    unit: &'static str,
    rate: Decimal,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Part> {
    let amount = sheet.times(quantity, rate, code)?;
    trail.note(|| Step::Times { quantity, unit: unit.to_owned(), rate, amount });
    Ok(Part { quantity, unit, rate, amount, minimum: None })
}

fn scale(
    sheet: &mut Sheet<'_>,
    name: &TableName,
    deficit_weight: bool,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Part> {
    let weight = sheet.need_above_zero(sheet.load.weight_lb, "weight", code)?;
    let found = table(sheet.tables, name);
    let table = sheet.row(found, code)?;
    let TableBody::Scale { breaks, until_lb } = &table.body else {
        return sheet.row(Err(wrong_kind(table, "a weight scale")), code);
    };
    let none = || missing(format!("{name} has no rate for {weight} lb"));
    let outside = until_lb.is_some_and(|until| weight > until);
    let at = breaks.iter().rposition(|(from, _)| *from <= weight).filter(|_| !outside).ok_or_else(none);
    let at = sheet.row(at, code)?;
    let (from, rate) = breaks[at];
    let cwt = weight / Decimal::ONE_HUNDRED;
    let amount = sheet.times(cwt, rate, code)?;
    trail.note(|| Step::Row {
        table: name.to_string(),
        row: format!("from {from} lb"),
        column: "per cwt".into(),
        value: rate,
    });
    if let Some((next_from, next_rate)) = breaks.get(at + 1).filter(|_| deficit_weight) {
        let next_cwt = *next_from / Decimal::ONE_HUNDRED;
        let deficit = sheet.times(next_cwt, *next_rate, code)?;
        trail.note(|| Step::LowerOf {
            first: format!("{weight} lb at {rate} per cwt"),
            first_amount: amount,
            second: format!("{next_from} lb at {next_rate} per cwt ({} lb deficit weight)", *next_from - weight),
            second_amount: deficit,
        });
        if deficit < amount {
            return Ok(Part { quantity: next_cwt, unit: "cwt", rate: *next_rate, amount: deficit, minimum: None });
        }
    } else {
        trail.note(|| Step::Times { quantity: cwt, unit: "cwt".into(), rate, amount });
    }
    Ok(Part { quantity: cwt, unit: "cwt", rate, amount, minimum: None })
}

/// How well a lane fits a place: the city itself, its region, anywhere; `None` if not at all.
fn fit(zone: &str, stop: &StopVisit) -> Option<u8> {
    if zone == "*" {
        return Some(0);
    }
    if zone.eq_ignore_ascii_case(&stop.city) {
        return Some(2);
    }
    let region = stop.region.as_deref()?;
    if zone.eq_ignore_ascii_case(region) {
        return Some(1);
    }
    let (city, of) = zone.rsplit_once(' ')?;
    (city.trim_end_matches(',').eq_ignore_ascii_case(&stop.city) && of.eq_ignore_ascii_case(region)).then_some(2)
}

fn lane_fit(lane: &Lane, load: &Load, date: NaiveDate) -> Option<(u8, u8, u8)> {
    if lane.from > date || lane.until.is_some_and(|until| until < date) {
        return None;
    }
    let origin = fit(&lane.origin, load.first_pickup()?)?;
    let destination = fit(&lane.destination, load.last_delivery()?)?;
    let equipment = match lane.equipment.as_str() {
        "*" => 0,
        own if own.eq_ignore_ascii_case(&load.equipment) => 1,
        _ => return None,
    };
    Some((origin, destination, equipment))
}

type LanePart = Result<Part, String>;

fn lane(
    sheet: &mut Sheet<'_>,
    name: &TableName,
    by: &DateBasis,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<LanePart> {
    let date = sheet.date(by, code)?;
    let found = table(sheet.tables, name);
    let table = sheet.row(found, code)?;
    let TableBody::Lanes { lanes } = &table.body else {
        return sheet.row(Err(wrong_kind(table, "a lane table")), code);
    };
    let load = sheet.load;
    let mut fitting: Vec<_> = lanes.iter().filter_map(|l| lane_fit(l, load, date).map(|f| (f, l))).collect();
    fitting.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    let place = |s: Option<&StopVisit>| s.map_or_else(|| "?".to_owned(), |s| s.city.clone());
    let (from, to) = (place(load.first_pickup()), place(load.last_delivery()));
    let Some((best, lane)) = fitting.first().copied() else {
        return Ok(Err(format!("{name} has no lane {from} to {to}, {}, on {date}", load.equipment)));
    };
    if fitting.get(1).is_some_and(|(second, _)| *second == best) {
        let message = format!("{name} has two equally good lanes for {from} to {to} on {date}");
        return sheet.row(Err(NoRow { code: HoldCode::ContractError, message }), code);
    }
    let row = || format!("{} to {}, {}, from {}", lane.origin, lane.destination, lane.equipment, lane.from);
    let part = match (lane.flat, lane.per_mile) {
        (Some(amount), _) => {
            trail.note(|| Step::Row { table: name.to_string(), row: row(), column: "flat".into(), value: amount });
            Part { minimum: lane.minimum, ..flat(amount) }
        }
        (None, Some(rate)) => {
            trail.note(|| Step::Row { table: name.to_string(), row: row(), column: "per mile".into(), value: rate });
            let miles = sheet.need_above_zero(load.miles, "miles", code)?;
            Part { minimum: lane.minimum, ..times(sheet, miles, "mi", rate, code, trail)? }
        }
        (None, None) => {
            return sheet.row(Err(missing(format!("the lane {} of {name} has no rate", row()))), code);
        }
    };
    Ok(Ok(part))
}

/// A discount on gross linehaul; without linehaul there is none.
pub fn discount(sheet: &mut Sheet<'_>, term: &Term, percent: Decimal) {
    let (Some(gross), Some(net), false) = (sheet.gross, sheet.net, sheet.freight_lost) else { return };
    let code: ChargeCode = "DISCOUNT".into();
    let Ok(off) = sheet.percent(gross, percent, &code) else { return };
    let amount = -off;
    let mut trail = sheet.trail();
    trail.note(|| Step::Percent { percent, base: gross, of: "gross linehaul".into(), amount });
    if let Ok(written) = sheet.write(term, Line::times(code, gross, "%", percent, amount, trail)) {
        sheet.net = Some(net + written);
    }
}

/// Raises net linehaul to a minimum, as a line of its own; a minimum that is reached makes no line.
pub fn minimum(sheet: &mut Sheet<'_>, term: &Term, least: Decimal) {
    let Some(net) = sheet.net.filter(|net| *net < least && !sheet.freight_lost) else { return };
    let code: ChargeCode = "MINIMUM".into();
    let Ok(amount) = sheet.plus(least, -net, &code) else { return };
    let mut trail = sheet.trail();
    trail.note(|| Step::Minimum { computed: net, minimum: least });
    if let Ok(written) = sheet.write(term, Line::flat(code, amount, trail)) {
        sheet.net = Some(net + written);
    }
}
