//! What changed at Tryton, by the times at which it wrote its rows. Those are of the beginning of a transaction, and rows appear at
//! its end: so each question goes back by more than a transaction lasts. A row that was deleted leaves no trace.

use linehaul_domain::chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::time::Duration;
use serde_json::{Value, json};

use crate::erp::tryton::{INVOICE, Tryton, names};
use crate::erp::{Changed, Changes, ErpError};

/// Longer than a transaction of its lasts.
pub(super) const OVERLAP_SECONDS: i64 = 15 * 60;
/// Records that one answer names, at most.
const CHANGES_AT_ONCE: usize = 500;

const FORM: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// Where a feed stands: what was written after `since` is told in order of id, the ids up to `after` were; once all of it is,
/// `reached` takes the place of `since`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub since: NaiveDateTime,
    pub pages: Option<(NaiveDateTime, i64)>,
}

impl Cursor {
    pub fn read(text: &str) -> Option<Cursor> {
        let time = |text: &str| NaiveDateTime::parse_from_str(text, FORM).ok();
        match text.split(' ').collect::<Vec<_>>()[..] {
            [since] => Some(Cursor { since: time(since)?, pages: None }),
            [since, reached, after] => {
                Some(Cursor { since: time(since)?, pages: Some((time(reached)?, after.parse().ok()?)) })
            }
            _ => None,
        }
    }

    pub fn text(&self) -> String {
        let since = self.since.format(FORM);
        match self.pages {
            None => since.to_string(),
            Some((reached, after)) => format!("{since} {} {after}", reached.format(FORM)),
        }
    }
}

/// A time as Tryton writes it.
pub(super) fn time(at: NaiveDateTime) -> Value {
    json!({
        "__class__": "datetime", "year": at.year(), "month": at.month(), "day": at.day(), "hour": at.hour(),
        "minute": at.minute(), "second": at.second(), "microsecond": at.nanosecond() / 1_000,
    })
}

fn read_time(value: &Value) -> Option<NaiveDateTime> {
    let part = |name: &str| value.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let year = i32::try_from(value.get("year")?.as_i64()?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, part("month")?, part("day")?)?;
    day.and_hms_micro_opt(part("hour")?, part("minute")?, part("second")?, part("microsecond").unwrap_or(0))
}

/// Everything by which an invoice, or what is open of it, changes.
const WRITTEN: &[&str] = &[
    "write_date",
    "create_date",
    "lines.write_date",
    "taxes.write_date",
    "payment_lines.write_date",
    "move.lines.write_date",
    "additional_moves.lines.write_date",
];

/// What changed since a cursor.
pub(super) fn changes(erp: &mut Tryton, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
    let Some(since) = since else {
        let cursor = Cursor { since: newest(erp)?, pages: None }.text();
        return Ok(Some(Changes { changed: Vec::new(), cursor, more: false }));
    };
    let Some(cursor) = Cursor::read(since) else { return Ok(None) };
    // What is written from here on is told by the next question.
    let (reached, after) = match cursor.pages {
        Some(pages) => pages,
        None => (newest(erp)?.max(cursor.since), 0),
    };
    let from = time(cursor.since - Duration::seconds(OVERLAP_SECONDS));
    let mut written = vec![json!("OR")];
    written.extend(WRITTEN.iter().map(|field| json!([field, ">=", from])));
    let mut domain = vec![Value::Array(written), json!(["id", ">", after])];
    domain.extend(ours(erp)?);
    let context = erp.names()?.context();
    let asked = json!([domain, 0, CHANGES_AT_ONCE, [["id", "ASC"]], ["reference"], context]);
    let rows = names::answered(&mut erp.rpc, INVOICE, asked)?;
    let changed: Vec<Changed> = rows.iter().filter_map(changed).collect();
    let last = rows.last().and_then(|row| row.get("id")).and_then(Value::as_i64);
    let more = last.filter(|_| rows.len() == CHANGES_AT_ONCE);
    let cursor = match more {
        Some(last) => Cursor { pages: Some((reached, last)), ..cursor },
        None => Cursor { since: reached, pages: None },
    };
    Ok(Some(Changes { changed, cursor: cursor.text(), more: more.is_some() }))
}

fn changed(row: &Value) -> Option<Changed> {
    let id = row.get("id")?.as_i64()?.to_string();
    let number = row.get("reference").and_then(Value::as_str).map(|text| InvoiceNumber(text.to_owned()));
    Some(Changed { id, number })
}

/// When it wrote an invoice last, by its own clock.
fn newest(erp: &mut Tryton) -> Result<NaiveDateTime, ErpError> {
    let ours = ours(erp)?;
    newest_of(erp, INVOICE, &ours)
}

/// When it wrote a row of a model last, of those in a domain.
pub(super) fn newest_of(erp: &mut Tryton, model: &str, within: &[Value]) -> Result<NaiveDateTime, ErpError> {
    let context = erp.names()?.context();
    let mut newest = NaiveDateTime::default();
    for field in ["write_date", "create_date"] {
        let mut domain = vec![json!([field, "!=", null])];
        domain.extend_from_slice(within);
        let asked = json!([domain, 0, 1, [[field, "DESC"]], [field], context]);
        let rows = names::answered(&mut erp.rpc, model, asked)?;
        let at = rows.first().and_then(|row| row.get(field)).and_then(read_time);
        newest = newest.max(at.unwrap_or_default());
    }
    Ok(newest)
}

/// Invoices of the company to its customers.
fn ours(erp: &mut Tryton) -> Result<[Value; 2], ErpError> {
    Ok([json!(["type", "=", "out"]), json!(["company", "=", erp.names()?.company])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went_and_no_other_is_one() {
        for text in ["2026-11-30T09:22:22.000001", "2026-11-30T09:22:22.000000 2026-11-30T10:00:00.123456 612"] {
            assert_eq!(Cursor::read(text).map(|cursor| cursor.text()).as_deref(), Some(text));
        }
        for text in ["", "612", "2026-11-30T09:22:22.000001 612", "a b c"] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }

    #[test]
    fn times_come_back_as_they_went() {
        let at = NaiveDateTime::parse_from_str("2026-11-30T09:22:22.123456", FORM).expect("a time");
        assert_eq!(read_time(&time(at)), Some(at));
        assert_eq!(read_time(&Value::Null), None);
    }
}
