//! Fuel surcharge in all its shapes.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{HoldCode, Warning, WarningCode};
use linehaul_domain::ids::TableName;
use linehaul_domain::step::Step;
use linehaul_domain::terms::{Base, DateBasis, Fuel, FuelShape, FuelUnit, IndexUse, MonthlyCheck, Term};
use linehaul_domain::time::NaiveDate;

use crate::lookup::{self, price, speaking_monday};
use crate::version::basis_name;
use crate::worksheet::{Due, Line, NoLine, Trail, Worksheet};

/// Writes the fuel line, if there is one.
pub fn fuel(sheet: &mut Worksheet<'_>, term: &Term, fuel: &Fuel) {
    // Holds are on the worksheet already.
    let _ = line(sheet, term, fuel);
}

fn line(sheet: &mut Worksheet<'_>, term: &Term, fuel: &Fuel) -> Due<()> {
    let code = term.code.clone().unwrap_or_else(|| ChargeCode::of("FSC"));
    let mut trail = sheet.trail();
    let trail_ref = &mut trail;
    let fixed;
    let (unit, value) = match &fuel.shape {
        FuelShape::Included => return Ok(()),
        FuelShape::Percent { percent, of } => {
            fixed = FuelUnit::PercentOf(of.clone());
            (&fixed, *percent)
        }
        FuelShape::PerMile { rate } => (&FuelUnit::PerMile, *rate),
        FuelShape::Steps { rate, each, full, above, unit, index } => {
            let price = weekly(sheet, fuel, index, &code, trail_ref)?;
            let steps = price_steps(price.saturating_sub(*above), *each, *full);
            let value = sheet.times(steps, *rate, &code)?;
            let (above, each, full, rate) = (*above, *each, *full, *rate);
            trail_ref.note(|| Step::PriceSteps { price, above, each, full, steps, rate, value });
            if value.is_zero() {
                return Ok(());
            }
            (unit, value)
        }
        FuelShape::Bands { table, column, unit, index, beyond } => {
            let price = weekly(sheet, fuel, index, &code, trail_ref)?;
            if let Some((value, text)) =
                beyond.as_ref().and_then(|b| lookup::beyond(sheet.tables, table, column, price, b))
            {
                trail_ref.note(|| Step::Formula { text: text.into(), rate: value });
                let (quantity, unit, amount) = apply(sheet, unit, value, &code, trail_ref)?;
                sheet.write(term, Line { code, stop: None, quantity, unit, rate: value, amount, trail });
                return Ok(());
            }
            let found = lookup::band(sheet.tables, table, column, price);
            (unit, row(sheet, found, table, column, &code, trail_ref)?)
        }
        FuelShape::Formula { base_price, miles_per_gallon, rate_places, rate_rounding, index } => {
            let price = weekly(sheet, fuel, index, &code, trail_ref)?;
            let quotient = price.saturating_sub(*base_price).max(Decimal::ZERO).checked_div(*miles_per_gallon);
            let quotient = sheet.sane(quotient, &code)?;
            let rate = rate_rounding.apply(quotient, *rate_places);
            let (base, miles) = (*base_price, *miles_per_gallon);
            trail_ref.note(|| Step::PerGallon { price, base, miles, rate });
            (&FuelUnit::PerMile, rate)
        }
        FuelShape::Factor { .. } => {
            let rate = factored(sheet, fuel, &code, trail_ref)?;
            (&FuelUnit::PerMile, rate)
        }
        FuelShape::Dated { table, column, unit } => {
            let date = date(sheet, fuel, &code)?;
            let found = lookup::dated(sheet.tables, table, column, date);
            (unit, row(sheet, found, table, column, &code, trail_ref)?)
        }
        FuelShape::Monthly { table, column, unit, checked_against } => {
            let date = date(sheet, fuel, &code)?;
            let found = lookup::monthly(sheet.tables, table, column, date);
            let value = row(sheet, found, table, column, &code, trail_ref)?;
            if let Some(check) = checked_against {
                check_month(sheet, table, check, date, trail_ref);
            }
            (unit, value)
        }
    };
    let (quantity, unit, amount) = apply(sheet, unit, value, &code, trail_ref)?;
    sheet.write(term, Line { code, stop: None, quantity, unit, rate: value, amount, trail });
    Ok(())
}

/// The rate per mile of a price above its base times a factor by weight; nothing is due when it is zero.
fn factored(sheet: &mut Worksheet<'_>, fuel: &Fuel, code: &ChargeCode, trail: &mut Trail) -> Due<Decimal> {
    let FuelShape::Factor { base_price, below_lb, otherwise, credit, index } = &fuel.shape else { return Err(NoLine) };
    let price = weekly(sheet, fuel, index, code, trail)?;
    let weight = sheet.need_above_zero(sheet.load.weight_lb, "weight", code)?;
    let factor = below_lb.iter().find(|(below, _)| weight < *below).map_or(*otherwise, |(_, factor)| *factor);
    let above = price.saturating_sub(*base_price);
    let above = if *credit { above } else { above.max(Decimal::ZERO) };
    let rate = sheet.times(above, factor, code)?;
    if rate.is_zero() {
        return Err(NoLine);
    }
    trail.note(|| Step::Fact { name: "weight in lb".into(), value: weight.to_string().into() });
    trail.note(|| Step::Formula { text: format!("({price} - {base_price}) x {factor}").into(), rate });
    Ok(rate)
}

