//! Freight: linehaul, discount, minimum.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::TableName;
use linehaul_domain::load::Load;
use linehaul_domain::place::{Fit, Place, PlaceKey};
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::table::{Lane, TableBody};
use linehaul_domain::terms::{DateBasis, Linehaul, LinehaulBasis, Term};
use linehaul_domain::time::NaiveDate;
use linehaul_domain::{Decimal, Word};

use crate::classes::by_class;
use crate::lookup::{Lack, NoRow, table};
use crate::worksheet::{Due, Line, NoLine, Trail, Worksheet};

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
pub fn linehaul(sheet: &mut Worksheet<'_>, term: &Term, linehaul: &Linehaul, note: Option<&str>) -> Freight {
    let code = term.code.clone().unwrap_or_else(|| ChargeCode::of("LINEHAUL"));
    let mut trail = sheet.trail();
    if let Some(note) = note {
        trail.note(|| Step::Note { text: note.into() });
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
        sheet.hold(
            HoldCode::InputMissing,
            format!("{code} comes out at {amount}: an input cannot be right"),
            "Have dispatch mend miles, weight or the booked amount.".into(),
            Some(&code),
        );
        return Freight::Rated;
    }
    let Part { quantity, unit, rate, .. } = part;
    let line = Line { code, stop: None, quantity, unit, rate, amount, trail };
    let written = sheet.write(term, line);
    if written.is_zero() {
        return Freight::Rated;
    }
    sheet.gross = Some(sheet.gross.unwrap_or_default() + written);
    sheet.net = Some(sheet.net.unwrap_or_default() + written);
    Freight::Rated
}

fn basic(sheet: &mut Worksheet<'_>, basis: &LinehaulBasis, code: &ChargeCode, trail: &mut Trail) -> Due<Part> {
    let load = sheet.load;
    let flat = |amount| Part { quantity: Decimal::ONE, unit: "flat", rate: amount, amount, minimum: None };
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
        LinehaulBasis::Classes(classes) => {
            let found = by_class(sheet, classes, code, trail)?;
            Ok(Part { minimum: found.minimum, ..flat(found.amount) })
        }
        LinehaulBasis::Scale { table, deficit_weight } => scale(sheet, table, *deficit_weight, code, trail),
        LinehaulBasis::AsBooked => {
            let booked = load.booked.iter().find(|b| b.code.as_str() == "LINEHAUL").map(|b| b.amount);
            let booked = sheet.need(booked, "the linehaul booked in dispatch", code)?;
            if booked.currency != sheet.currency {
                let message = format!("dispatch booked {booked}, the contract bills in {}", sheet.currency);
                sheet.hold(
                    HoldCode::InputMissing,
                    message,
                    "Have dispatch book it in that currency.".into(),
                    Some(code),
                );
                return Err(NoLine);
            }
            trail.note(|| Step::Fact {
                name: "linehaul as booked in dispatch:".into(),
                value: booked.to_string().into(),
            });
            Ok(flat(booked.amount))
        }
        LinehaulBasis::Lanes { .. } => Err(NoLine),
    }
}

