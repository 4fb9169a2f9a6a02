//! Tables that contracts read: fuel indexes, bands, published percents, lanes, weight scales, exchange and tax rates.
//!
//! A table is data with a source and a licence. A look-up that finds nothing says so; it never guesses a neighbour.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{Hash, TableName};
use crate::money::Currency;
use crate::place::PlaceKey;
use crate::time::NaiveDate;

/// One row of bands: `low <= price < below`; without `below` up to the next row's low (the last row: without end).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Lower edge, inclusive.
    pub low: Decimal,
    /// Upper edge, exclusive.
    pub below: Option<Decimal>,
    /// Values by column.
    pub values: Vec<Decimal>,
}

/// One lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// As [`PlaceKey`] has it: `Dallas TX`, `TX`, `*`.
    pub origin: PlaceKey,
    /// As [`PlaceKey`] has it.
    pub destination: PlaceKey,
    /// Equipment in words as dispatch has it, or `*`.
    pub equipment: String,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, inclusive.
    pub until: Option<NaiveDate>,
    /// A flat amount, in the contract's currency.
    pub flat: Option<Decimal>,
    /// Or an amount a mile.
    pub per_mile: Option<Decimal>,
    /// With at least this.
    pub minimum: Option<Decimal>,
}

/// A class rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRate {
    /// A zone, or `Dallas TX`, `TX`, `*`.
    pub origin: PlaceKey,
    /// A zone, or `Dallas TX`, `TX`, `*`.
    pub destination: PlaceKey,
    /// `70`, `92.5`.
    pub class: String,
    /// Least weight of the shipment in pounds.
    pub from_lb: Decimal,
    /// Per hundredweight, in the contract's currency.
    pub per_cwt: Decimal,
    /// The shipment's least charge.
    pub minimum: Option<Decimal>,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, inclusive.
    pub until: Option<NaiveDate>,
}

/// A dated exchange rate: one unit of `from` is `rate` units of `to`. Each direction has its own rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRate {
    /// In force from.
    pub effective: NaiveDate,
    /// From.
    pub from: Currency,
    /// To.
    pub to: Currency,
    /// Rate.
    pub rate: Decimal,
}

/// A dated tax rate of a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRate {
    /// Province code, e.g. `QC`.
    pub region: String,
    /// `GST`, `HST` or `QST`.
    pub tax: String,
    /// Percent.
    pub percent: Decimal,
    /// In force from.
    pub effective: NaiveDate,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TableBody {
    /// Weekly prices by Monday.
    Index {
        /// Price by Monday.
        prices: BTreeMap<NaiveDate, Decimal>,
    },
    /// Values by price band, rows in order of `low`.
    Bands {
        /// Column names.
        columns: Vec<String>,
        /// Rows.
        rows: Vec<Band>,
    },
    /// Values in force from a date, rows in order of date.
    Dated {
        /// Column names.
        columns: Vec<String>,
        /// Effective date and values.
        rows: Vec<(NaiveDate, Vec<Decimal>)>,
        /// Days after which a row no longer speaks (weekly publications: 7).
        valid_days: Option<u32>,
    },
    /// Values by calendar month (its first day).
    Monthly {
        /// Column names.
        columns: Vec<String>,
        /// Values by first day of the month.
        rows: BTreeMap<NaiveDate, Vec<Decimal>>,
    },
    /// Rate per hundredweight by least weight, in order of weight.
    Scale {
        /// Least weight in pounds, and rate per hundredweight.
        breaks: Vec<(Decimal, Decimal)>,
        /// The greatest weight that it covers, in pounds.
        until_lb: Option<Decimal>,
    },
    /// Lanes.
    Lanes {
        /// Rows.
        lanes: Vec<Lane>,
    },
    /// Class rates.
    Classes {
        /// Rows.
        rates: Vec<ClassRate>,
    },
    /// Places and their zones.
    Zones {
        /// Zone by place: `Dallas TX`, `TX`, `*`.
        places: Vec<(PlaceKey, String)>,
    },
    /// Exchange rates.
    Exchange {
        /// Rows.
        rates: Vec<ExchangeRate>,
        /// For how many days a row speaks, if the table says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_days: Option<u32>,
    },
    /// Tax rates.
    Taxes {
        /// Rows.
        rates: Vec<TaxRate>,
    },
    /// Days off.
    Holidays {
        /// The days.
        days: BTreeSet<NaiveDate>,
    },
}

