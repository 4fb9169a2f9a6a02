//! Tables: gaps, overlaps, jumps, disorder, bands of another width, prices that no band can hit.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::table::{Band, ClassRate, Lane, Table, TableBody};
use linehaul_domain::time::{Datelike, Duration, NaiveDate};

/// What kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Values or days that no row covers.
    Gap,
    /// Values or days that two rows cover.
    Overlap,
    /// A step of another size than its neighbours.
    Jump,
    /// A value that goes the other way.
    Disorder,
    /// A band of another width than its neighbours.
    Width,
    /// A row that nothing can hit.
    Unreachable,
}

impl Fault {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Gap => "gap",
            Fault::Overlap => "overlap",
            Fault::Jump => "jump",
            Fault::Disorder => "disorder",
            Fault::Width => "width",
            Fault::Unreachable => "unreachable",
        }
    }
}

/// One fault of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: String,
    /// What kind.
    pub fault: Fault,
    /// Where and what, in words.
    pub message: String,
}

/// The smallest step of a weekly price: EIA publishes three decimals.
const MILL: Decimal = Decimal::from_parts(1, 0, 0, false, 3);
/// A weekly price that moves by more than this percent is looked at.
const LARGEST_MOVE_PERCENT: i64 = 15;

/// Everything that is wrong in a table.
pub fn findings(table: &Table) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |fault, message: String| found.push(Finding { table: table.name.to_string(), fault, message });
    match &table.body {
        TableBody::Bands { columns, rows } => bands(columns, rows, &mut add),
        TableBody::Index { prices } => index(prices, &mut add),
        TableBody::Dated { rows, valid_days, .. } => dated(rows, *valid_days, &mut add),
        TableBody::Monthly { rows, .. } => monthly(rows, &mut add),
        TableBody::Scale { breaks, .. } => scale(breaks, &mut add),
        TableBody::Lanes { lanes } => lanes_twice(lanes, &mut add),
        TableBody::Classes { rates } => classes(rates, &mut add),
        TableBody::Exchange { .. } | TableBody::Taxes { .. } | TableBody::Holidays { .. } | TableBody::Zones { .. } => {
        }
    }
    found
}

type Add<'a> = &'a mut dyn FnMut(Fault, String);

/// The value that stands most often; the first of those where several do.
fn usual(values: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let mut counts: BTreeMap<Decimal, usize> = BTreeMap::new();
    values.for_each(|v| *counts.entry(v.normalize()).or_default() += 1);
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most && most > 1).map(|(value, _)| value)
}

fn bands(columns: &[String], rows: &[Band], add: Add<'_>) {
    for pair in rows.windows(2) {
        let (row, next) = (&pair[0], &pair[1]);
        let Some(below) = row.below else { continue };
        if below < next.low {
            let last = next.low - MILL;
            let what = if last == below { format!("exactly {below}") } else { format!("{below} to {last}") };
            add(Fault::Gap, format!("nothing covers {what}: a load of such a week is held"));
        }
        if below > next.low {
            add(Fault::Overlap, format!("{} to below {below} and the band from {} overlap", row.low, next.low));
        }
        if below <= row.low || below - row.low < MILL {
            add(Fault::Unreachable, format!("no price can stand in {} to below {below}", row.low));
        }
    }
    widths(rows, add);
    for (column, name) in columns.iter().enumerate() {
        steps(rows, column, name, add);
    }
}

/// Stretches of bands of one width: a stretch of one band is a slip, a longer one is told where it begins.
fn widths(rows: &[Band], add: Add<'_>) {
    let upper = |at: usize| rows[at].below.or_else(|| rows.get(at + 1).map(|next| next.low));
    let mut stretches: Vec<(usize, Decimal, usize)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(width) = upper(at).map(|below| (below - row.low).normalize()) else { continue };
        match stretches.last_mut() {
            Some((_, same, count)) if *same == width => *count += 1,
            _ => stretches.push((at, width, 1)),
        }
    }
    for pair in stretches.windows(2) {
        let ((_, before, _), (at, width, count)) = (pair[0], pair[1]);
        let low = rows[at].low;
        let message = match count {
            1 => format!("the band from {low} is {width} wide, those before it {before}"),
            _ => format!("from {low} on the bands are {width} wide, before it {before}"),
        };
        add(Fault::Width, message);
    }
}

/// Steps from row to row: their usual size, and where they skip or go back.
fn steps(rows: &[Band], column: usize, name: &str, add: Add<'_>) {
    let value = |row: &Band| row.values.get(column).copied();
    let step = |pair: &[Band]| Some(value(&pair[1])? - value(&pair[0])?);
    let all: Vec<Option<Decimal>> = rows.windows(2).map(step).collect();
    let rises = all.iter().flatten().filter(|s| s.is_sign_positive() && !s.is_zero()).count();
    let falls = all.iter().flatten().filter(|s| s.is_sign_negative() && !s.is_zero()).count();
    let usual = usual(all.iter().flatten().copied()).filter(|usual| {
        let like = all.iter().flatten().filter(|step| *step == usual).count();
        // A table whose steps vary throughout has no usual step that one of them could miss.
        like * 10 >= all.len() * 8
    });
    for (at, step) in all.iter().enumerate() {
        let Some(step) = step else { continue };
        let (from, to) = (&rows[at], &rows[at + 1]);
        let backwards = (rises > falls && step.is_sign_negative() && !step.is_zero())
            || (falls > rises && step.is_sign_positive() && !step.is_zero());
        let shown = || {
            let (a, b) = (value(from).unwrap_or_default(), value(to).unwrap_or_default());
            format!("{name} goes from {a} at {} to {b} at {}", from.low, to.low)
        };
        if backwards {
            add(Fault::Disorder, format!("{}: the other way than the rest", shown()));
            continue;
        }
        let beside = [at.checked_sub(1).and_then(|b| all[b]), all.get(at + 1).copied().flatten()];
        let alone = beside.iter().flatten().all(|other| other != step) && beside.iter().flatten().count() > 0;
        if alone && usual.is_some_and(|usual| *step != usual) {
            let usual = usual.unwrap_or_default();
            add(Fault::Jump, format!("{}: a step of {step}, most are {usual}", shown()));
        }
    }
}

