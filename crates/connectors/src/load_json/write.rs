//! A load as the JSON that the reader beside this takes: what a case or a counter-example is made of.

use linehaul_domain::Decimal;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::event::Event;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Item, Load};
use linehaul_domain::party::Payor;
use linehaul_domain::stop::{Closure, Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use serde_json::{Map, Number, Value, json};

fn number(value: Decimal) -> Value {
    value.normalize().to_string().parse::<Number>().map_or(Value::Null, Value::Number)
}

fn maybe(map: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value);
    }
}

fn local(at: Option<Instant>, stop: &StopVisit) -> Option<Value> {
    at.map(|at| json!(at.with_timezone(&stop.zone).to_rfc3339()))
}

fn stop(stop: &StopVisit) -> Value {
    let kind = match stop.kind {
        StopKind::Pickup => "pickup",
        StopKind::Delivery => "delivery",
        StopKind::EmptyReturn => "empty_return",
        StopKind::Waypoint => "waypoint",
    };
    let mut map = Map::new();
    map.insert("seq".to_owned(), json!(stop.seq));
    map.insert("type".to_owned(), json!(kind));
    map.insert("name".to_owned(), json!(stop.name));
    map.insert("city".to_owned(), json!(stop.city));
    maybe(&mut map, "region", stop.region.as_ref().map(|r| json!(r)));
    maybe(&mut map, "country", stop.country.as_ref().map(|c| json!(c)));
    maybe(&mut map, "postal_code", stop.postal_code.as_ref().map(|c| json!(c)));
    map.insert("timezone".to_owned(), json!(stop.zone.name()));
    match stop.schedule {
        Schedule::Appointment { at } => maybe(&mut map, "appointment", local(Some(at), stop)),
        Schedule::Window { from, to } => {
            maybe(&mut map, "window_from", local(Some(from), stop));
            maybe(&mut map, "window_to", local(Some(to), stop));
        }
        Schedule::FirstCome => maybe(&mut map, "appointment_type", Some(json!("FCFS"))),
    }
    maybe(&mut map, "status", stop.cancelled.then(|| json!("cancelled")));
    maybe(&mut map, "handling", (stop.handling == Handling::Drop).then(|| json!("drop")));
    maybe(&mut map, "arrived_at", local(stop.arrived, stop));
    maybe(&mut map, "notified_at", local(stop.notified, stop));
    maybe(&mut map, "told_to_return_at", local(stop.told_to_return, stop));
    maybe(&mut map, "returned_at", local(stop.returned, stop));
    maybe(&mut map, "departed_at", local(stop.departed, stop));
    let closed = |c: &Closure| json!({"from": local(Some(c.from), stop), "to": local(Some(c.to), stop)});
    let closures: Vec<Value> = stop.closures.iter().map(closed).collect();
    maybe(&mut map, "closures", (!closures.is_empty()).then(|| json!(closures)));
    Value::Object(map)
}

fn document(document: &Document) -> Value {
    let state = match document.readability {
        Readability::Readable => None,
        Readability::Empty => Some("empty"),
        Readability::Encrypted => Some("encrypted"),
        Readability::Mistyped => Some("mistyped"),
        Readability::Cut => Some("cut"),
        Readability::Absent => Some("absent"),
    };
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(document.id));
    map.insert("type".to_owned(), json!(document.kind));
    maybe(&mut map, "stop", document.stop.map(|seq| json!(seq)));
    maybe(&mut map, "file", document.file.as_ref().map(|file| json!(file)));
    maybe(&mut map, "readability", state.map(|state| json!(state)));
    maybe(&mut map, "amount", document.amount.map(|money| number(money.amount)));
    Value::Object(map)
}

fn event(event: &Event) -> Value {
    let mut map = Map::new();
    map.insert("event_id".to_owned(), json!(event.id));
    map.insert("event".to_owned(), json!(event.kind.name()));
    map.insert("at".to_owned(), json!(event.at.to_rfc3339()));
    map.insert("recorded_at".to_owned(), json!(event.recorded.to_rfc3339()));
    maybe(&mut map, "stop", event.stop.map(|seq| json!(seq)));
    maybe(&mut map, "charge", event.charge.as_ref().map(|code| json!(code.as_str())));
    maybe(&mut map, "amount", event.amount.map(|money| number(money.amount)));
    maybe(&mut map, "note", event.note.as_ref().map(|note| json!(note)));
    Value::Object(map)
}