fn times(
    sheet: &mut Worksheet<'_>,
    quantity: Decimal,
    unit: &'static str,
    rate: Decimal,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Part> {
    let amount = sheet.times(quantity, rate, code)?;
    trail.note(|| Step::Times { quantity, unit: unit.into(), rate, amount });
    Ok(Part { quantity, unit, rate, amount, minimum: None })
}

fn scale(
    sheet: &mut Worksheet<'_>,
    name: &TableName,
    deficit_weight: bool,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Part> {
    let weight = sheet.need_above_zero(sheet.load.weight_lb, "weight", code)?;
    let found = table(sheet.tables, name);
    let table = sheet.row(found, code)?;
    let TableBody::Scale { breaks, until_lb } = &table.body else {
        let no = NoRow { lacks: Lack::Sense, message: format!("table {name} is no weight scale") };
        return sheet.row(Err(no), code);
    };
    let none = || NoRow { lacks: Lack::Row, message: format!("{name} has no rate for {weight} lb") };
    let outside = until_lb.is_some_and(|until| weight > until);
    let at = breaks.iter().rposition(|(from, _)| *from <= weight).filter(|_| !outside).ok_or_else(none);
    let at = sheet.row(at, code)?;
    let (from, rate) = breaks[at];
    let cwt = weight / Decimal::ONE_HUNDRED;
    let amount = sheet.times(cwt, rate, code)?;
    trail.note(|| Step::Row {
        table: name.0.clone(),
        row: format!("from {from} lb").into(),
        column: "per cwt".into(),
        value: rate,
    });
    if let Some((next_from, next_rate)) = breaks.get(at + 1).filter(|_| deficit_weight) {
        let next_cwt = *next_from / Decimal::ONE_HUNDRED;
        let deficit = sheet.times(next_cwt, *next_rate, code)?;
        trail.note(|| Step::LowerOf {
            first: format!("{weight} lb at {rate} per cwt").into(),
            first_amount: amount,
            second: format!(
                "{next_from} lb at {next_rate} per cwt ({} lb deficit weight)",
                next_from.saturating_sub(weight)
            )
            .into(),
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

/// How well a lane fits: by its origin, then its destination, then its equipment. The nearer the greater.
type LaneFit = (Fit, Fit, u8);

/// What a lane is looked up by.
struct Trip<'l> {
    from: Place,
    to: Place,
    equipment: &'l str,
    date: NaiveDate,
}

impl<'l> Trip<'l> {
    fn of(load: &'l Load, date: NaiveDate) -> Option<Trip<'l>> {
        let (from, to) = (Place::of(load.first_pickup()?), Place::of(load.last_delivery()?));
        Some(Trip { from, to, equipment: &load.equipment, date })
    }

    fn equipment(&self, lane: &Lane) -> Option<u8> {
        let in_force = lane.from <= self.date && lane.until.is_none_or(|until| until >= self.date);
        match lane.equipment.as_str() {
            _ if !in_force => None,
            "*" => Some(0),
            own => own.eq_ignore_ascii_case(self.equipment).then_some(1),
        }
    }

    fn fit(&self, lane: &Lane) -> Option<LaneFit> {
        let equipment = self.equipment(lane)?;
        Some((lane.origin.fit(&self.from)?, lane.destination.fit(&self.to)?, equipment))
    }

    /// The lane that fits best, and whether another fits as well.
    fn best<'t>(&self, lanes: &'t [Lane]) -> Option<(&'t Lane, LaneFit, bool)> {
        let mut best: Option<(&Lane, LaneFit, bool)> = None;
        for lane in lanes {
            let Some(fit) = self.fit(lane) else { continue };
            match &mut best {
                Some((_, known, _)) if *known > fit => {}
                Some((_, known, twice)) if *known == fit => *twice = true,
                _ => best = Some((lane, fit, false)),
            }
        }
        best
    }

    /// A lane that would be closer than what fits, if a place of the load were as the lane writes it.
    fn nearly<'t>(&self, lanes: &'t [Lane], best: Option<LaneFit>) -> Option<&'t Lane> {
        let close = |fit: Option<Fit>| fit.is_some_and(|fit| fit >= Fit::City);
        let end = |key: &PlaceKey, place: &Place, known: Option<Fit>| match key.fit(place) {
            Some(fit) => Some((fit, false)),
            None => (!close(known) && key.is_nearly(place)).then_some((Fit::CityOfRegion, true)),
        };
        lanes.iter().find(|lane| {
            let from = end(&lane.origin, &self.from, best.map(|(from, ..)| from));
            let to = end(&lane.destination, &self.to, best.map(|(_, to, _)| to));
            let (Some((from, nearly_from)), Some((to, nearly_to))) = (from, to) else { return false };
            let Some(equipment) = self.equipment(lane) else { return false };
            (nearly_from || nearly_to) && best.is_none_or(|best| (from, to, equipment) > best)
        })
    }
}

type LanePart = Result<Part, String>;

fn lane(
    sheet: &mut Worksheet<'_>,
    name: &TableName,
    by: &DateBasis,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<LanePart> {
    let date = sheet.date(by, code)?;
    let found = table(sheet.tables, name);
    let table = sheet.row(found, code)?;
    let TableBody::Lanes { lanes } = &table.body else {
        let no = NoRow { lacks: Lack::Sense, message: format!("table {name} is no lane table") };
        return sheet.row(Err(no), code);
    };
    let load = sheet.load;
    let trip = Trip::of(load, date);
    let best = trip.as_ref().and_then(|trip| trip.best(lanes));
    let place = |s: Option<&StopVisit>| s.map_or(Word::new_static("?"), |s| s.city.clone());
    let ends = || (place(load.first_pickup()), place(load.last_delivery()));
    if let Some(near) = trip.as_ref().and_then(|trip| trip.nearly(lanes, best.map(|(_, fit, _)| fit))) {
        let (from, to) = ends();
        let instead =
            best.map_or("no lane fits".to_owned(), |(l, ..)| format!("{} to {} fits", l.origin, l.destination));
        let (origin, destination) = (&near.origin, &near.destination);
        let message = format!(
            "{from} to {to} is nearly the lane {origin} to {destination} of {name}; as it is written {instead}"
        );
        return sheet.row(Err(NoRow { lacks: Lack::Place, message }), code);
    }
    let Some((lane, _, twice)) = best else {
        let (from, to) = ends();
        return Ok(Err(format!("{name} has no lane {from} to {to}, {}, on {date}", load.equipment)));
    };
    if twice {
        let (from, to) = ends();
        let message = format!("{name} has two equally good lanes for {from} to {to} on {date}");
        return sheet.row(Err(NoRow { lacks: Lack::Sense, message }), code);
    }
    let row = || format!("{} to {}, {}, from {}", lane.origin, lane.destination, lane.equipment, lane.from);
    let part = match (lane.flat, lane.per_mile) {
        (Some(flat), _) => {
            trail.note(|| Step::Row { table: name.0.clone(), row: row().into(), column: "flat".into(), value: flat });
            Part { quantity: Decimal::ONE, unit: "flat", rate: flat, amount: flat, minimum: lane.minimum }
        }
        (None, Some(rate)) => {
            trail.note(|| Step::Row {
                table: name.0.clone(),
                row: row().into(),
                column: "per mile".into(),
                value: rate,
            });
            let miles = sheet.need_above_zero(load.miles, "miles", code)?;
            Part { minimum: lane.minimum, ..times(sheet, miles, "mi", rate, code, trail)? }
        }
        (None, None) => {
            let message = format!("the lane {} of {name} has no rate", row());
            return sheet.row(Err(NoRow { lacks: Lack::Row, message }), code);
        }
    };
    Ok(Ok(part))
}

/// A discount on gross linehaul; without linehaul there is none.
pub fn discount(sheet: &mut Worksheet<'_>, term: &Term, percent: Decimal) {
    let (Some(gross), Some(net), false) = (sheet.gross, sheet.net, sheet.freight_lost) else { return };
    let code = ChargeCode::of("DISCOUNT");
    let Ok(product) = sheet.times(gross, percent, &code) else { return };
    let amount = -(product / Decimal::ONE_HUNDRED);
    let mut trail = sheet.trail();
    trail.note(|| Step::Percent { percent, base: gross, of: "gross linehaul".into(), amount });
    let line = Line { code, stop: None, quantity: gross, unit: "%", rate: percent, amount, trail };
    let written = sheet.write(term, line);
    sheet.net = Some(net + written);
}

/// Raises net linehaul to a minimum, as a line of its own.
pub fn minimum(sheet: &mut Worksheet<'_>, term: &Term, least: Decimal) {
    let Some(net) = sheet.net.filter(|net| *net < least && !sheet.freight_lost) else { return };
    let mut trail = sheet.trail();
    trail.note(|| Step::Minimum { computed: net, minimum: least });
    let amount = least.saturating_sub(net);
    let code = ChargeCode::of("MINIMUM");
    let line = Line { code, stop: None, quantity: Decimal::ONE, unit: "flat", rate: amount, amount, trail };
    let written = sheet.write(term, line);
    sheet.net = Some(net + written);
}
