//! The load as a kept expression sees it: typed getters; what is not there is an error with its name, never false.

use std::rc::Rc;

use linehaul_domain::Decimal;
use linehaul_domain::event::EventKind;
use linehaul_domain::load::{Load, LoadStatus};
use rhai::{Dynamic, Engine, EvalAltResult, INT, ImmutableString, Position};

/// Prefix of an error that means a missing input; the name follows.
pub const MISSING: &str = "\u{1}missing:";

/// A load, or the placeholder while a contract is read.
#[derive(Clone)]
pub struct LoadView(pub Option<Rc<Load>>);

type Got<T> = Result<T, Box<EvalAltResult>>;

fn fail<T>(message: impl Into<String>) -> Got<T> {
    Err(EvalAltResult::ErrorRuntime(Dynamic::from(message.into()), Position::NONE).into())
}

fn missing<T>(name: &str) -> Got<T> {
    fail(format!("{MISSING}{name}"))
}

impl LoadView {
    fn load(&self) -> Got<&Load> {
        match &self.0 {
            Some(load) => Ok(load),
            None => fail("`load` is not known while the contract is read: put it after `when` or `amount`"),
        }
    }
}

fn number(value: Option<Decimal>, name: &str) -> Got<Decimal> {
    value.map_or_else(|| missing(name), Ok)
}

fn text(value: Option<&str>, name: &str) -> Got<ImmutableString> {
    match value {
        Some(value) if !value.is_empty() => Ok(value.into()),
        _ => missing(name),
    }
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

fn count(value: usize) -> INT {
    INT::try_from(value).unwrap_or(INT::MAX)
}

/// Registers `load.field` and `load.method("…")`.
pub fn register(engine: &mut Engine) {
    engine.register_type_with_name::<LoadView>("load");
    engine.register_get("mode", |v: &mut LoadView| text(Some(&v.load()?.mode), "mode"));
    engine.register_get("equipment", |v: &mut LoadView| text(Some(&v.load()?.equipment), "equipment"));
    engine.register_get("status", |v: &mut LoadView| {
        Ok::<_, Box<EvalAltResult>>(ImmutableString::from(status(v.load()?)))
    });
    engine.register_get("team", |v: &mut LoadView| Ok::<_, Box<EvalAltResult>>(v.load()?.is_team()));
    engine.register_get("hazardous", |v: &mut LoadView| Ok::<_, Box<EvalAltResult>>(v.load()?.is_hazmat()));
    engine.register_get("miles", |v: &mut LoadView| number(v.load()?.miles, "miles"));
    engine.register_get("deadhead_miles", |v: &mut LoadView| number(v.load()?.deadhead_miles, "deadhead_miles"));
    engine.register_get("weight_lb", |v: &mut LoadView| number(v.load()?.weight_lb, "weight_lb"));
    engine.register_get("driver_count", |v: &mut LoadView| {
        v.load()?.driver_count.map_or_else(|| missing("driver_count"), |n| Ok(INT::from(n)))
    });
    engine.register_get("stops", |v: &mut LoadView| Ok::<_, Box<EvalAltResult>>(count(v.load()?.stops.len())));
    engine.register_get("extra_stops", |v: &mut LoadView| {
        Ok::<_, Box<EvalAltResult>>(count(v.load()?.stops.len().saturating_sub(2)))
    });
    places(engine);
    methods(engine);
    // A misspelt getter must not be unit: the indexer is asked for any name that is not registered.
    engine.register_indexer_get(|_: &mut LoadView, name: &str| -> Got<Dynamic> {
        fail(format!("a load has no field `{name}`"))
    });
}

fn places(engine: &mut Engine) {
    engine.register_get("origin_region", |v: &mut LoadView| {
        text(v.load()?.first_pickup().and_then(|s| s.region.as_deref()), "the region of the first pickup")
    });
    engine.register_get("destination_region", |v: &mut LoadView| {
        text(v.load()?.last_delivery().and_then(|s| s.region.as_deref()), "the region of the last delivery")
    });
    engine.register_get("origin_country", |v: &mut LoadView| {
        text(v.load()?.first_pickup().and_then(|s| s.country.as_deref()), "the country of the first pickup")
    });
    engine.register_get("destination_country", |v: &mut LoadView| {
        text(v.load()?.last_delivery().and_then(|s| s.country.as_deref()), "the country of the last delivery")
    });
}

fn methods(engine: &mut Engine) {
    engine.register_fn("number", |v: &mut LoadView, name: &str| -> Got<Decimal> {
        let Some(extra) = v.load()?.extras.get(name) else { return missing(name) };
        extra.number().map_or_else(|| fail(format!("{name} is {}, not a number", extra.kind())), Ok)
    });
    engine.register_fn("money", |v: &mut LoadView, name: &str| -> Got<Decimal> {
        let Some(extra) = v.load()?.extras.get(name) else { return missing(name) };
        extra.amount().map_or_else(|| fail(format!("{name} is {}, not money", extra.kind())), Ok)
    });
    engine.register_fn("text", |v: &mut LoadView, name: &str| -> Got<ImmutableString> {
        let Some(extra) = v.load()?.extras.get(name) else { return missing(name) };
        Ok(extra.show().into())
    });
    engine.register_fn("flag", |v: &mut LoadView, name: &str| -> Got<bool> {
        match v.load()?.extras.get(name) {
            Some(linehaul_domain::extra::Extra::Flag(flag)) => Ok(*flag),
            Some(other) => fail(format!("{name} is {}, not a flag", other.kind())),
            None => missing(name),
        }
    });
    engine.register_fn("has_extra", |v: &mut LoadView, name: &str| -> Got<bool> {
        Ok(v.load()?.extras.contains_key(name))
    });
    engine.register_fn("has_document", |v: &mut LoadView, kind: &str| -> Got<bool> {
        Ok(v.load()?.has_document(kind, None))
    });
    engine.register_fn("has_reference", |v: &mut LoadView, name: &str| -> Got<bool> {
        Ok(v.load()?.reference(name).is_some())
    });
    engine.register_fn("reference", |v: &mut LoadView, name: &str| -> Got<ImmutableString> {
        text(v.load()?.reference(name), name)
    });
    engine.register_fn("happened", |v: &mut LoadView, name: &str| -> Got<bool> {
        match EventKind::from_name(name) {
            Some(kind) => Ok(v.load()?.happened(kind)),
            None => fail(format!("there is no event `{name}`")),
        }
    });
}
