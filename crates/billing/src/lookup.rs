//! Table look-ups: a row, or the hold that says why there is none.

use linehaul_domain::Decimal;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::TableName;
use linehaul_domain::money::Currency;
use linehaul_domain::step::Step;
use linehaul_domain::table::{ExchangeRate, Table, TableAsk, TableBody, Tables};
use linehaul_domain::terms::{Beyond, IndexUse};
use linehaul_domain::time::{Datelike, Duration, NaiveDate, monday_of};

/// What a look-up lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The row.
    Row,
    /// The newer rows of a table that ends before the day.
    NewerRows,
    /// The answer to a question that stands in place of the row.
    Answer,
    /// A place that the table names as the load does.
    Place,
    /// A table of the kind that the contract reads it as, or one that says one thing.
    Sense,
}

impl Lack {
    /// The hold that says so.
    pub fn hold(self) -> HoldCode {
        match self {
            Lack::Row => HoldCode::IndexMissing,
            Lack::NewerRows => HoldCode::IndexStale,
            Lack::Answer => HoldCode::IndexAsks,
            Lack::Place => HoldCode::PlaceUnclear,
            Lack::Sense => HoldCode::ContractError,
        }
    }

    /// What to do.
    pub fn next_step(self) -> &'static str {
        match self {
            Lack::Row => "Add the row to the table, or mend what is looked up.",
            Lack::NewerRows => "Load the newer rows of the table.",
            Lack::Answer => "Say what stands: `choose` of the [[table]] in linehaul.toml, or the row in the table.",
            Lack::Place => "Have dispatch mend the place, or add a row to the table for it as it is written.",
            Lack::Sense => "Mend the contract or the table.",
        }
    }
}

/// Why a look-up has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRow {
    /// What it lacks.
    pub lacks: Lack,
    /// In words.
    pub message: String,
}

/// A row that was found: its text is made only when somebody reads.
#[derive(Debug, Clone, Copy)]
pub enum Spot {
    /// A band of prices with the price; the last has no upper edge.
    Band(Decimal, Option<Decimal>, Decimal),
    /// In force from a day.
    From(NaiveDate),
    /// A calendar month, by its first day.
    Month(NaiveDate),
}

impl Spot {
    /// The step that tells of it.
    pub fn step(self, table: &TableName, column: &str, value: Decimal) -> Step {
        let row = match self {
            Spot::Band(low, Some(below), price) => format!("{low} <= {price} < {below}"),
            Spot::Band(low, None, _) => format!("{low} and above"),
            Spot::From(day) => format!("in force from {day}"),
            Spot::Month(first) => format!("month {}", first.format("%Y-%m")),
        };
        Step::Row { table: table.0.clone(), row: row.into(), column: column.into(), value }
    }
}

/// A found value and where it stands.
pub type Found = Result<(Decimal, Spot), NoRow>;

fn missing(message: String) -> NoRow {
    NoRow { lacks: Lack::Row, message }
}

fn stale(message: String) -> NoRow {
    NoRow { lacks: Lack::NewerRows, message }
}

/// The table of a name.
pub fn table<'a>(tables: &'a Tables, name: &TableName) -> Result<&'a Table, NoRow> {
    tables.get(name).ok_or_else(|| missing(format!("there is no table {name}")))
}

fn asks(table: &Table, ask: &TableAsk) -> NoRow {
    NoRow { lacks: Lack::Answer, message: format!("{}, {}: {}", table.name, ask.day, ask.question) }
}

fn wrong_kind(table: &Table, wanted: &str) -> NoRow {
    NoRow { lacks: Lack::Sense, message: format!("table {} is {}, not {wanted}", table.name, table.kind()) }
}

fn column(table: &Table, name: &str) -> Result<usize, NoRow> {
    let found = table.columns().iter().position(|c| c == name);
    found.ok_or_else(|| NoRow { lacks: Lack::Sense, message: format!("table {} has no column {name}", table.name) })
}

