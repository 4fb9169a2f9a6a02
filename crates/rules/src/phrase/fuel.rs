//! `fuel` in all its shapes.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::terms::{
    Base, Beyond, DateBasis, Fuel, FuelShape, FuelUnit, IndexUse, MonthlyCheck, SecondSource, Verb,
};
use linehaul_domain::time::Weekday;

use crate::phrase::cursor::{Cursor, Step};
use crate::phrase::options::Options;

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// One fuel phrase.
pub fn fuel(cursor: &mut Cursor<'_>, options: &mut Options) -> Step<Verb> {
    if cursor.take("included") {
        options.rest(cursor)?;
        return Ok(Verb::Fuel(Fuel { shape: FuelShape::Included, by: None, open: None }));
    }
    if cursor.at_number() {
        let shape = fixed(cursor)?;
        options.rest(cursor)?;
        return Ok(Verb::Fuel(Fuel { shape, by: None, open: None }));
    }
    let unit = if cursor.take("per mile") {
        FuelUnit::PerMile
    } else if cursor.take("percent of") {
        FuelUnit::PercentOf(base(cursor)?)
    } else {
        return cursor.expected(&["included", "per mile", "percent of", "a percent", "an amount per mile"]);
    };
    let shape = if cursor.take("from bands") {
        bands(cursor, unit)?
    } else if cursor.take("from dated") {
        let table = cursor.table("dated")?;
        let column = cursor.column(&table)?;
        FuelShape::Dated { table, column, unit }
    } else if cursor.take("from monthly") {
        let table = cursor.table("monthly")?;
        let column = cursor.column(&table)?;
        FuelShape::Monthly { table, column, unit, checked_against: None }
    } else if cursor.at_number() {
        steps(cursor, unit)?
    } else if unit == FuelUnit::PerMile && cursor.take("formula") {
        formula(cursor)?
    } else {
        return cursor.expected(&[
            "from bands",
            "from dated",
            "from monthly",
            "formula",
            "a rate for each started step",
            "a rate for each full step",
        ]);
    };
    rest(cursor, options, shape)
}

/// `0.48 per mile`, `32 percent of net linehaul`: what the number is stands behind it.
fn fixed(cursor: &mut Cursor<'_>) -> Step<FuelShape> {
    let at = cursor.at();
    let number = cursor.amount("a fuel surcharge")?;
    if cursor.take("per mile") {
        return Ok(FuelShape::PerMile { rate: number });
    }
    if !cursor.take("percent of") {
        return cursor.expected(&["percent of", "per mile"]);
    }
    if number > Decimal::from(500) {
        return cursor.fail_at(
            at,
            Code::ValueSenseless,
            format!("a fuel surcharge of {number} percent makes no sense"),
        );
    }
    Ok(FuelShape::Percent { percent: number, of: base(cursor)? })
}

/// `net linehaul and "STOP_OFF" and "TEAM"`.
pub fn base(cursor: &mut Cursor<'_>) -> Step<Base> {
    if cursor.take("gross linehaul") {
        return Ok(Base::GrossLinehaul);
    }
    if !cursor.take("net linehaul") {
        return cursor.expected(&["gross linehaul", "net linehaul"]);
    }
    let mut codes = Vec::new();
    while cursor.take("and") {
        codes.push(cursor.code()?);
    }
    Ok(if codes.is_empty() { Base::NetLinehaul } else { Base::NetLinehaulAnd(codes) })
}

