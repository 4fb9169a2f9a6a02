//! Fields: what stands in a field that the desk may set, and how it is put there.

use crate::desk::{Field, Value};
use crate::extra::Extra;
use crate::ids::{CustomerId, LegalEntityId};
use crate::load::{Item, Load};
use crate::stop::StopVisit;
use crate::thing::Thing;

/// The thing of a field, and its key, as facts have it.
pub(crate) fn key_of(load: &Load, field: &Field) -> (String, Thing) {
    match field.stop {
        Some(stop) => (format!("stop/{}/{stop}", load.number), Thing::Stop),
        None => (format!("load/{}", load.number), Thing::Load),
    }
}

/// What stands in a field; `None` where there is no such field: its stop is not there.
pub fn value_of(load: &Load, field: &Field) -> Option<Value> {
    if let Some(seq) = field.stop {
        return load.stop(seq).and_then(|stop| of_stop(stop, &field.column));
    }
    if let Some((kind, name)) = field.column.split_once(':') {
        return match kind {
            "ref" => Some(Value::text(load.references.get(name).map(String::as_str))),
            "extra" => Some(load.extras.get(name).cloned().map_or(Value::Nothing, Value::Extra)),
            _ => None,
        };
    }
    let number = |number: Option<_>| number.map_or(Value::Nothing, Value::Number);
    let whole = |whole: Option<u32>| whole.map_or(Value::Nothing, Value::Whole);
    let item = load.items.first();
    Some(match field.column.as_str() {
        "order" => Value::text(load.order.as_deref()),
        "customer" => Value::text(load.customer.as_ref().map(CustomerId::as_str)),
        "bill_to" => Value::text(load.bill_to.as_ref().map(CustomerId::as_str)),
        "legal_entity" => Value::text(load.legal_entity.as_ref().map(LegalEntityId::as_str)),
        "mode" => Value::text(Some(&load.mode)),
        "equipment" => Value::text(Some(&load.equipment)),
        "miles" => number(load.miles),
        "deadhead_miles" => number(load.deadhead_miles),
        "weight_lb" => number(load.weight_lb),
        "driver_count" => whole(load.driver_count),
        "item_class" => Value::text(item.and_then(|item| item.class.as_deref())),
        "pieces" => whole(item.and_then(|item| item.pieces)),
        "hazmat" => Value::Flag(item.is_some_and(|item| item.hazmat)),
        _ => return None,
    })
}

fn of_stop(stop: &StopVisit, column: &str) -> Option<Value> {
    let time = |at: Option<_>| at.map_or(Value::Nothing, |at| Value::Time(at, stop.zone));
    Some(match column {
        "city" => Value::text(Some(&stop.city)),
        "region" => Value::text(stop.region.as_deref()),
        "postal_code" => Value::text(stop.postal_code.as_deref()),
        "arrived_at" => time(stop.arrived),
        "notified_at" => time(stop.notified),
        "departed_at" => time(stop.departed),
        "told_to_return_at" => time(stop.told_to_return),
        "returned_at" => time(stop.returned),
        "cancelled" => Value::Flag(stop.cancelled),
        _ => return None,
    })
}

/// Puts a value into a field, as far as it can stand there.
pub(crate) fn put(load: &mut Load, field: &Field, value: &Value) {
    if let Some(seq) = field.stop {
        if let Some(stop) = load.stops.iter_mut().find(|stop| stop.seq == seq) {
            put_stop(stop, &field.column, value);
        }
        return;
    }
    match field.column.split_once(':') {
        Some(("ref", name)) => match text(value) {
            Some(text) => drop(load.references.insert(name.to_owned(), text)),
            None => drop(load.references.remove(name)),
        },
        Some(("extra", name)) => match value {
            Value::Extra(extra) => drop(load.extras.insert(name.to_owned(), Extra::clone(extra))),
            _ => drop(load.extras.remove(name)),
        },
        _ => put_own(load, &field.column, value),
    }
}

fn put_own(load: &mut Load, column: &str, value: &Value) {
    let number = match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    let whole = match value {
        Value::Whole(whole) => Some(*whole),
        _ => None,
    };
    match column {
        "order" => load.order = text(value),
        "customer" => load.customer = text(value).map(CustomerId),
        "bill_to" => load.bill_to = text(value).map(CustomerId),
        "legal_entity" => load.legal_entity = text(value).map(LegalEntityId),
        "mode" => load.mode = text(value).unwrap_or_default(),
        "equipment" => load.equipment = text(value).unwrap_or_default(),
        "miles" => load.miles = number,
        "deadhead_miles" => load.deadhead_miles = number,
        "weight_lb" => load.weight_lb = number,
        "driver_count" => load.driver_count = whole,
        "item_class" => of_item(load, |item| item.class = text(value)),
        "pieces" => of_item(load, |item| item.pieces = whole),
        "hazmat" => of_item(load, |item| item.hazmat = *value == Value::Flag(true)),
        _ => {}
    }
}

fn put_stop(stop: &mut StopVisit, column: &str, value: &Value) {
    let time = match value {
        Value::Time(at, _) => Some(*at),
        _ => None,
    };
    match column {
        "city" => stop.city = text(value).unwrap_or_default().into(),
        "region" => stop.region = text(value),
        "postal_code" => stop.postal_code = text(value),
        "arrived_at" => stop.arrived = time,
        "notified_at" => stop.notified = time,
        "departed_at" => stop.departed = time,
        "told_to_return_at" => stop.told_to_return = time,
        "returned_at" => stop.returned = time,
        "cancelled" => stop.cancelled = *value == Value::Flag(true),
        _ => {}
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The one item of which rows tell; one that says nothing is none.
fn of_item(load: &mut Load, set: impl FnOnce(&mut Item)) {
    let nothing = Item { class: None, weight_lb: None, pieces: None, hazmat: false };
    if load.items.is_empty() {
        load.items.push(nothing.clone());
    }
    set(&mut load.items[0]);
    load.items.retain(|item| *item != nothing);
}
