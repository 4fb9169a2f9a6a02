//! Tables: CSV with `# kind:`, `# source:` and `# licence:` in its head.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::TableName;
use linehaul_domain::place::PlaceKey;
use linehaul_domain::table::{Band, ExchangeRate, Lane, Table, TableBody, TaxRate};
use linehaul_domain::time::{Datelike, NaiveDate, Weekday};

use crate::cell::{self, BadCell, Read, bad};
use crate::delimited;
use crate::table::overlap::overlaps;

pub mod asks;
mod overlap;
mod classes;

/// What is wrong in a table file. Codes: LH-330 the head, LH-331 a cell, LH-332 rows that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableProblem {
    /// From 1.
    pub line: u32,
    /// From 1; the field's number in its row.
    pub column: u32,
    /// `LH-33n`.
    pub code: Code,
    /// In words.
    pub message: String,
}

struct Line {
    number: u32,
    cells: Vec<String>,
}

/// A row's cells with the place for errors.
struct Cells<'a> {
    line: &'a Line,
    problems: &'a mut Vec<TableProblem>,
}

impl Cells<'_> {
    fn get(&self, at: usize) -> &str {
        self.line.cells.get(at).map_or("", String::as_str)
    }

    fn read<T>(&mut self, at: usize, read: impl FnOnce(&str) -> Read<T>) -> Option<T> {
        match read(self.get(at)) {
            Ok(value) => Some(value),
            Err(BadCell { message, .. }) => {
                let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
                self.problems.push(TableProblem {
                    line: self.line.number,
                    column,
                    code: Code::TableCellWrong,
                    message,
                });
                None
            }
        }
    }

    fn maybe<T>(&mut self, at: usize, read: impl FnOnce(&str) -> Read<T>) -> Option<Option<T>> {
        if self.get(at).is_empty() { Some(None) } else { self.read(at, read).map(Some) }
    }

    fn contradiction(&mut self, message: String) {
        self.problems.push(TableProblem { line: self.line.number, column: 1, code: Code::TableContradicts, message });
    }
}

/// Reads a table; everything that is wrong with it when it does not read.
pub fn read_table(name: &str, bytes: &[u8]) -> Result<Table, Vec<TableProblem>> {
    let head = |line, message: String| vec![TableProblem { line, column: 1, code: Code::TableHeadWrong, message }];
    let (text, _) = delimited::decode(bytes).map_err(|b| head(1, b.message))?;
    let mut meta: BTreeMap<String, String> = BTreeMap::new();
    let (mut lines, mut asks) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        if let Some(remark) = line.strip_prefix('#') {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            if let Some(ask) = asks::read(remark) {
                asks.push(ask.map_err(|why| head(number, why))?);
            } else if let Some((key, value)) = remark.split_once(':') {
                meta.entry(key.trim().to_lowercase()).or_insert_with(|| value.trim().to_owned());
            }
        } else if !line.trim().is_empty() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let cells = delimited::cells(line, b',').ok_or_else(|| head(number, UNREAD.into()))?;
            lines.push(Line { number, cells });
        }
    }
    let known = "index, bands, dated, monthly, scale, lanes, classes, zones, exchange, taxes, holidays";
    let get = |key: &str| meta.get(key).cloned().unwrap_or_default();
    if get("source").is_empty() || get("licence").is_empty() {
        return Err(head(1, "a table says `# source: …` and `# licence: …` in its head".into()));
    }
    let Some((header, rows)) = lines.split_first() else { return Err(head(1, "the table has no rows".into())) };
    if rows.is_empty() {
        return Err(head(header.number, "the table has a header and no rows".into()));
    }
    let mut problems = Vec::new();
    let kind = get("kind");
    let mut names = BTreeSet::new();
    if let Some((at, name)) = header.cells.iter().enumerate().find(|(_, c)| c.is_empty() || !names.insert(*c)) {
        let message = match name.as_str() {
            "" => "a column of the header has no name".to_owned(),
            name => format!("the column {} is there twice", cell::shown(name)),
        };
        let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
        return Err(vec![TableProblem { line: header.number, column, code: Code::TableHeadWrong, message }]);
    }
    if let Some(row) = rows.iter().find(|r| r.cells.len() != header.cells.len()) {
        let (found, wanted) = (row.cells.len(), header.cells.len());
        return Err(head(row.number, format!("the row has {found} fields, the header {wanted}")));
    }
    let body = match kind.as_str() {
        "index" => index(header, rows, &mut problems),
        "bands" => bands(header, rows, &mut problems),
        "dated" => dated(header, rows, &get("valid_days"), &mut problems),
        "monthly" => monthly(header, rows, &mut problems),
        "scale" => scale(header, rows, &get("until_lb"), &mut problems),
        "lanes" => lanes(header, rows, &mut problems),
        "classes" => classes::classes(header, rows, &mut problems),
        "zones" => classes::zones(header, rows, &mut problems),
        "exchange" => exchange(header, rows, &get("valid_days"), &mut problems),
        "taxes" => taxes(header, rows, &mut problems),
        "holidays" => holidays(header, rows, &mut problems),
        _ => return Err(head(1, format!("`# kind: {kind}` is not known; kinds are {known}"))),
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let body = body.ok_or_else(|| head(1, "the table has no rows".into()))?;
    let hash = canonical::hash_bytes(bytes);
    let asks = asks::unanswered(asks, &body);
    Ok(Table { name: TableName::from(name), source: get("source"), licence: get("licence"), body, asks, hash })
}

