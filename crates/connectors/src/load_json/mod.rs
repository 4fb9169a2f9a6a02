//! Loads as JSON: one document, or one a line. Numbers are read exactly from their text; unknown fields become extras,
//! unless one looks like a misspelt field that is absent.

mod known;
mod extra;
mod told;
mod stream;
mod write;

use std::collections::BTreeSet;

use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::{Attestation, Document, Readability, TYPES};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::fold;
use linehaul_domain::ids::{CarrierId, CustomerId, LegalEntityId, LoadNumber};
use linehaul_domain::load::{BookedCharge, Item, Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::Payor;
use linehaul_domain::place::region_at_end;
use linehaul_domain::stop::{Closure, Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Tz;
use serde_json::{Map, Value};

use crate::cell::{self, Read};
use crate::drop::{STATUSES, STOP_KINDS, country_of};
use crate::once;

pub(crate) use extra::has_amounts;
pub(crate) use known::is_own;
pub use stream::{MAX_LOAD_BYTES, read_loads, read_loads_told};
pub use told::Field;
pub use write::write_load;

pub(crate) type Object = Map<String, Value>;

fn fault(what: String) -> Fault {
    Fault::new(
        Code::LoadUnreadable,
        what,
        "The load was not rated.",
        "Mend the field; every field is listed under \"Names\" in docs/rules-reference.md.",
    )
}

/// Reads one load; LH-240 names the field that does not read.
pub fn read_load(json: &str) -> Outcome<Load> {
    read_told(json).map(|(load, _)| load)
}

/// A load, with every field of its text.
type Told = (Load, Vec<Field>);

fn read_told(json: &str) -> Outcome<Told> {
    match once::given_twice(json) {
        Ok(Some(name)) => Err(fault(format!("`{}` is there twice", cell::shown(&name)))),
        _ => read_given_once(json),
    }
}

/// The same for a text of which it is known that it gives no field twice.
fn read_given_once(json: &str) -> Outcome<Told> {
    let value: Value = serde_json::from_str(json).map_err(|e| fault(format!("the load is not JSON: {e}")))?;
    let Value::Object(object) = value else { return Err(fault("a load is a JSON object".into())) };
    // A whole case is taken for the load in it.
    let own = match object.get("load") {
        Some(Value::Object(inner)) if !object.contains_key("load_number") => inner,
        _ => &object,
    };
    let load = load(own).map_err(|(field, message)| fault(format!("{field}: {message}")))?;
    Ok((load, told::fields(own)))
}

/// The field, and what is wrong with it.
pub(crate) type Bad = (String, String);

fn named<T>(field: &str, read: Read<T>) -> Result<T, Bad> {
    read.map_err(|b| (field.to_owned(), b.message))
}

/// A scalar as text: numbers in their own digits.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn get(object: &Object, field: &str) -> Option<String> {
    object.get(field).and_then(scalar).filter(|t| !t.is_empty())
}

fn value<T>(object: &Object, field: &str, read: impl FnOnce(&str) -> Read<T>) -> Result<Option<T>, Bad> {
    get(object, field).map(|text| named(field, read(&text))).transpose()
}

/// The elements of a list; a field that is absent or null has none.
fn list<'v>(object: &'v Object, field: &str) -> Result<&'v [Value], Bad> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err((field.to_owned(), "it is not a list".to_owned())),
    }
}

/// The fields of an object; one that is absent or null has none.
fn fields<'v>(object: &'v Object, field: &str) -> Result<impl Iterator<Item = (&'v String, &'v Value)>, Bad> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None.into_iter().flatten()),
        Some(Value::Object(fields)) => Ok(Some(fields).into_iter().flatten()),
        Some(_) => Err((field.to_owned(), "it is not an object".to_owned())),
    }
}

fn load(object: &Object) -> Result<Load, Bad> {
    let mut load = stated(object)?;
    fold::apply(&mut load);
    Ok(load)
}