/// A row that a table does not have, because what is published for it differs or cannot be right and nobody said what stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TableAsk {
    /// Its day.
    pub day: NaiveDate,
    /// Of an exchange rate, from which currency to which.
    pub pair: Option<(Currency, Currency)>,
    /// What nobody answered.
    pub question: String,
}

/// A table with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Publisher, and where it was read.
    pub source: String,
    /// Licence or the words `facts only`.
    pub licence: String,
    /// Contents.
    pub body: TableBody,
    /// What is asked of rows that it does not have. A row that is there answers what was asked of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<TableAsk>,
    /// Hash of the file's bytes.
    pub hash: Hash,
}

impl Table {
    /// Is this table the one before with nothing but later rows added? Next week's fuel price is no change of what was agreed;
    /// an edited, removed or backdated row is. Tables whose rows have no order in time are never extended. A row that was asked for
    /// is none either, wherever it stands: no load was priced by it, since those that need it were held with the question.
    pub fn extends(&self, before: &Table) -> bool {
        use TableBody::{Dated, Exchange, Holidays, Index, Monthly};
        fn later<K: Ord, V: PartialEq>(
            now: &BTreeMap<K, V>,
            then: &BTreeMap<K, V>,
            asked: impl Fn(&K) -> bool,
        ) -> bool {
            let last = then.keys().next_back();
            let kept = then.iter().all(|(key, value)| now.get(key) == Some(value));
            let new = |key: &K| last.is_none_or(|last| key > last) || asked(key);
            kept && now.keys().all(|key| then.contains_key(key) || new(key))
        }
        let asked = |day: &NaiveDate, pair| before.asks.iter().any(|ask| ask.day == *day && ask.pair == pair);
        match (&self.body, &before.body) {
            (Index { prices: now }, Index { prices: then }) => later(now, then, |day| asked(day, None)),
            (Holidays { days: now }, Holidays { days: then }) => {
                now.is_superset(then) && now.difference(then).all(|day| then.last().is_none_or(|last| day > last))
            }
            (Monthly { columns: a, rows: now }, Monthly { columns: b, rows: then }) => {
                a == b && later(now, then, |_| false)
            }
            (Dated { columns: a, rows: now, valid_days: x }, Dated { columns: b, rows: then, valid_days: y }) => {
                a == b && x == y && now.starts_with(then) && is_later(&now[then.len()..], then.last(), |row| row.0)
            }
            (Exchange { rates: now, valid_days: x }, Exchange { rates: then, valid_days: y }) => {
                let last = then.iter().map(|rate| rate.effective).max();
                let kept = then.iter().all(|rate| now.contains(rate));
                let later = |rate: &ExchangeRate| last.is_none_or(|last| rate.effective > last);
                let new = |rate: &ExchangeRate| later(rate) || asked(&rate.effective, Some((rate.from, rate.to)));
                x == y && kept && now.iter().all(|rate| then.contains(rate) || new(rate))
            }
            _ => false,
        }
    }
    /// What is asked of a row that it does not have.
    pub fn ask(&self, day: NaiveDate, pair: Option<(Currency, Currency)>) -> Option<&TableAsk> {
        self.asks.iter().find(|ask| ask.day == day && ask.pair == pair)
    }

    /// The kind's name, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.body {
            TableBody::Index { .. } => "index",
            TableBody::Bands { .. } => "bands",
            TableBody::Dated { .. } => "dated",
            TableBody::Monthly { .. } => "monthly",
            TableBody::Scale { .. } => "scale",
            TableBody::Lanes { .. } => "lanes",
            TableBody::Classes { .. } => "classes",
            TableBody::Zones { .. } => "zones",
            TableBody::Exchange { .. } => "exchange",
            TableBody::Taxes { .. } => "taxes",
            TableBody::Holidays { .. } => "holidays",
        }
    }

    /// The columns of values, where it has any.
    pub fn columns(&self) -> &[String] {
        match &self.body {
            TableBody::Bands { columns, .. }
            | TableBody::Dated { columns, .. }
            | TableBody::Monthly { columns, .. } => columns,
            _ => &[],
        }
    }
}

/// Tables by name.
pub type Tables = BTreeMap<TableName, Table>;

/// Do all rows begin behind the last one before?
fn is_later<R>(new: &[R], last: Option<&R>, day: impl Fn(&R) -> NaiveDate) -> bool {
    last.is_none_or(|last| new.iter().all(|row| day(row) > day(last)))
}