fn index(cursor: &mut Cursor<'_>) -> Step<IndexUse> {
    cursor.words(", index")?;
    let table = cursor.table("index")?;
    if cursor.take(", price of the first monday of the month") {
        return Ok(IndexUse { table, effective_from: Weekday::Mon, first_of_month: true, second_source: None });
    }
    cursor.words(", monday price from")?;
    let day = WEEKDAYS.iter().find(|(name, _)| cursor.take(name)).map(|(_, day)| *day);
    match day {
        Some(effective_from) => Ok(IndexUse { table, effective_from, first_of_month: false, second_source: None }),
        None => cursor.expected(&WEEKDAYS.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
    }
}

fn bands(cursor: &mut Cursor<'_>, unit: FuelUnit) -> Step<FuelShape> {
    let table = cursor.table("bands")?;
    let column = cursor.column(&table)?;
    Ok(FuelShape::Bands { table, column, unit, index: index(cursor)?, beyond: None })
}

/// `0.01 for each started 0.06 above 1.20, index "eia_us", monday price from tuesday`; or `for each full 0.06`.
fn steps(cursor: &mut Cursor<'_>, unit: FuelUnit) -> Step<FuelShape> {
    let rate = cursor.amount("a rate")?;
    cursor.words("for each")?;
    let full = cursor.take("full");
    if !full && !cursor.take("started") {
        let message = "does a part of a step count? `for each started 0.06` counts it, `for each full 0.06` does not";
        return cursor.fail(Code::ClauseMissing, message);
    }
    let each = step_size(cursor)?;
    cursor.words("above")?;
    let above = cursor.amount("a base price")?;
    Ok(FuelShape::Steps { rate, each, full, above, unit, index: index(cursor)? })
}

fn step_size(cursor: &mut Cursor<'_>) -> Step<Decimal> {
    let at = cursor.at();
    let each = cursor.amount("the size of a step")?;
    if each.is_zero() {
        return cursor.fail_at(at, Code::ValueSenseless, "a step of nothing makes no sense");
    }
    Ok(each)
}

/// `beyond the table 0.1 for each started 0.02`.
fn beyond(cursor: &mut Cursor<'_>, shape: &mut FuelShape) -> Step<()> {
    let add = cursor.amount("what is added")?;
    cursor.words("for each started")?;
    let each = step_size(cursor)?;
    match shape {
        FuelShape::Bands { beyond, .. } => {
            *beyond = Some(Beyond { add, each });
            Ok(())
        }
        _ => cursor.fail(Code::PhraseMisplaced, "`beyond the table` goes with bands"),
    }
}

fn formula(cursor: &mut Cursor<'_>) -> Step<FuelShape> {
    cursor.words("base")?;
    let base_price = cursor.amount("a base price")?;
    cursor.words(",")?;
    if cursor.take("factor by weight") {
        return factor(cursor, base_price);
    }
    let at = cursor.at();
    let miles_per_gallon = cursor.number("miles per gallon")?;
    if miles_per_gallon <= Decimal::ZERO || miles_per_gallon > Decimal::from(50) {
        return cursor.fail_at(at, Code::ValueSenseless, format!("{miles_per_gallon} miles per gallon makes no sense"));
    }
    cursor.words("miles per gallon , rate rounded")?;
    let rate_rounding = cursor.rounding()?;
    cursor.words("to")?;
    let rate_places = cursor.whole("decimal places", 0, 6)?;
    cursor.words("places")?;
    Ok(FuelShape::Formula { base_price, miles_per_gallon, rate_places, rate_rounding, index: index(cursor)? })
}

/// `factor by weight below 5001 lb 0.0417, otherwise 0.139, credit below the base`.
fn factor(cursor: &mut Cursor<'_>, base_price: Decimal) -> Step<FuelShape> {
    let mut below_lb: Vec<(Decimal, Decimal)> = Vec::new();
    while cursor.take("below") {
        let at = cursor.at();
        let weight = cursor.number("a weight")?;
        if below_lb.last().is_some_and(|(last, _)| *last >= weight) {
            return cursor.fail_at(at, Code::ValueSenseless, "the weights must rise");
        }
        cursor.words("lb")?;
        below_lb.push((weight, cursor.amount("a factor")?));
        cursor.words(",")?;
    }
    if !cursor.take("otherwise") {
        return cursor.expected(&["below", "otherwise"]);
    }
    let otherwise = cursor.amount("a factor")?;
    cursor.words(",")?;
    let credit = cursor.take("credit below the base");
    if !credit && !cursor.take("nothing below the base") {
        return cursor.expected(&["credit below the base", "nothing below the base"]);
    }
    Ok(FuelShape::Factor { base_price, below_lb, otherwise, credit, index: index(cursor)? })
}

/// `by …`, a second source, a check, options: in any order. `by` must be said.
fn rest(cursor: &mut Cursor<'_>, options: &mut Options, mut shape: FuelShape) -> Step<Verb> {
    let (mut by, mut open): (Option<DateBasis>, Option<String>) = (None, None);
    options.rest_with(
        cursor,
        &["by", "by ask \"…\"", "second source \"…\"", "beyond the table", "checked against \"…\""],
        |cursor| {
            if cursor.take("by ask") {
                open = Some(cursor.question()?);
            } else if cursor.take("by") {
                by = Some(cursor.date()?);
            } else if cursor.take("second source") {
                second_source(cursor, &mut shape)?;
            } else if cursor.take("beyond the table") {
                beyond(cursor, &mut shape)?;
            } else if cursor.take("checked against") {
                check(cursor, &mut shape)?;
            } else {
                return Ok(false);
            }
            Ok(true)
        },
    )?;
    match (&by, &open) {
        (None, None) => {
            let message = "which date picks the fuel price? Say `by actual pickup` or another date; if the paper is silent, \
                           `by ask \"…\"`";
            cursor.fail(Code::ClauseMissing, message)
        }
        (Some(_), Some(_)) => cursor.fail(Code::PhraseMisplaced, "a date picks, or it is asked: not both"),
        _ => Ok(Verb::Fuel(Fuel { shape, by, open })),
    }
}

fn second_source(cursor: &mut Cursor<'_>, shape: &mut FuelShape) -> Step<()> {
    let table = cursor.table("index")?;
    cursor.words("within")?;
    let within = cursor.amount("a difference")?;
    match shape {
        FuelShape::Bands { index, .. } | FuelShape::Formula { index, .. } | FuelShape::Steps { index, .. } => {
            index.second_source = Some(SecondSource { table, within });
            Ok(())
        }
        _ => cursor.fail(Code::PhraseMisplaced, "a second source goes with an index"),
    }
}

fn check(cursor: &mut Cursor<'_>, shape: &mut FuelShape) -> Step<()> {
    let index = cursor.table("index")?;
    let lag_months = cursor.whole("months", 0, 12)?;
    cursor.words("months before")?;
    match shape {
        FuelShape::Monthly { table, checked_against, .. } => {
            let column = cursor.column(table)?;
            cursor.words("within")?;
            let within = cursor.amount("a difference")?;
            *checked_against = Some(MonthlyCheck { index, lag_months, column, within });
            Ok(())
        }
        _ => cursor.fail(Code::PhraseMisplaced, "`checked against` goes with a monthly table"),
    }
}