/// A load as it is stated, before its events speak where its stops do not.
pub(crate) fn stated(object: &Object) -> Result<Load, Bad> {
    known::told_apart(object, known::LOAD)?;
    known::printable(object)?;
    let number = get(object, "load_number").ok_or(("load_number".to_owned(), "it is missing".to_owned()))?;
    let mut load = Load::new(LoadNumber(number));
    let stated_currency = value(object, "currency", cell::currency)?;
    let currency = stated_currency.unwrap_or(Currency::USD);
    load.order = get(object, "order");
    load.customer = get(object, "customer").map(CustomerId);
    load.bill_to = get(object, "bill_to").map(CustomerId);
    load.legal_entity = get(object, "legal_entity").map(LegalEntityId);
    load.carrier = get(object, "carrier").map(CarrierId);
    for (index, payor) in list(object, "payors")?.iter().enumerate() {
        load.payors.push(self::payor(payor).map_err(|(f, m)| (format!("payors[{index}].{f}"), m))?);
    }
    load.mode = get(object, "mode").unwrap_or_default();
    load.equipment = get(object, "equipment").unwrap_or_default();
    load.miles = value(object, "miles", cell::quantity)?;
    load.deadhead_miles = value(object, "deadhead_miles", cell::quantity)?;
    load.weight_lb = value(object, "weight_lb", cell::quantity)?;
    load.driver_count = value(object, "driver_count", cell::whole)?;
    load.expected_total = value(object, "expected_total", cell::decimal)?.map(|a| Money::new(a, currency));
    for (index, item) in list(object, "items")?.iter().enumerate() {
        load.items.push(self::item(item).map_err(|(f, m)| (format!("items[{index}].{f}"), m))?);
    }
    for (index, stop) in list(object, "stops")?.iter().enumerate() {
        load.stops.push(self::object(stop).and_then(self::stop).map_err(|(f, m)| (format!("stops[{index}].{f}"), m))?);
    }
    stops_told_apart(&load)?;
    load.stops.sort_by_key(|s| s.seq);
    for (index, document) in list(object, "documents")?.iter().enumerate() {
        let document = self::document(document, index, currency);
        load.documents.push(document.map_err(|(f, m)| (format!("documents[{index}].{f}"), m))?);
    }
    for (index, event) in list(object, "events")?.iter().enumerate() {
        let event = self::object(event).and_then(|e| self::event(e, index, currency));
        load.events.push(event.map_err(|(f, m)| (format!("events[{index}].{f}"), m))?);
    }
    for (name, value) in fields(object, "references")? {
        load.references.insert(name.clone(), scalar(value).unwrap_or_default());
    }
    for (code, value) in fields(object, "booked")? {
        let amount = named("booked", cell::decimal(&scalar(value).unwrap_or_default()))?;
        load.booked.push(BookedCharge { code: ChargeCode::from(code.as_str()), amount: Money::new(amount, currency) });
    }
    extra::take(object, &mut load, stated_currency)?;
    countries(object, &mut load);
    load.status = match value(object, "status", |t| cell::word(t, "status of a load", STATUSES))? {
        Some(status) => status,
        None => told_by_stops(&load),
    };
    Ok(load)
}

/// Documents, events and waiting name a stop by its number.
fn stops_told_apart(load: &Load) -> Result<(), Bad> {
    let mut numbers = BTreeSet::new();
    match load.stops.iter().position(|stop| !numbers.insert(stop.seq)) {
        Some(at) => Err((format!("stops[{at}].seq"), format!("{} is the number of another stop", load.stops[at].seq))),
        None => Ok(()),
    }
}

/// A stop's own country stands; then the load's `origin_country` and `destination_country`; then that of its region.
fn countries(object: &Object, load: &mut Load) {
    let (from, to) = (get(object, "origin_country"), get(object, "destination_country"));
    if let (Some(country), Some(stop)) = (from, load.stops.iter_mut().find(|s| s.kind == StopKind::Pickup)) {
        stop.country.get_or_insert(country);
    }
    if let (Some(country), Some(stop)) = (to, load.stops.iter_mut().rev().find(|s| s.kind == StopKind::Delivery)) {
        stop.country.get_or_insert(country);
    }
    for stop in load.stops.iter_mut().filter(|s| s.country.is_none()) {
        stop.country = stop.region.as_deref().and_then(country_of).map(str::to_owned);
    }
}

