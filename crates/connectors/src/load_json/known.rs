//! The fields of a load's JSON, and the ones that look like a slip of the pen: a misspelt `notified_at` would be
//! detention that is silently never billed.

use linehaul_domain::near::nearest;

use serde_json::Value;

use super::{Bad, Object};

/// Longest number that is kept, exact or as text, in characters.
pub const MAX_NUMBER: usize = 64;

/// Fields of a load that are read, or stand for one of its stops.
pub const LOAD: &[&str] = &[
    "load_number",
    "order",
    "mode",
    "equipment",
    "miles",
    "weight_lb",
    "stops",
    "documents",
    "references",
    "status",
    "driver_count",
    "deadhead_miles",
    "items",
    "customer",
    "bill_to",
    "payors",
    "legal_entity",
    "carrier",
    "currency",
    "origin_country",
    "destination_country",
    "expected_total",
    "booked",
    "events",
    "extras",
];
pub const STOP: &[&str] = &[
    "seq",
    "type",
    "name",
    "city",
    "region",
    "country",
    "postal_code",
    "timezone",
    "zone",
    "appointment",
    "window_from",
    "window_to",
    "handling",
    "arrived_at",
    "notified_at",
    "departed_at",
    "told_to_return_at",
    "returned_at",
    "status",
    "closures",
];
pub const CLOSURE: &[&str] = &["from", "to"];
pub const ITEM: &[&str] = &["class", "weight_lb", "pieces", "hazmat"];
pub const DOCUMENT: &[&str] = &["id", "type", "stop", "file", "readability", "amount"];
pub const EVENT: &[&str] =
    &["event_id", "event", "stop", "at", "recorded_at", "charge", "amount", "quantity", "by", "note"];
pub const PAYOR: &[&str] = &["customer", "share_percent", "weight_lb"];

/// Countries of the load as a whole: kept as extras too, since a dispatch system states them and a contract may ask.
const ALSO_EXTRAS: &[&str] = &["origin_country", "destination_country"];

/// Whether a field is read into the load's own and is no extra.
pub fn is_own(name: &str) -> bool {
    LOAD.contains(&name) && !ALSO_EXTRAS.contains(&name)
}

/// Refuses control characters, in names and in texts at any depth: nobody typed them, and a screen may obey them. Tabs and
/// ends of lines may stand in texts, but in no load's number.
pub fn printable(object: &Object) -> Result<(), Bad> {
    fn control(value: &Value, lines: bool) -> Option<char> {
        match value {
            Value::String(text) => within(text, lines),
            Value::Array(list) => list.iter().find_map(|v| control(v, lines)),
            Value::Object(fields) => fields.iter().find_map(|(n, v)| within(n, false).or_else(|| control(v, lines))),
            _ => None,
        }
    }
    fn within(text: &str, lines: bool) -> Option<char> {
        text.chars().find(|c| c.is_control() && !(lines && matches!(c, '\t' | '\n' | '\r')))
    }
    for (name, value) in object {
        if let Some(c) = within(name, false).or_else(|| control(value, name != "load_number")) {
            return Err((name.clone(), format!("it holds the control character {}", c.escape_unicode())));
        }
    }
    Ok(())
}

/// Refuses a field that is none of `known`, is near to one of them, and stands where that one is absent.
pub fn told_apart(object: &Object, known: &[&str]) -> Result<(), Bad> {
    for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
        let absent = known.iter().copied().filter(|k| !object.contains_key(*k));
        if let Some(near) = nearest(name, absent) {
            return Err((name.clone(), format!("there is no such field; did you mean `{near}`?")));
        }
    }
    Ok(())
}
