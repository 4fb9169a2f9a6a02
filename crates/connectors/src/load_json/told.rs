//! Told: every field of a load's JSON by its path, with the column of ours that says the same, so that what nobody looks at can be
//! named.

use linehaul_domain::lost::Column;
use linehaul_domain::thing::Thing;
use serde_json::Value;

use super::{Object, known};
use crate::mapping::{is_open, open_name};

/// A field of a load's JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where it is: `stops[0].arrived_at`.
    pub path: String,
    /// The column that says the same; nothing where nothing reads such a field.
    pub column: Option<Column>,
}

/// Every field that says something.
pub(super) fn fields(load: &Object) -> Vec<Field> {
    let mut told = Vec::new();
    for (name, value) in load {
        match name.as_str() {
            "stops" => each(&mut told, name, value, &|field| own(Thing::Stop, known::STOP, field)),
            "events" => each(&mut told, name, value, &|field| own(Thing::Event, known::EVENT, field)),
            "documents" => each(&mut told, name, value, &|field| own(Thing::Document, known::DOCUMENT, field)),
            "items" => each(&mut told, name, value, &item),
            "payors" => each(&mut told, name, value, &|field| {
                known::PAYOR.contains(&field).then(|| column(Thing::Load, "payors"))
            }),
            "references" => within(&mut told, name, value, "ref"),
            "booked" => within(&mut told, name, value, "booked"),
            "extras" => within(&mut told, name, value, "extra"),
            "origin_country" | "destination_country" => {
                add(&mut told, name, value, Some(column(Thing::Stop, "country")))
            }
            own if known::is_own(own) => add(&mut told, name, value, Some(column(Thing::Load, own))),
            open if is_open(open) => add(&mut told, name, value, Some(column(Thing::Load, open_name(open)))),
            other => add(&mut told, name, value, Some(column(Thing::Load, &format!("extra:{other}")))),
        }
    }
    told
}

fn column(thing: Thing, ours: &str) -> Column {
    Column { thing, ours: ours.to_owned(), theirs: ours.to_owned() }
}

fn own(thing: Thing, known: &[&str], field: &str) -> Option<Column> {
    known.contains(&field).then(|| column(thing, field))
}

fn item(field: &str) -> Option<Column> {
    let ours = match field {
        "class" => "item_class",
        "weight_lb" | "pieces" | "hazmat" => field,
        _ => return None,
    };
    Some(column(Thing::Load, ours))
}

/// What says nothing need not be looked at.
fn add(told: &mut Vec<Field>, path: &str, value: &Value, column: Option<Column>) {
    if !value.is_null() && value.as_str() != Some("") {
        told.push(Field { path: path.to_owned(), column });
    }
}

fn each(told: &mut Vec<Field>, list: &str, value: &Value, of: &dyn Fn(&str) -> Option<Column>) {
    for (at, one) in value.as_array().into_iter().flatten().enumerate() {
        match one.as_object() {
            Some(fields) => {
                fields.iter().for_each(|(name, value)| add(told, &format!("{list}[{at}].{name}"), value, of(name)))
            }
            // A document may be its type alone.
            None => add(told, &format!("{list}[{at}]"), one, of("type")),
        }
    }
}

fn within(told: &mut Vec<Field>, list: &str, value: &Value, open: &str) {
    for (name, value) in value.as_object().into_iter().flatten() {
        add(told, &format!("{list}.{name}"), value, Some(column(Thing::Load, &format!("{open}:{name}"))));
    }
}