fn row(
    sheet: &mut Worksheet<'_>,
    found: lookup::Found,
    table: &TableName,
    column: &str,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Decimal> {
    let (value, spot) = sheet.row(found, code)?;
    trail.note(|| spot.step(table, column, value));
    Ok(value)
}

/// Started or full steps of a difference; none when it is zero or less.
fn price_steps(difference: Decimal, each: Decimal, full: bool) -> Decimal {
    let steps = difference.max(Decimal::ZERO).checked_div(each).unwrap_or_default();
    if full { steps.trunc() } else { steps.ceil() }
}

fn date(sheet: &mut Worksheet<'_>, fuel: &Fuel, code: &ChargeCode) -> Due<NaiveDate> {
    let Some(by) = &fuel.by else {
        sheet.hold(
            HoldCode::ContractError,
            "the fuel phrase does not say which date picks".into(),
            "Say `by …` in the contract.".into(),
            Some(code),
        );
        return Err(NoLine);
    };
    sheet.date(by, code)
}

fn weekly(
    sheet: &mut Worksheet<'_>,
    fuel: &Fuel,
    index: &IndexUse,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Decimal> {
    let date = date(sheet, fuel, code)?;
    let (monday, effective) = speaking_monday(date, index);
    let found = price(sheet.tables, &index.table, monday);
    let authority = sheet.row(found, code)?;
    let basis = fuel.by.as_ref().unwrap_or(&DateBasis::ActualPickup);
    trail.note(|| Step::Index {
        table: index.table.0.clone(),
        date,
        basis: basis_name(basis),
        monday,
        effective,
        price: authority,
    });
    if let Some(second) = &index.second_source
        && let Ok(other) = price(sheet.tables, &second.table, monday)
        && other.saturating_sub(authority).abs() > second.within
    {
        let message = format!(
            "{} has {authority} for Monday {monday}, {} has {other}: more than {} apart; {} is the authority",
            index.table, second.table, second.within, index.table
        );
        sheet.warnings.push(Warning { code: WarningCode::IndexConflict, message });
    }
    Ok(authority)
}

fn check_month(sheet: &mut Worksheet<'_>, table: &TableName, check: &MonthlyCheck, date: NaiveDate, trail: &mut Trail) {
    let Ok((printed, _)) = lookup::monthly(sheet.tables, table, &check.column, date) else { return };
    let Some(mean) = lookup::monthly_mean(sheet.tables, &check.index, date, check.lag_months) else { return };
    let shown = mean.round_dp(5).normalize();
    if mean.saturating_sub(printed).abs() > check.within {
        let message = format!(
            "{table} prints {printed} as the mean of {} months before, {} gives {shown}",
            check.lag_months, check.index
        );
        sheet.warnings.push(Warning { code: WarningCode::IndexConflict, message });
    } else {
        let text =
            format!("{} mean of {} months before = {shown}, agrees with {printed}", check.index, check.lag_months);
        trail.note(|| Step::Note { text: text.into() });
    }
}

fn apply(
    sheet: &mut Worksheet<'_>,
    unit: &FuelUnit,
    value: Decimal,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<(Decimal, &'static str, Decimal)> {
    match unit {
        FuelUnit::PerMile => {
            let miles = sheet.need_above_zero(sheet.load.miles, "miles", code)?;
            let amount = sheet.times(miles, value, code)?;
            trail.note(|| Step::Times { quantity: miles, unit: "mi".into(), rate: value, amount });
            Ok((miles, "mi", amount))
        }
        FuelUnit::PercentOf(base) => {
            let (base, of) = base_amount(sheet, base)?;
            let amount = sheet.times(base, value, code)? / Decimal::ONE_HUNDRED;
            trail.note(|| Step::Percent { percent: value, base, of: of.into(), amount });
            Ok((base, "%", amount))
        }
    }
}

/// The amount a percent applies to. Where a line of the base is missing, so is the percent: the reason is on the worksheet.
pub fn base_amount(sheet: &Worksheet<'_>, base: &Base) -> Due<(Decimal, String)> {
    if sheet.freight_lost {
        return Err(NoLine);
    }
    match base {
        Base::GrossLinehaul => Ok((sheet.gross.ok_or(NoLine)?, "gross linehaul".to_owned())),
        Base::NetLinehaul => Ok((sheet.net.ok_or(NoLine)?, "net linehaul".to_owned())),
        Base::NetLinehaulAnd(codes) => {
            if codes.iter().any(|code| sheet.dropped.contains(code)) {
                return Err(NoLine);
            }
            let more: Decimal = sheet.charges.iter().filter(|c| codes.contains(&c.code)).map(|c| c.amount).sum();
            let names: Vec<&str> = codes.iter().map(ChargeCode::as_str).collect();
            Ok((sheet.net.ok_or(NoLine)? + more, format!("net linehaul and {}", names.join(", "))))
        }
    }
}