fn item(item: &Item) -> Value {
    let mut map = Map::new();
    maybe(&mut map, "class", item.class.as_ref().map(|class| json!(class)));
    maybe(&mut map, "weight_lb", item.weight_lb.map(number));
    maybe(&mut map, "pieces", item.pieces.map(|pieces| json!(pieces)));
    map.insert("hazmat".to_owned(), json!(item.hazmat));
    Value::Object(map)
}

/// Who is billed, and in which currency amounts without one are.
fn parties(load: &Load, map: &mut Map<String, Value>) {
    maybe(map, "order", load.order.as_ref().map(|order| json!(order)));
    maybe(map, "customer", load.customer.as_ref().map(|id| json!(id.0)));
    maybe(map, "bill_to", load.bill_to.as_ref().map(|id| json!(id.0)));
    maybe(map, "legal_entity", load.legal_entity.as_ref().map(|id| json!(id.0)));
    maybe(map, "carrier", load.carrier.as_ref().map(|id| json!(id.0)));
    let share = |payor: &Payor| {
        let mut own = Map::new();
        own.insert("customer".to_owned(), json!(payor.customer.0));
        maybe(&mut own, "share_percent", payor.share_percent.map(number));
        maybe(&mut own, "weight_lb", payor.weight_lb.map(number));
        Value::Object(own)
    };
    let payors: Vec<Value> = load.payors.iter().map(share).collect();
    maybe(map, "payors", (!payors.is_empty()).then(|| json!(payors)));
    let amounts = load.booked.iter().map(|b| b.amount).chain(load.expected_total);
    let of_papers = load.documents.iter().filter_map(|d| d.amount);
    let of_events = load.events.iter().filter_map(|e| e.amount);
    let currency = amounts.chain(of_papers).chain(of_events).map(|money| money.currency).next();
    maybe(map, "currency", currency.map(|currency| json!(currency.to_string())));
}

/// The load as indented JSON. Read again it is the same load: amounts of several currencies outside of extras, points in time, lists
/// and objects among the extras, and bytes of documents are what this form cannot say.
pub fn write_load(load: &Load) -> String {
    let mut map = Map::new();
    map.insert("load_number".to_owned(), json!(load.number.as_str()));
    parties(load, &mut map);
    map.insert("mode".to_owned(), json!(load.mode));
    map.insert("equipment".to_owned(), json!(load.equipment));
    map.insert("status".to_owned(), json!(load.status.name()));
    maybe(&mut map, "miles", load.miles.map(number));
    maybe(&mut map, "deadhead_miles", load.deadhead_miles.map(number));
    maybe(&mut map, "weight_lb", load.weight_lb.map(number));
    maybe(&mut map, "driver_count", load.driver_count.map(|n| json!(n)));
    let items: Vec<Value> = load.items.iter().map(item).collect();
    maybe(&mut map, "items", (!items.is_empty()).then(|| json!(items)));
    map.insert("stops".to_owned(), load.stops.iter().map(stop).collect());
    map.insert("documents".to_owned(), load.documents.iter().map(document).collect());
    map.insert("references".to_owned(), json!(load.references));
    let events: Vec<Value> = load.events.iter().map(event).collect();
    maybe(&mut map, "events", (!events.is_empty()).then(|| json!(events)));
    let booked: Map<String, Value> =
        load.booked.iter().map(|b| (b.code.to_string(), number(b.amount.amount))).collect();
    maybe(&mut map, "booked", (!booked.is_empty()).then_some(Value::Object(booked)));
    maybe(&mut map, "expected_total", load.expected_total.map(|money| number(money.amount)));
    let extras: Map<String, Value> =
        load.extras.iter().map(|(name, extra)| (name.clone(), extra_value(extra))).collect();
    maybe(&mut map, "extras", (!extras.is_empty()).then_some(Value::Object(extras)));
    serde_json::to_string_pretty(&Value::Object(map)).unwrap_or_default()
}

fn extra_value(extra: &Extra) -> Value {
    match extra {
        Extra::Number(n) => number(*n),
        Extra::Money(money) => json!({ "amount": number(money.amount), "currency": money.currency.to_string() }),
        Extra::Flag(flag) => json!(flag),
        other => json!(other.show()),
    }
}
