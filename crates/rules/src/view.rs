//! The load as a kept expression sees it: fields and methods by name; what is not there is an error with its name, never
//! false. The interpreter and the compiled form read through the same functions.

use std::rc::Rc;

use linehaul_domain::Decimal;
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use rhai::{Dynamic, Engine, EvalAltResult, INT, ImmutableString, Position};

/// Prefix of an error that means a missing input; the name follows.
pub const MISSING: &str = "\u{1}missing:";

/// What a field or method yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'l> {
    /// Yes or no.
    Flag(bool),
    /// A count.
    Whole(INT),
    /// A number.
    Number(Decimal),
    /// A text.
    Text(&'l str),
    /// A text made for the purpose.
    Made(String),
}

/// Why there is no value.
pub enum Lack {
    /// It is not there: its name.
    Missing(String),
    /// It is there and not of the kind.
    Wrong(String),
}

/// A value, or why there is none.
pub type Got<'l> = Result<Value<'l>, Lack>;
/// Reads a field.
pub type Field = for<'l> fn(&'l Load) -> Got<'l>;
/// Reads by a name in brackets.
pub type Method = for<'l> fn(&'l Load, &str) -> Got<'l>;

fn number(value: Option<Decimal>, name: &str) -> Got<'static> {
    value.map(Value::Number).ok_or_else(|| Lack::Missing(name.to_owned()))
}

fn text<'l>(value: Option<&'l str>, name: &str) -> Got<'l> {
    value.filter(|text| !text.is_empty()).map(Value::Text).ok_or_else(|| Lack::Missing(name.to_owned()))
}

fn count(value: usize) -> Got<'static> {
    Ok(Value::Whole(INT::try_from(value).unwrap_or(INT::MAX)))
}

fn status(load: &Load) -> &'static str {
    match load.status {
        LoadStatus::Booked => "booked",
        LoadStatus::InTransit => "in_transit",
        LoadStatus::Delivered => "delivered",
        LoadStatus::Tonu => "tonu",
        LoadStatus::Cancelled => "cancelled",
    }
}

/// `load.field`.
pub const FIELDS: &[(&str, Field)] = &[
    ("mode", |l| text(Some(&l.mode), "mode")),
    ("equipment", |l| text(Some(&l.equipment), "equipment")),
    ("status", |l| Ok(Value::Text(status(l)))),
    ("team", |l| Ok(Value::Flag(l.is_team()))),
    ("hazardous", |l| Ok(Value::Flag(l.is_hazmat()))),
    ("miles", |l| number(l.miles, "miles")),
    ("deadhead_miles", |l| number(l.deadhead_miles, "deadhead_miles")),
    ("weight_lb", |l| number(l.weight_lb, "weight_lb")),
    ("driver_count", |l| {
        let drivers = l.driver_count.ok_or_else(|| Lack::Missing("driver_count".to_owned()))?;
        Ok(Value::Whole(INT::from(drivers)))
    }),
    ("stops", |l| count(l.stops.len())),
    ("extra_stops", |l| count(l.stops.len().saturating_sub(2))),
    ("origin_region", |l| text(l.first_pickup().and_then(|s| s.region.as_deref()), "the region of the first pickup")),
    ("destination_region", |l| {
        text(l.last_delivery().and_then(|s| s.region.as_deref()), "the region of the last delivery")
    }),
    ("origin_country", |l| {
        text(l.first_pickup().and_then(|s| s.country.as_deref()), "the country of the first pickup")
    }),
    ("destination_country", |l| {
        text(l.last_delivery().and_then(|s| s.country.as_deref()), "the country of the last delivery")
    }),
];

fn extra<'l>(load: &'l Load, name: &str) -> Result<&'l Extra, Lack> {
    load.extras.get(name).ok_or_else(|| Lack::Missing(name.to_owned()))
}

fn not_a<'l>(name: &str, extra: &Extra, kind: &str) -> Got<'l> {
    Err(Lack::Wrong(format!("{name} is {}, not {kind}", extra.kind())))
}

/// `load.method("…")`.
pub const METHODS: &[(&str, Method)] = &[
    ("number", |l, name| {
        let found = extra(l, name)?;
        found.number().map_or_else(|| not_a(name, found, "a number"), |n| Ok(Value::Number(n)))
    }),
    ("money", |l, name| {
        let found = extra(l, name)?;
        found.amount().map_or_else(|| not_a(name, found, "money"), |n| Ok(Value::Number(n)))
    }),
    ("text", |l, name| match extra(l, name)? {
        nested @ Extra::Nested(_) => not_a(name, nested, "text"),
        other => Ok(Value::Made(other.show())),
    }),
    ("flag", |l, name| match extra(l, name)? {
        Extra::Flag(flag) => Ok(Value::Flag(*flag)),
        other => not_a(name, other, "a flag"),
    }),
    ("has_extra", |l, name| Ok(Value::Flag(l.extras.contains_key(name)))),
    ("has_document", |l, name| Ok(Value::Flag(l.has_document(name, None)))),
    ("has_reference", |l, name| Ok(Value::Flag(l.reference(name).is_some()))),
    ("reference", |l, name| text(l.reference(name), name)),
    ("happened", |l, name| match EventKind::from_name(name) {
        Some(kind) => Ok(Value::Flag(l.happened(kind))),
        None => Err(Lack::Wrong(format!("there is no event `{name}`"))),
    }),
];

/// A load, or the placeholder while a contract is read.
#[derive(Clone)]
pub struct LoadView(pub Option<Rc<Load>>);

type Shown<T> = Result<T, Box<EvalAltResult>>;

fn fail<T>(message: impl Into<String>) -> Shown<T> {
    Err(EvalAltResult::ErrorRuntime(Dynamic::from(message.into()), Position::NONE).into())
}

impl LoadView {
    fn load(&self) -> Shown<&Load> {
        match &self.0 {
            Some(load) => Ok(load),
            None => fail("`load` is not known while the contract is read: put it after `when` or `amount`"),
        }
    }
}

fn shown(got: Got<'_>) -> Shown<Dynamic> {
    match got {
        Ok(Value::Flag(flag)) => Ok(flag.into()),
        Ok(Value::Whole(count)) => Ok(count.into()),
        Ok(Value::Number(number)) => Ok(number.into()),
        Ok(Value::Text(text)) => Ok(ImmutableString::from(text).into()),
        Ok(Value::Made(text)) => Ok(text.into()),
        Err(Lack::Missing(name)) => fail(format!("{MISSING}{name}")),
        Err(Lack::Wrong(message)) => fail(message),
    }
}

/// Registers `load.field` and `load.method("…")`.
pub fn register(engine: &mut Engine) {
    engine.register_type_with_name::<LoadView>("load");
    for (name, field) in FIELDS {
        engine.register_get(*name, |view: &mut LoadView| shown(field(view.load()?)));
    }
    for (name, method) in METHODS {
        engine.register_fn(*name, |view: &mut LoadView, of: &str| shown(method(view.load()?, of)));
    }
    // A misspelt getter must not be unit: the indexer is asked for any name that is not registered.
    engine.register_indexer_get(|_: &mut LoadView, name: &str| -> Shown<Dynamic> {
        fail(format!("a load has no field `{name}`"))
    });
}
