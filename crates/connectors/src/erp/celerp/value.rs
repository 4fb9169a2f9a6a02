//! Celerp's JSON: amounts are JSON numbers there, and floats inside. Here they are read and written as the decimal text
//! that goes over the wire, and never as a float.

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::time::NaiveDate;
use serde_json::{Number, Value};

/// Digits that a float of theirs keeps: a decimal of so many comes back as it went.
const DIGITS_KEPT: u32 = 15;

/// A decimal as a JSON number, digit by digit; nothing where Celerp would not keep all its digits.
pub(super) fn number(amount: Decimal) -> Option<Value> {
    let amount = amount.normalize();
    let most = 10_i128.checked_pow(DIGITS_KEPT)?;
    let kept = amount.mantissa().abs() < most;
    kept.then(|| amount.to_string().parse::<Number>().ok()).flatten().map(Value::Number)
}

/// A decimal that Celerp wrote.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => exact(&number.to_string()),
        _ => None,
    }
}

/// A date as Celerp writes it, with or without a time of day.
pub(super) fn date(value: &Value) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(value.as_str()?.get(..10)?, "%Y-%m-%d").ok()
}

/// Text under a key; nothing where it is empty.
pub(super) fn text(row: &Value, key: &str) -> Option<String> {
    row.get(key).and_then(Value::as_str).filter(|t| !t.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_and_come_as_text() {
        for text in ["0", "1850", "281.52", "-650.05", "0.07", "9999999999999.99"] {
            let amount = exact(text).expect("an amount");
            let written = number(amount).expect("a number");
            assert_eq!(written.to_string(), text);
            assert_eq!(decimal(&written), Some(amount));
        }
        let read = |text: &str| decimal(&serde_json::from_str(text).expect("JSON"));
        assert_eq!(read("2131.520"), exact("2131.52"));
        assert_eq!(read("0.30000000000000004").map(|d| d.to_string()).as_deref(), Some("0.30000000000000004"));
        assert_eq!((read("1e+16"), read("\"1\""), read("null")), (None, None, None));
        assert_eq!(number(exact("90071992547409.93").expect("an amount")), None, "one digit more than a float keeps");
    }

    #[test]
    fn days_are_read_with_or_without_an_hour() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 7);
        assert_eq!(date(&Value::from("2025-03-07")), day);
        assert_eq!(date(&Value::from("2025-03-07T23:59:00Z")), day);
        assert_eq!(date(&Value::from("2025-02-31")), None, "Celerp takes it");
        assert_eq!(date(&Value::from("é2025-03-0")), None);
    }
}
