//! Figures: what somebody publishes day by day and tables are made of (fuel prices, exchange rates, days off), and whole tables. They
//! stand at an address or in a file, in a layout of [`LAYOUTS`]; what a text says is read by its layout alone, so that an archived one
//! reads the same later.
//!
//! Absent here: the table that they are added to, and what is done where two publications differ.

mod days;
mod eia;
mod fetch;
mod rates;
mod whole;

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

pub use fetch::{Place, Told, Unfetched, fetch, is_address, shown, wrong};

/// No more of a text is read.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Of which row a figure is: its day, and of an exchange rate its currencies.
pub type Key = (NaiveDate, Option<(Currency, Currency)>);

/// A figure: a number, or the name of a day off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A price or a rate.
    Number(Decimal),
    /// In words; two names of one day are no difference.
    Name(String),
}

impl Figure {
    /// Do both say the same?
    pub fn agrees(&self, other: &Figure) -> bool {
        match (self, other) {
            (Figure::Number(one), Figure::Number(other)) => one == other,
            (Figure::Name(_), Figure::Name(_)) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Figure::Number(number) => number.fmt(f),
            Figure::Name(name) => f.write_str(name),
        }
    }
}

/// Which kind of table figures are rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Prices by Monday, U.S. dollars per gallon.
    Index,
    /// Exchange rates.
    Exchange,
    /// Days off.
    Holidays,
}

impl Series {
    /// As in `# kind:` of a table.
    pub fn kind(self) -> &'static str {
        match self {
            Series::Index => "index",
            Series::Exchange => "exchange",
            Series::Holidays => "holidays",
        }
    }

    /// The header of such a table.
    pub fn header(self) -> &'static str {
        match self {
            Series::Index => "monday,price",
            Series::Exchange => "effective,from,to,rate",
            Series::Holidays => "day,name",
        }
    }

    /// A row of it.
    pub fn row(self, key: &Key, figure: &Figure) -> String {
        match key {
            (day, Some((from, to))) => format!("{day},{from},{to},{figure}"),
            (day, None) => format!("{day},{figure}"),
        }
    }
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// Rows to be added as they come.
    Series(Series, BTreeMap<Key, Figure>),
    /// A table of ours, that stands as a whole.
    Whole(Vec<u8>),
}

/// Which of what a text has is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The column, series or calendar of that name.
    pub series: Option<String>,
    /// These pairs of currencies; all, where none is named.
    pub pairs: Vec<(Currency, Currency)>,
}

/// A layout in which figures are published.
#[derive(Debug)]
pub struct Layout {
    /// As in `layout = "…"`.
    pub name: &'static str,
    /// Who publishes so, for the head of a table.
    pub publisher: &'static str,
    /// The licence of what is published so.
    pub licence: &'static str,
    /// Reads a text; why it cannot be read, in words.
    pub read: fn(&[u8], &Wanted) -> Result<Published, String>,
}

const FACTS: &str = "facts only";
const EIA: &str = "U.S. Energy Information Administration (EIA)";
const EIA_LICENCE: &str = "public domain (U.S. government work); attribute the U.S. Energy Information Administration";

/// Every layout.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "eia-csv", publisher: EIA, licence: EIA_LICENCE, read: eia::csv },
    Layout { name: "eia-xls", publisher: EIA, licence: EIA_LICENCE, read: eia::old_workbook },
    Layout { name: "eia-xlsx", publisher: EIA, licence: EIA_LICENCE, read: eia::workbook },
    Layout { name: "eia-api-v2", publisher: EIA, licence: EIA_LICENCE, read: eia::api },
    Layout { name: "bank-of-canada", publisher: "Bank of Canada", licence: FACTS, read: rates::bank_of_canada },
    Layout { name: "ecb", publisher: "European Central Bank", licence: FACTS, read: rates::ecb },
    Layout { name: "rates", publisher: "exchange rates", licence: FACTS, read: rates::plain },
    Layout { name: "holidays", publisher: "days off", licence: FACTS, read: days::plain },
    Layout { name: "ical", publisher: "days off", licence: FACTS, read: days::ical },
    Layout { name: "table", publisher: "a table", licence: FACTS, read: whole::table },
];

/// The layout of a name.
pub fn layout(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.name == name)
}

/// The lines of a text as cells, from one on whose header begins with a word; the line's number from 1 with each. A quote that is
/// never closed is told.
fn rows(text: &str, from: usize) -> impl Iterator<Item = Result<(usize, Vec<String>), String>> {
    let lines = text.lines().enumerate().skip(from).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| {
        let cells = crate::delimited::cells(line, b',').ok_or_else(|| format!("line {} cannot be read", at + 1))?;
        Ok((at + 1, cells.into_iter().map(|cell| cell.trim().to_owned()).collect()))
    })
}

/// Puts a figure among the others; a second one of a key that says otherwise is told.
fn put(all: &mut BTreeMap<Key, Figure>, key: Key, figure: Figure) -> Result<(), String> {
    let (day, pair) = key;
    match all.insert(key, figure.clone()) {
        Some(before) if !before.agrees(&figure) => {
            let pair = pair.map(|(from, to)| format!(" {from} {to}")).unwrap_or_default();
            Err(format!("it says two things of {day}{pair}: {before} and {figure}"))
        }
        _ => Ok(()),
    }
}

/// A text of figures that has none says nothing, and is taken for no answer.
fn some(series: Series, all: BTreeMap<Key, Figure>) -> Result<Published, String> {
    if all.is_empty() { Err("it has no figure".to_owned()) } else { Ok(Published::Series(series, all)) }
}

fn text_of(bytes: &[u8]) -> Result<String, String> {
    crate::delimited::decode(bytes).map(|(text, _)| text.into_owned()).map_err(|why| why.message)
}