const UNREAD: &str =
    "the row cannot be read: a quote is never closed or stands in a field, or it has over 1,000 fields";

/// Are these the first columns of the header?
fn header_is(header: &Line, wanted: &[&str], problems: &mut Vec<TableProblem>) -> bool {
    let right = header.cells.len() >= wanted.len() && wanted.iter().zip(&header.cells).all(|(w, h)| w == h);
    if !right {
        let message = format!("the header must begin with {}", wanted.join(","));
        problems.push(TableProblem { line: header.number, column: 1, code: Code::TableHeadWrong, message });
    }
    right
}

type Problems = Vec<TableProblem>;

fn index(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["monday", "price"], problems).then_some(())?;
    let mut prices = BTreeMap::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let (Some(monday), Some(price)) = (cells.read(0, monday), cells.read(1, cell::quantity)) else { continue };
        if prices.insert(monday, price).is_some() {
            cells.contradiction(format!("{monday} is there twice"));
        }
    }
    Some(TableBody::Index { prices })
}

fn monday(text: &str) -> Read<NaiveDate> {
    match cell::date(text)? {
        day if day.weekday() == Weekday::Mon => Ok(day),
        day => bad(Code::TableCellWrong, format!("{day} is a {}, not a Monday", day.weekday())),
    }
}

fn values(cells: &mut Cells<'_>, from: usize, columns: usize) -> Option<Vec<Decimal>> {
    (from..from + columns).map(|at| cells.read(at, cell::decimal)).collect()
}

fn bands(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["low", "below"], problems).then_some(())?;
    let columns: Vec<String> = header.cells[2..].to_vec();
    let mut bands: Vec<(u32, Band)> = Vec::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let low = cells.read(0, cell::quantity);
        let below = cells.maybe(1, cell::quantity);
        if let (Some(low), Some(below), Some(values)) = (low, below, values(&mut cells, 2, columns.len())) {
            if below.is_some_and(|b| b <= low) {
                cells.contradiction(format!("the band from {low} ends before it begins"));
            }
            bands.push((line.number, Band { low, below, values }));
        }
    }
    bands.sort_by_key(|(_, b)| b.low);
    for pair in bands.windows(2) {
        let (first, (line, second)) = (&pair[0].1, &pair[1]);
        if second.low == first.low || first.below.is_some_and(|b| b > second.low) {
            let message = format!("the bands from {} and {} overlap", first.low, second.low);
            problems.push(TableProblem { line: *line, column: 1, code: Code::TableContradicts, message });
        }
    }
    Some(TableBody::Bands { columns, rows: bands.into_iter().map(|(_, b)| b).collect() })
}

