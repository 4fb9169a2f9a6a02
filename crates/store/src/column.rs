//! Columns: how the nouns stand in SQLite. Decimals and dates as text, instants as RFC 3339 text in UTC of fixed width,
//! so that they sort; bodies as canonical bytes.

use std::str::FromStr;

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::Hash;
use linehaul_domain::money::Currency;
use linehaul_domain::state::LoadState;
use linehaul_domain::time::{Instant, NaiveDate, Utc};
use rusqlite::Row;
use rusqlite::types::Type;

/// An instant as 30 characters.
pub(crate) fn instant_text(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// An instant of a column.
pub(crate) fn instant(row: &Row<'_>, at: usize) -> rusqlite::Result<Instant> {
    let text: String = row.get(at)?;
    parsed_instant(&text).ok_or_else(|| wrong(at, format!("`{text}` is not an instant")))
}

/// An instant of a column that may be empty.
pub(crate) fn maybe_instant(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Instant>> {
    let text: Option<String> = row.get(at)?;
    text.map(|t| parsed_instant(&t).ok_or_else(|| wrong(at, format!("`{t}` is not an instant")))).transpose()
}

fn parsed_instant(text: &str) -> Option<Instant> {
    linehaul_domain::time::DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// A date of a column that may be empty.
pub(crate) fn maybe_date(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    parsed_maybe(row, at)
}

/// A decimal of a column.
pub(crate) fn decimal(row: &Row<'_>, at: usize) -> rusqlite::Result<Decimal> {
    let text: String = row.get(at)?;
    canonical::exact(&text).ok_or_else(|| wrong(at, format!("`{text}` is not a decimal")))
}

/// A decimal of a column that may be empty.
pub(crate) fn maybe_decimal(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Decimal>> {
    let text: Option<String> = row.get(at)?;
    text.map(|t| canonical::exact(&t).ok_or_else(|| wrong(at, format!("`{t}` is not a decimal")))).transpose()
}

/// A currency of a column.
pub(crate) fn currency(row: &Row<'_>, at: usize) -> rusqlite::Result<Currency> {
    let text: String = row.get(at)?;
    text.parse().map_err(|why: String| wrong(at, why))
}

/// A hold's code of a column.
pub(crate) fn hold_code(row: &Row<'_>, at: usize) -> rusqlite::Result<HoldCode> {
    let text: String = row.get(at)?;
    HoldCode::of(&text).ok_or_else(|| wrong(at, format!("`{text}` is no hold")))
}

/// A load's state of a column.
pub(crate) fn load_state(row: &Row<'_>, at: usize) -> rusqlite::Result<LoadState> {
    let text: String = row.get(at)?;
    LoadState::of(&text).ok_or_else(|| wrong(at, format!("`{text}` is no state")))
}

/// A hash of a column.
pub(crate) fn hash(row: &Row<'_>, at: usize) -> rusqlite::Result<Hash> {
    row.get(at).map(Hash)
}

/// A sequence or count of a column; negative ones are damage.
pub(crate) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let found: i64 = row.get(at)?;
    u64::try_from(found).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, found))
}

/// A sequence or count as SQLite's signed integer.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn parsed_maybe<T: FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(at)?;
    text.map(|t| t.parse().map_err(|_| wrong(at, format!("`{t}` does not read")))).transpose()
}

/// A column's text that is none of what may stand there.
pub(crate) fn wrong(at: usize, why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, why.into())
}