/// The Monday whose price speaks for a date, and the day from which it is in force.
pub fn speaking_monday(date: NaiveDate, usage: &IndexUse) -> (NaiveDate, NaiveDate) {
    if usage.first_of_month {
        let monday = first_monday(date);
        return (monday, monday);
    }
    let lag = Duration::days(i64::from(usage.effective_from.num_days_from_monday()));
    let monday = monday_of(date - lag);
    (monday, monday + lag)
}

/// The last first Monday of a month that is not after a date.
fn first_monday(date: NaiveDate) -> NaiveDate {
    let monday = monday_of(date);
    let weeks = i64::from((monday.day() - 1) / 7);
    monday - Duration::weeks(weeks)
}

/// The price of a Monday.
pub fn price(tables: &Tables, name: &TableName, monday: NaiveDate) -> Result<Decimal, NoRow> {
    let table = table(tables, name)?;
    let TableBody::Index { prices } = &table.body else { return Err(wrong_kind(table, "an index")) };
    if let Some(price) = prices.get(&monday) {
        return Ok(*price);
    }
    if let Some(ask) = table.ask(monday, None) {
        return Err(asks(table, ask));
    }
    match prices.keys().next_back() {
        Some(last) if *last < monday => {
            Err(stale(format!("{name} ends on {last}; the price of Monday {monday} is needed")))
        }
        _ => Err(missing(format!("{name} has no price for Monday {monday}"))),
    }
}

/// A value by price band: `low <= price < below`.
pub fn band(tables: &Tables, name: &TableName, column_name: &str, price: Decimal) -> Found {
    let table = table(tables, name)?;
    let TableBody::Bands { rows, .. } = &table.body else { return Err(wrong_kind(table, "bands")) };
    let at = column(table, column_name)?;
    let none = || missing(format!("{name} has no band for {price}"));
    let index = rows.partition_point(|row| row.low <= price).checked_sub(1).ok_or_else(none)?;
    let row = &rows[index];
    let below = row.below.or_else(|| rows.get(index + 1).map(|next| next.low));
    if below.is_some_and(|below| price >= below) {
        return Err(none());
    }
    let value = row.values.get(at).copied().ok_or_else(none)?;
    Ok((value, Spot::Band(row.low, below, price)))
}

/// The value of a price outside all bands, as the table goes on; nothing when a band covers it or the table does not read.
pub fn beyond(
    tables: &Tables,
    name: &TableName,
    column_name: &str,
    price: Decimal,
    beyond: &Beyond,
) -> Option<(Decimal, String)> {
    let table = table(tables, name).ok()?;
    let TableBody::Bands { rows, .. } = &table.body else { return None };
    let at = column(table, column_name).ok()?;
    let (first, last) = (rows.first()?, rows.last()?);
    let (edge, value, distance, up) = match last.below {
        Some(end) if price >= end => (end, last.values.get(at)?, price - end, true),
        _ if price < first.low => (first.low, first.values.get(at)?, first.low - price, false),
        _ => return None,
    };
    let whole = distance.checked_div(beyond.each)?.trunc();
    // A price on the edge itself stands in the first step beyond it.
    let steps = if up || whole * beyond.each < distance { whole + Decimal::ONE } else { whole };
    let more = steps.checked_mul(beyond.add)?;
    let result = if up { value + more } else { value - more };
    let sign = if up { "+" } else { "-" };
    let each = beyond.each;
    Some((
        result,
        format!("beyond {name}: {value} {sign} {steps} started steps of {each} from {edge} x {}", beyond.add),
    ))
}

/// A value in force on a date.
pub fn dated(tables: &Tables, name: &TableName, column_name: &str, date: NaiveDate) -> Found {
    let table = table(tables, name)?;
    let TableBody::Dated { rows, valid_days, .. } = &table.body else { return Err(wrong_kind(table, "dated")) };
    let at = column(table, column_name)?;
    let none = || missing(format!("{name} has no row for {date}"));
    let (effective, values) = rows.iter().rev().find(|(from, _)| *from <= date).ok_or_else(none)?;
    if let Some(days) = valid_days
        && (date - *effective).num_days() >= i64::from(*days)
    {
        let is_last = rows.last().is_some_and(|(last, _)| last == effective);
        let message = format!("{name} has no row for {date}: the one of {effective} speaks for {days} days");
        return Err(if is_last { stale(message) } else { missing(message) });
    }
    let value = values.get(at).copied().ok_or_else(none)?;
    Ok((value, Spot::From(*effective)))
}