/// Delivered when the last delivery (or, without one, every stop) is departed from.
fn told_by_stops(load: &Load) -> LoadStatus {
    let done = match load.last_delivery() {
        Some(stop) => stop.departed.is_some(),
        None => !load.stops.is_empty() && load.stops.iter().all(StopVisit::is_complete),
    };
    if done { LoadStatus::Delivered } else { LoadStatus::InTransit }
}

/// `{"customer": "ACME", "share_percent": 60}`, or with `weight_lb` instead or beside.
fn payor(value: &Value) -> Result<Payor, Bad> {
    let object = object(value)?;
    known::told_apart(object, known::PAYOR)?;
    let missing = |field: &str| (field.to_owned(), "it is missing".to_owned());
    let customer = get(object, "customer").map(CustomerId).ok_or_else(|| missing("customer"))?;
    let share_percent = self::value(object, "share_percent", cell::quantity)?;
    let weight_lb = self::value(object, "weight_lb", cell::quantity)?;
    if share_percent.is_none() && weight_lb.is_none() {
        return Err(("share_percent".to_owned(), "it is missing, and so is weight_lb".to_owned()));
    }
    Ok(Payor { customer, share_percent, weight_lb })
}

fn object(value: &Value) -> Result<&Object, Bad> {
    value.as_object().ok_or_else(|| ("itself".to_owned(), "it is not an object".to_owned()))
}

fn item(value: &Value) -> Result<Item, Bad> {
    let object = object(value)?;
    known::told_apart(object, known::ITEM)?;
    Ok(Item {
        class: get(object, "class"),
        weight_lb: self::value(object, "weight_lb", cell::quantity)?,
        pieces: self::value(object, "pieces", cell::whole)?,
        hazmat: self::value(object, "hazmat", cell::flag)?.unwrap_or(false),
    })
}

fn stop(object: &Object) -> Result<StopVisit, Bad> {
    known::told_apart(object, known::STOP)?;
    let missing = |field: &str| (field.to_owned(), "it is missing".to_owned());
    let zone = value(object, "timezone", cell::zone)?.or(value(object, "zone", cell::zone)?);
    let zone = zone.ok_or_else(|| missing("timezone"))?;
    let at = |field: &str| value(object, field, |t| cell::instant(t, Some(zone)));
    let schedule = match (at("appointment")?, at("window_from")?, at("window_to")?) {
        (Some(at), ..) => Schedule::Appointment { at },
        (None, Some(from), Some(to)) => Schedule::Window { from, to },
        (None, Some(_), None) => return Err(missing("window_to")),
        (None, None, Some(_)) => return Err(missing("window_from")),
        (None, None, None) => Schedule::FirstCome,
    };
    let city = get(object, "city").unwrap_or_default();
    let region = get(object, "region").or_else(|| region_at_end(&city));
    let handling = [("live", Handling::Live), ("drop", Handling::Drop)];
    let status = get(object, "status").unwrap_or_default();
    Ok(StopVisit {
        seq: value(object, "seq", cell::position)?.ok_or_else(|| missing("seq"))?,
        kind: value(object, "type", |t| cell::word(t, "kind of stop", STOP_KINDS))?.ok_or_else(|| missing("type"))?,
        name: get(object, "name").unwrap_or_default().into(),
        region,
        country: get(object, "country"),
        postal_code: get(object, "postal_code"),
        city: city.into(),
        zone,
        schedule,
        handling: value(object, "handling", |t| cell::word(t, "handling", &handling))?.unwrap_or(Handling::Live),
        arrived: at("arrived_at")?,
        notified: at("notified_at")?,
        departed: at("departed_at")?,
        told_to_return: at("told_to_return_at")?,
        returned: at("returned_at")?,
        cancelled: status.starts_with("cancelled"),
        closures: closures(object, zone)?,
    })
}