fn dated(header: &Line, rows: &[Line], valid_days: &str, problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["effective"], problems).then_some(())?;
    let columns: Vec<String> = header.cells[1..].to_vec();
    let mut found: BTreeMap<NaiveDate, Vec<Decimal>> = BTreeMap::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let Some(effective) = cells.read(0, cell::date) else { continue };
        let Some(values) = values(&mut cells, 1, columns.len()) else { continue };
        if found.insert(effective, values).is_some() {
            cells.contradiction(format!("{effective} is there twice"));
        }
    }
    let valid_days = meta_number(valid_days, "valid_days", problems)?;
    Some(TableBody::Dated { columns, rows: found.into_iter().collect(), valid_days })
}

fn meta_number(text: &str, name: &str, problems: &mut Problems) -> Option<Option<u32>> {
    if text.is_empty() {
        return Some(None);
    }
    match text.parse() {
        Ok(number) => Some(Some(number)),
        Err(_) => {
            let message = format!("`# {name}: {text}` is not a whole number");
            problems.push(TableProblem { line: 1, column: 1, code: Code::TableHeadWrong, message });
            None
        }
    }
}

fn month(text: &str) -> Read<NaiveDate> {
    cell::date(&format!("{text}-01"))
        .or_else(|_| bad(Code::TableCellWrong, format!("`{text}` is no month like 2024-12")))
}

fn monthly(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["month"], problems).then_some(())?;
    let columns: Vec<String> = header.cells[1..].to_vec();
    let mut found = BTreeMap::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let Some(month) = cells.read(0, month) else { continue };
        let Some(values) = values(&mut cells, 1, columns.len()) else { continue };
        if found.insert(month, values).is_some() {
            cells.contradiction(format!("{} is there twice", month.format("%Y-%m")));
        }
    }
    Some(TableBody::Monthly { columns, rows: found })
}

fn scale(header: &Line, rows: &[Line], until_lb: &str, problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["from_lb", "rate_per_cwt"], problems).then_some(())?;
    let mut found: BTreeMap<Decimal, Decimal> = BTreeMap::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let (Some(from), Some(rate)) = (cells.read(0, cell::quantity), cells.read(1, cell::quantity)) else { continue };
        if found.insert(from, rate).is_some() {
            cells.contradiction(format!("{from} lb is there twice"));
        }
    }
    let until_lb = meta_number(until_lb, "until_lb", problems)?.map(Decimal::from);
    Some(TableBody::Scale { breaks: found.into_iter().collect(), until_lb })
}

fn lanes(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    let wanted = ["origin", "destination", "equipment", "from", "until", "flat", "per_mile", "minimum"];
    header_is(header, &wanted, problems).then_some(())?;
    let mut lanes: Vec<(u32, Lane)> = Vec::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let zone = |text: &str| {
            if text.is_empty() {
                bad(Code::TableCellWrong, "a zone is a city, a region or *")
            } else {
                Ok(text.to_owned())
            }
        };
        let (origin, destination, equipment) = (cells.read(0, zone), cells.read(1, zone), cells.read(2, zone));
        let (from, until) = (cells.read(3, cell::date), cells.maybe(4, cell::date));
        let amounts = (cells.maybe(5, cell::quantity), cells.maybe(6, cell::quantity), cells.maybe(7, cell::quantity));
        let (Some(flat), Some(per_mile), Some(minimum)) = amounts else { continue };
        if flat.is_some() == per_mile.is_some() {
            cells.contradiction("a lane has either a flat amount or an amount a mile".to_owned());
            continue;
        }
        if let (Some(origin), Some(destination), Some(equipment), Some(from), Some(until)) =
            (origin, destination, equipment, from, until)
        {
            if until.is_some_and(|until| until < from) {
                cells.contradiction(format!("the lane ends before it begins on {from}"));
            }
            let (origin, destination) = (PlaceKey::new(&origin), PlaceKey::new(&destination));
            let lane = Lane { origin, destination, equipment, from, until, flat, per_mile, minimum };
            lanes.push((line.number, lane));
        }
    }
    overlapping_lanes(&lanes, problems);
    Some(TableBody::Lanes { lanes: lanes.into_iter().map(|(_, lane)| lane).collect() })
}