/// For how many days an exchange rate speaks where its table does not say it. Our own limit, of no publication: banks post
/// rates on each working day, so that a row is three or four days old at holidays, and some businesses post theirs once a
/// week. A rate older than that was forgotten, and a table of monthly rates says so with `# valid_days: 31`.
pub const RATE_SPEAKS_DAYS: u32 = 7;

/// The exchange rate in force on a date.
pub fn exchange<'a>(
    tables: &'a Tables,
    name: &TableName,
    (from, to): (Currency, Currency),
    date: NaiveDate,
) -> Result<&'a ExchangeRate, NoRow> {
    let table = table(tables, name)?;
    let TableBody::Exchange { rates, valid_days } = &table.body else {
        let message = format!("table {name} has no exchange rates");
        return Err(NoRow { lacks: Lack::Sense, message });
    };
    let pair = || rates.iter().filter(|r| r.from == from && r.to == to);
    let none = || missing(format!("{name} has no rate {from} to {to} for {date}"));
    let found = pair().filter(|r| r.effective <= date).max_by_key(|r| r.effective);
    // The rate of the day before does not speak in the place of one that is asked for.
    let newer = |ask: &&TableAsk| ask.day <= date && found.is_none_or(|found| ask.day > found.effective);
    if let Some(ask) = table.asks.iter().filter(|ask| ask.pair == Some((from, to))).rfind(newer) {
        return Err(asks(table, ask));
    }
    let found = found.ok_or_else(none)?;
    let days = valid_days.unwrap_or(RATE_SPEAKS_DAYS);
    if (date - found.effective).num_days() >= i64::from(days) {
        let says = if valid_days.is_some() { "" } else { ", since the table states no `valid_days`" };
        let effective = found.effective;
        let message = format!(
            "{name} has no rate {from} to {to} for {date}: the one of {effective} speaks for {days} days{says}"
        );
        let is_last = pair().all(|r| r.effective <= effective);
        return Err(if is_last { stale(message) } else { missing(message) });
    }
    Ok(found)
}

/// A value of a calendar month.
pub fn monthly(tables: &Tables, name: &TableName, column_name: &str, date: NaiveDate) -> Found {
    let table = table(tables, name)?;
    let TableBody::Monthly { rows, .. } = &table.body else { return Err(wrong_kind(table, "monthly")) };
    let at = column(table, column_name)?;
    let month = date.with_day(1).unwrap_or(date);
    let shown = || month.format("%Y-%m");
    let Some(values) = rows.get(&month) else {
        let message = format!("{name} has no row for {}", shown());
        return Err(match rows.keys().next_back() {
            Some(last) if *last < month => stale(format!("{message}; it ends with {}", last.format("%Y-%m"))),
            _ => missing(message),
        });
    };
    let value =
        values.get(at).copied().ok_or_else(|| missing(format!("{name} has no {column_name} for {}", shown())))?;
    Ok((value, Spot::Month(month)))
}

/// The mean of an index over a calendar month, so many months before the month of a date; `None` when it has no prices there.
pub fn monthly_mean(tables: &Tables, name: &TableName, date: NaiveDate, lag_months: u32) -> Option<Decimal> {
    let TableBody::Index { prices } = &tables.get(name)?.body else { return None };
    let month = date.with_day(1)?.checked_sub_months(linehaul_domain::chrono::Months::new(lag_months))?;
    let end = month.checked_add_months(linehaul_domain::chrono::Months::new(1))?;
    let inside: Vec<Decimal> = prices.range(month..end).map(|(_, price)| *price).collect();
    let sum = inside.iter().try_fold(Decimal::ZERO, |sum, price| sum.checked_add(*price))?;
    sum.checked_div(Decimal::from(inside.len()))
}
