//! Tryton's JSON: decimals and dates as objects with a class, money never as a JSON number.

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::time::NaiveDate;
use serde_json::{Value, json};

/// Tryton's model of an invoice.
pub(super) const INVOICE: &str = "account.invoice";
/// Records asked for in one call.
pub(super) const ASK_AT_ONCE: usize = 200;
/// Drafts posted in a call: one by one costs 2.4 times as much, and nothing is told of a call before all of it is through.
pub(super) const MAX_POST: u32 = 10;

/// A decimal as Tryton writes it.
pub(super) fn decimal(amount: Decimal) -> Value {
    json!({"__class__": "Decimal", "decimal": amount.to_string()})
}

/// A date as Tryton writes it.
pub(super) fn date(day: NaiveDate) -> Value {
    let text = day.format("%Y-%m-%d").to_string();
    let mut parts = text.split('-').map(|p| p.parse::<i64>().unwrap_or_default());
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    json!({"__class__": "date", "year": year, "month": month, "day": day})
}

/// A decimal that Tryton wrote.
pub(super) fn read_decimal(value: &Value) -> Option<Decimal> {
    exact(value.get("decimal")?.as_str()?)
}

/// A date that Tryton wrote.
pub(super) fn read_date(value: &Value) -> Option<NaiveDate> {
    let part = |name: &str| value.get(name)?.as_i64();
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_come_back_as_they_went() {
        for text in ["0", "1250.00", "-3.05", "0.0001", "79228162514264337593543950335"] {
            let amount = exact(text).expect("an amount");
            assert_eq!(read_decimal(&decimal(amount)), Some(amount));
        }
        let day = NaiveDate::from_ymd_opt(2025, 3, 7).expect("a date");
        assert_eq!(date(day), json!({"__class__": "date", "year": 2025, "month": 3, "day": 7}));
        assert_eq!(read_date(&date(day)), Some(day));
        assert_eq!(read_decimal(&json!(12.5)), None);
        assert_eq!(read_date(&Value::Null), None);
    }
}