/// Two rows of one lane that are in force on the same day contradict each other.
fn overlapping_lanes(lanes: &[(u32, Lane)], problems: &mut Problems) {
    fn key(lane: &Lane) -> (&str, &str, &str) {
        (lane.origin.as_str(), lane.destination.as_str(), &lane.equipment)
    }
    for ((_, first), (line, second)) in overlaps(lanes, |(_, lane)| key(lane), |(_, lane)| (lane.from, lane.until)) {
        let (origin, destination, equipment) = key(second);
        let message =
            format!("{origin} to {destination} ({equipment}) from {} is still in force on {}", first.from, second.from);
        problems.push(TableProblem { line: *line, column: 4, code: Code::TableContradicts, message });
    }
}

fn exchange(header: &Line, rows: &[Line], valid_days: &str, problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["effective", "from", "to", "rate"], problems).then_some(())?;
    let mut rates: Vec<ExchangeRate> = Vec::new();
    let mut seen = BTreeSet::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let row = (
            cells.read(0, cell::date),
            cells.read(1, cell::currency),
            cells.read(2, cell::currency),
            cells.read(3, positive),
        );
        let (Some(effective), Some(from), Some(to), Some(rate)) = row else { continue };
        if !seen.insert((effective, from, to)) {
            cells.contradiction(format!("{from} to {to} of {effective} is there twice"));
        }
        rates.push(ExchangeRate { effective, from, to, rate });
    }
    let valid_days = meta_number(valid_days, "valid_days", problems)?;
    Some(TableBody::Exchange { rates, valid_days })
}

fn positive(text: &str) -> Read<Decimal> {
    match cell::decimal(text)? {
        rate if rate > Decimal::ZERO => Ok(rate),
        rate => bad(Code::TableCellWrong, format!("a rate of {rate} makes no sense")),
    }
}

fn taxes(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["region", "tax", "percent", "effective"], problems).then_some(())?;
    let mut rates: Vec<TaxRate> = Vec::new();
    let mut seen = BTreeSet::new();
    let known = [("gst", "GST"), ("hst", "HST"), ("qst", "QST")];
    for line in rows {
        let mut cells = Cells { line, problems };
        let Some(region) = cells.read(0, region) else { continue };
        let tax = cells.read(1, |t| cell::word(t, "tax", &known));
        let (percent, effective) = (cells.read(2, cell::quantity), cells.read(3, cell::date));
        let (Some(tax), Some(percent), Some(effective)) = (tax, percent, effective) else { continue };
        let tax = tax.to_owned();
        if !seen.insert((region.clone(), tax.clone(), effective)) {
            cells.contradiction(format!("{tax} of {region} from {effective} is there twice"));
        }
        rates.push(TaxRate { region, tax, percent, effective });
    }
    Some(TableBody::Taxes { rates })
}

fn region(text: &str) -> Read<String> {
    if text.is_empty() { bad(Code::TableCellWrong, "a rate needs its region") } else { Ok(text.to_owned()) }
}

fn holidays(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["day", "name"], problems).then_some(())?;
    let mut days = BTreeSet::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let Some(day) = cells.read(0, cell::date) else { continue };
        if !days.insert(day) {
            cells.contradiction(format!("{day} is there twice"));
        }
    }
    Some(TableBody::Holidays { days })
}
