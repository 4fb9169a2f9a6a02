//! What a load's JSON says beyond the load's own fields. Nothing of it passes in silence: what is no text, number or yes/no is kept as
//! such, so that a contract that asks for it holds the load.

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::terms::is_cost;
use serde_json::Value;

use super::{Bad, Object, fields, known, named, scalar};
use crate::cell;

use crate::drop::rows::{open_column, open_column_wrong};
use crate::mapping::is_open;

/// So much of a list or an object is kept, in characters.
const MOST_SHOWN: usize = 200;

/// Takes every field that is none of the load's own, and those that stand under `extras`. Amounts are in the load's currency.
pub fn take(object: &Object, load: &mut Load, currency: Option<Currency>) -> Result<(), Bad> {
    for (name, value) in object.iter().filter(|(name, _)| !known::is_own(name)) {
        if is_open(name) { open(name, value, load, currency)? } else { one(name, value, load, currency)? }
    }
    fields(object, "extras")?.try_for_each(|(name, value)| one(name, value, load, currency))
}

fn one(name: &str, value: &Value, load: &mut Load, currency: Option<Currency>) -> Result<(), Bad> {
    if let Some(extra) = read(name, value, currency)? {
        load.extras.insert(name.to_owned(), extra);
    }
    Ok(())
}

/// A field that a mapping has named as a column of a file of rows is named: `ref:NAME`, `booked:CODE`, `extra:NAME:TYPE`.
fn open(column: &str, value: &Value, load: &mut Load, currency: Option<Currency>) -> Result<(), Bad> {
    let wrong = |why: String| Err((column.to_owned(), why));
    if let Some(why) = open_column_wrong(column) {
        return wrong(why);
    }
    let text = match value {
        Value::Null => return Ok(()),
        Value::Array(_) | Value::Object(_) => return wrong("it is neither text, number nor yes or no".to_owned()),
        value => scalar(value).unwrap_or_default(),
    };
    let (kind, rest) = column.split_once(':').unwrap_or_default();
    let taken = match kind {
        "ref" => load.references.contains_key(rest),
        "booked" => load.booked.iter().any(|booked| booked.code.as_str() == rest),
        _ => load.extras.contains_key(rest.rsplit_once(':').map_or(rest, |(name, _)| name)),
    };
    if taken {
        return wrong("it is there twice, by one name or another".to_owned());
    }
    named(column, open_column(load, column, text.trim(), currency))
}

fn read(name: &str, value: &Value, currency: Option<Currency>) -> Result<Option<Extra>, Bad> {
    if let (true, Some(currency), Some(amount)) = (is_cost(name), currency, plain_amount(value)) {
        return Ok(Some(Extra::Money(Money::new(amount, currency))));
    }
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::String(text) => match text.parse() {
            Ok(date) => Extra::Date(date),
            Err(_) => Extra::Text(text.clone()),
        },
        Value::Number(number) => match canonical::exact(&number.to_string()) {
            Some(number) => Extra::Number(number),
            None if number.as_str().len() > known::MAX_NUMBER => {
                return Err((name.to_owned(), format!("the number `{}` is too long", cell::shown(number.as_str()))));
            }
            None => Extra::Text(number.to_string()),
        },
        Value::Bool(flag) => Extra::Flag(*flag),
        Value::Object(fields) => match money(fields).map_err(|why| (name.to_owned(), why))? {
            Some(money) => Extra::Money(money),
            None => nested(value),
        },
        Value::Array(_) => nested(value),
    }))
}

fn plain_amount(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(_) | Value::Number(_) => canonical::exact(&scalar(value)?),
        _ => None,
    }
}

/// `{"amount": 150.00, "currency": "CAD"}`; nothing where it is another object.
fn money(object: &Object) -> Result<Option<Money>, String> {
    let (Some(amount), Some(currency), 2) = (object.get("amount"), object.get("currency"), object.len()) else {
        return Ok(None);
    };
    let text = |value: &Value| scalar(value).unwrap_or_default();
    let amount = cell::decimal(&text(amount)).map_err(|bad| format!("amount: {}", bad.message))?;
    let currency = cell::currency(&text(currency)).map_err(|bad| format!("currency: {}", bad.message))?;
    Ok(Some(Money::new(amount, currency)))
}

fn nested(value: &Value) -> Extra {
    let text = value.to_string();
    Extra::Nested(match text.char_indices().nth(MOST_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    })
}

/// Does a load say an amount, beyond its own fields, whose currency is the load's?
pub fn has_amounts(object: &Object) -> bool {
    let amount = |name: &str, value: &Value| {
        let money = name.starts_with("booked:") || name.starts_with("extra:") && name.ends_with(":money");
        money && scalar(value).is_some_and(|text| !text.is_empty()) || is_cost(name) && plain_amount(value).is_some()
    };
    let more = object.get("extras").and_then(Value::as_object);
    object.iter().chain(more.into_iter().flatten()).any(|(name, value)| amount(name, value))
}