fn index(prices: &BTreeMap<NaiveDate, Decimal>, add: Add<'_>) {
    let mut before: Option<(NaiveDate, Decimal)> = None;
    for (monday, price) in prices {
        if let Some((last, old)) = before {
            if *monday - last > Duration::days(7) {
                let weeks = (*monday - last).num_days() / 7 - 1;
                add(Fault::Gap, format!("{weeks} weeks are missing between {last} and {monday}"));
            }
            let moved = (*price - old).abs() * Decimal::ONE_HUNDRED;
            if moved > old * Decimal::from(LARGEST_MOVE_PERCENT) {
                add(
                    Fault::Jump,
                    format!("{old} on {last}, {price} on {monday}: more than {LARGEST_MOVE_PERCENT} percent"),
                );
            }
        }
        before = Some((*monday, *price));
    }
}

fn dated(rows: &[(NaiveDate, Vec<Decimal>)], valid_days: Option<u32>, add: Add<'_>) {
    for pair in rows.windows(2) {
        let (from, next) = (pair[0].0, pair[1].0);
        let days = (next - from).num_days();
        if days <= 0 {
            add(Fault::Overlap, format!("two rows are in force from {from}"));
        }
        if let Some(valid) = valid_days.filter(|valid| days > i64::from(*valid)) {
            let end = from + Duration::days(i64::from(valid));
            let days = if end + Duration::days(1) == next {
                format!("on {end}")
            } else {
                format!("from {end} to the day before {next}")
            };
            add(Fault::Gap, format!("no row speaks {days}"));
        }
        for (column, (old, new)) in pair[0].1.iter().zip(&pair[1].1).enumerate() {
            let moved = (*new - *old).abs() * Decimal::ONE_HUNDRED;
            if !old.is_zero() && moved > old.abs() * Decimal::from(2 * LARGEST_MOVE_PERCENT) {
                add(Fault::Jump, format!("column {}: {old} from {from}, {new} from {next}", column + 1));
            }
        }
    }
}

fn monthly(rows: &BTreeMap<NaiveDate, Vec<Decimal>>, add: Add<'_>) {
    let months: Vec<NaiveDate> = rows.keys().copied().collect();
    for pair in months.windows(2) {
        let apart = (pair[1].year() - pair[0].year()) * 12 + pair[1].month() as i32 - pair[0].month() as i32;
        if apart > 1 {
            let (from, to) = (pair[0].format("%Y-%m"), pair[1].format("%Y-%m"));
            add(Fault::Gap, format!("{} months are missing between {from} and {to}", apart - 1));
        }
    }
}

fn scale(breaks: &[(Decimal, Decimal)], add: Add<'_>) {
    if let Some((least, _)) = breaks.first().filter(|(least, _)| !least.is_zero()) {
        add(Fault::Gap, format!("nothing covers a weight below {least} lb"));
    }
    for pair in breaks.windows(2) {
        if pair[1].1 > pair[0].1 {
            let message =
                format!("{} lb and more costs {} per cwt, less weight only {}", pair[1].0, pair[1].1, pair[0].1);
            add(Fault::Disorder, message);
        }
    }
}

fn lanes_twice(lanes: &[Lane], add: Add<'_>) {
    let open = |a: &Lane, b: &Lane| a.until.is_none_or(|until| until >= b.from) && b.until.is_none_or(|u| u >= a.from);
    for (at, lane) in lanes.iter().enumerate() {
        let same = |other: &&Lane| {
            (&lane.origin, &lane.destination, &lane.equipment) == (&other.origin, &other.destination, &other.equipment)
        };
        if let Some(other) = lanes[at + 1..].iter().filter(same).find(|other| open(lane, other)) {
            let (from, to) = (&lane.origin, &lane.destination);
            let message =
                format!("{from} to {to}, {}: two rows are in force from {}", lane.equipment, lane.from.max(other.from));
            add(Fault::Overlap, message);
        }
        if lane.flat.is_none() && lane.per_mile.is_none() {
            add(Fault::Unreachable, format!("{} to {} has no rate", lane.origin, lane.destination));
        }
    }
}

/// Within one pair of zones and class: a lowest break above nothing leaves light shipments without a rate, and a rate that rises
/// with the weight is a slip of the pen.
fn classes(rates: &[ClassRate], add: Add<'_>) {
    let mut groups: BTreeMap<(&str, &str, &str, NaiveDate), Vec<&ClassRate>> = BTreeMap::new();
    for row in rates {
        groups.entry((row.origin.as_str(), row.destination.as_str(), &row.class, row.from)).or_default().push(row);
    }
    for ((from, to, class, _), mut rows) in groups {
        rows.sort_by_key(|row| row.from_lb);
        let named = format!("{from} to {to}, class {class}");
        if let Some(first) = rows.first().filter(|row| row.from_lb > Decimal::ONE) {
            add(Fault::Gap, format!("{named}: nothing below {} lb", first.from_lb));
        }
        for pair in rows.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            if high.per_cwt > low.per_cwt {
                let message = format!(
                    "{named}: {} per cwt at {} lb, {} at {} lb",
                    low.per_cwt, low.from_lb, high.per_cwt, high.from_lb
                );
                add(Fault::Disorder, message);
            }
        }
    }
}