/// Hours in which the facility was closed: `"closures": [{"from": …, "to": …}]`.
fn closures(object: &Object, zone: Tz) -> Result<Vec<Closure>, Bad> {
    let mut closures = Vec::new();
    for (index, closure) in list(object, "closures")?.iter().enumerate() {
        let at = |field: &str| {
            let own = self::object(closure)?;
            known::told_apart(own, known::CLOSURE)?;
            let read = value(own, field, |t| cell::instant(t, Some(zone)))?;
            read.ok_or_else(|| (field.to_owned(), "it is missing".to_owned()))
        };
        let both = at("from").and_then(|from| at("to").map(|to| (from, to)));
        let (from, to) = both.map_err(|(f, m)| (format!("closures[{index}].{f}"), m))?;
        closures.push(Closure { from, to });
    }
    Ok(closures)
}

/// `pod_signed`, `pod_signed:6`, or an object with type, stop, amount, readability.
fn document(value: &Value, index: usize, currency: Currency) -> Result<Document, Bad> {
    let known: Vec<(&str, &str)> = TYPES.iter().map(|t| (*t, *t)).collect();
    let none = Object::new();
    let object = value.as_object().unwrap_or(&none);
    known::told_apart(object, known::DOCUMENT)?;
    let text = match value {
        Value::String(text) => text.clone(),
        _ => get(object, "type").unwrap_or_default(),
    };
    let (kind, stop) = match text.split_once(':') {
        Some((kind, stop)) => (kind, Some(named("stop", cell::whole(stop))?)),
        None => (text.as_str(), self::value(object, "stop", cell::whole)?),
    };
    let kind = named("type", cell::word(kind, "type of document", &known))?;
    let states = [
        ("readable", Readability::Readable),
        ("empty", Readability::Empty),
        ("encrypted", Readability::Encrypted),
        ("mistyped", Readability::Mistyped),
        ("cut", Readability::Cut),
        ("absent", Readability::Absent),
    ];
    let readability = self::value(object, "readability", |t| cell::word(t, "readability", &states))?;
    let amount = self::value(object, "amount", cell::decimal)?.map(|a| Money::new(a, currency));
    Ok(Document {
        id: get(object, "id").unwrap_or_else(|| format!("{index}")),
        kind: kind.to_owned(),
        stop,
        file: get(object, "file"),
        hash: None,
        readability: readability.unwrap_or(Readability::Readable),
        signed: kind.ends_with("_signed").then(|| Attestation::Source("case".to_owned())),
        amount,
        looked: None,
    })
}

fn event(object: &Object, index: usize, currency: Currency) -> Result<Event, Bad> {
    known::told_apart(object, known::EVENT)?;
    let names: Vec<(&str, EventKind)> = EventKind::ALL.iter().map(|(kind, name)| (*name, *kind)).collect();
    let missing = |field: &str| (field.to_owned(), "it is missing".to_owned());
    let at = value(object, "at", |t| cell::instant(t, None))?.ok_or_else(|| missing("at"))?;
    let kind = value(object, "event", |t| cell::word(t, "event", &names))?.ok_or_else(|| missing("event"))?;
    Ok(Event {
        id: get(object, "event_id").unwrap_or_else(|| format!("{index}")),
        kind,
        stop: value(object, "stop", cell::whole)?,
        at,
        recorded: value(object, "recorded_at", |t| cell::instant(t, None))?.unwrap_or(at),
        charge: get(object, "charge").map(|code| ChargeCode(code.into())),
        amount: value(object, "amount", cell::decimal)?.map(|a| Money::new(a, currency)),
        quantity: value(object, "quantity", cell::decimal)?,
        by: get(object, "by"),
        note: get(object, "note"),
    })
}
