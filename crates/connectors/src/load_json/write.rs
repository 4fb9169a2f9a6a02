//! A load as the JSON that the reader beside this takes: what a case or a counter-example is made of.

use linehaul_domain::Decimal;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
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
    map.insert("timezone".to_owned(), json!(stop.zone.name()));
    match stop.schedule {
        Schedule::Appointment { at } => maybe(&mut map, "appointment", local(Some(at), stop)),
        Schedule::Window { from, to } => {
            maybe(&mut map, "window_from", local(Some(from), stop));
            maybe(&mut map, "window_to", local(Some(to), stop));
        }
        Schedule::FirstCome => maybe(&mut map, "appointment_type", Some(json!("FCFS"))),
    }
    maybe(&mut map, "handling", (stop.handling == Handling::Drop).then(|| json!("drop")));
    maybe(&mut map, "arrived_at", local(stop.arrived, stop));
    maybe(&mut map, "notified_at", local(stop.notified, stop));
    maybe(&mut map, "told_to_return_at", local(stop.told_to_return, stop));
    maybe(&mut map, "returned_at", local(stop.returned, stop));
    maybe(&mut map, "departed_at", local(stop.departed, stop));
    Value::Object(map)
}

/// The load as indented JSON.
pub fn write_load(load: &Load) -> String {
    let mut map = Map::new();
    map.insert("load_number".to_owned(), json!(load.number.as_str()));
    map.insert("mode".to_owned(), json!(load.mode));
    map.insert("equipment".to_owned(), json!(load.equipment));
    let status = match load.status {
        LoadStatus::Booked => "booked",
        LoadStatus::InTransit => "in_transit",
        LoadStatus::Delivered => "delivered",
        LoadStatus::Tonu => "tonu",
        LoadStatus::Cancelled => "cancelled",
    };
    map.insert("status".to_owned(), json!(status));
    maybe(&mut map, "miles", load.miles.map(number));
    maybe(&mut map, "deadhead_miles", load.deadhead_miles.map(number));
    maybe(&mut map, "weight_lb", load.weight_lb.map(number));
    maybe(&mut map, "driver_count", load.driver_count.map(|n| json!(n)));
    let items: Vec<Value> = load.items.iter().map(|i| json!({"class": i.class, "hazmat": i.hazmat})).collect();
    maybe(&mut map, "items", (!items.is_empty()).then(|| json!(items)));
    map.insert("stops".to_owned(), load.stops.iter().map(stop).collect());
    let papers: Vec<String> = load
        .documents
        .iter()
        .map(|d| d.stop.map_or_else(|| d.kind.clone(), |seq| format!("{}:{seq}", d.kind)))
        .collect();
    map.insert("documents".to_owned(), json!(papers));
    map.insert("references".to_owned(), json!(load.references));
    let events: Vec<Value> =
        load.events.iter().map(|e| json!({"id": e.id, "event": e.kind.name(), "at": e.at.to_rfc3339()})).collect();
    maybe(&mut map, "events", (!events.is_empty()).then(|| json!(events)));
    for (name, extra) in &load.extras {
        let value = match extra {
            Extra::Number(n) => number(*n),
            Extra::Money(money) => number(money.amount),
            Extra::Flag(flag) => json!(flag),
            other => json!(other.show()),
        };
        map.insert(name.clone(), value);
    }
    let booked: Map<String, Value> =
        load.booked.iter().map(|b| (b.code.to_string(), number(b.amount.amount))).collect();
    maybe(&mut map, "booked", (!booked.is_empty()).then_some(Value::Object(booked)));
    serde_json::to_string_pretty(&Value::Object(map)).unwrap_or_default()
}
