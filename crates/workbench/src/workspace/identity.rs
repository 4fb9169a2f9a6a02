//! Identity: which load a statement speaks of. A load is (source, number). The first source of the configuration is the
//! primary one: its loads are known by their bare numbers, those of another source as `SOURCE/NUMBER`, so that two systems
//! that count alike never speak of one load by accident. A source that `joins` another speaks of that one's loads, and only
//! of what it `owns`. Numbers are compared in their normal form, and shown as they came.

use linehaul_connectors::source::master::ERP;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::fold::of_owner;
use linehaul_domain::ids::{LoadNumber, normal};
use linehaul_domain::said::Thing;

use crate::settings::config::{Config, LOADS, Source};
use crate::workspace::home::Workbench;

/// Between source and number.
const BETWEEN: char = '/';

/// The source whose loads a source speaks of: its own, or those of the one that it joins.
fn speaks_of<'a>(config: &'a Config, source: &'a str) -> &'a str {
    let joined = config.sources.iter().find(|s| s.name == source).and_then(|s| s.joins.as_deref());
    joined.unwrap_or(source)
}

fn is_primary(config: &Config, source: &str) -> bool {
    config.sources.first().is_none_or(|first| first.name == source)
}

/// The identity of a number as a source states it.
pub fn of(config: &Config, source: &str, stated: &LoadNumber) -> LoadNumber {
    let (owner, number) = (speaks_of(config, source), normal(stated.as_str()));
    if is_primary(config, owner) { LoadNumber(number) } else { LoadNumber(format!("{owner}{BETWEEN}{number}")) }
}

/// The source that a load belongs to.
pub fn source_of<'a>(config: &'a Config, load: &'a LoadNumber) -> &'a str {
    let named = load.as_str().split_once(BETWEEN).map(|(source, _)| source);
    let known = named.filter(|name| config.sources.iter().skip(1).any(|s| s.name == *name));
    known.or_else(|| config.sources.first().map(|s| s.name.as_str())).unwrap_or_default()
}

/// A load's number with its source, as [`resolve`] takes it for this load and no other.
pub fn in_full(config: &Config, load: &LoadNumber) -> LoadNumber {
    let source = source_of(config, load);
    let named = config.sources.len() < 2 || load.as_str().strip_prefix(source).is_some_and(|r| r.starts_with(BETWEEN));
    if named { load.clone() } else { LoadNumber(format!("{source}{BETWEEN}{load}")) }
}

/// A fact as it is kept: of the load that it speaks of, with the number as it came beside it.
pub fn identified(config: &Config, fact: Fact) -> Fact {
    let mut fact = owned(config, fact);
    let source = fact.source.0.clone();
    let of = |stated: &LoadNumber| of(config, &source, stated);
    match &mut fact.body {
        FactBody::Load(load) => {
            let known = of(&load.number);
            let stated = std::mem::replace(&mut load.number, known);
            let owner = speaks_of(config, &source);
            let shown = if is_primary(config, owner) { stated.0 } else { format!("{owner}{BETWEEN}{stated}") };
            load.stated_number = (shown != load.number.0).then_some(shown);
        }
        FactBody::Stop { load, .. } | FactBody::Event { load, .. } | FactBody::Document { load, .. } => {
            *load = of(load);
        }
        FactBody::Customer(_) => {}
    }
    fact
}

/// What is said of a customer, with which of it its source owns: the ERP what it was given, everybody else the rest.
fn owned(config: &Config, mut fact: Fact) -> Fact {
    if let (FactBody::Customer(_), Some(owned)) = (&fact.body, config.erp.owned()) {
        let of_erp = fact.source.as_str() == ERP;
        let names = Thing::Customer.names().into_iter();
        let own = names.filter(|name| owned.iter().any(|owned| owned == name) == of_erp);
        fact.said = std::mem::take(&mut fact.said).owning(Thing::Customer, own);
    }
    let of_fields = config.sources.iter().find(|s| s.name == fact.source.as_str()).filter(|own| own.joins.is_some());
    match of_fields {
        Some(own) if fact.body.thing() == Thing::Load && !gives(own, LOADS) => of_owner(fact, fields_of(own)),
        _ => fact,
    }
}

/// Is a whole kind of rows a source's own?
fn gives(source: &Source, kind: &str) -> bool {
    source.owns.iter().any(|owned| owned == kind)
}

/// The fields of another's loads that are its own.
fn fields_of(source: &Source) -> impl Iterator<Item = &str> {
    source.owns.iter().filter_map(|owned| owned.strip_prefix(LOADS)?.strip_prefix('.'))
}

/// Does a source own what is said of a thing, or a field of it? One that joins another owns what it was given, and the other no longer does; of
/// fields both speak, and the owner's word stands.
pub fn owns(config: &Config, source: &str, thing: Thing) -> bool {
    let kind = match thing {
        Thing::Load => "loads",
        Thing::Stop => "stops",
        Thing::Event => "events",
        Thing::Document => "documents",
        Thing::Customer => "customers",
    };
    match config.sources.iter().find(|s| s.name == source) {
        Some(own) if own.joins.is_some() => gives(own, kind) || thing == Thing::Load && fields_of(own).next().is_some(),
        _ => !config.sources.iter().any(|s| s.joins.as_deref() == Some(source) && gives(s, kind)),
    }
}

/// The load that a person means: by its bare number where one source alone has it, else as `SOURCE/NUMBER`. LH-422 where
/// several have it.
pub fn resolve(bench: &Workbench, text: &str) -> Outcome<LoadNumber> {
    let config = &bench.config;
    if let Some((source, number)) = text.split_once(BETWEEN)
        && config.sources.iter().any(|s| s.name == source)
    {
        return Ok(of(config, source, &number.into()));
    }
    let bare = LoadNumber(normal(text));
    let mut there = Vec::new();
    let others = config.sources.iter().skip(1).filter(|s| s.joins.is_none());
    for number in std::iter::once(bare.clone()).chain(others.map(|s| of(config, &s.name, &bare))) {
        let known = bench.cache.is_stale(&number)? || bench.cache.load(&number)?.is_some();
        if known || !bench.cache.unheard(&number)?.is_empty() {
            there.push(number);
        }
    }
    match there.as_slice() {
        [] => Ok(bare),
        [one] => Ok(one.clone()),
        several => {
            let name = |n: &LoadNumber| match n.as_str().contains(BETWEEN) {
                true => n.to_string(),
                false => format!("{}{BETWEEN}{n}", source_of(config, n)),
            };
            let names: Vec<String> = several.iter().map(name).collect();
            Err(Fault::new(
                Code::LoadAmbiguous,
                format!("{text} is a load of {} sources: {}", names.len(), names.join(", ")),
                "Nothing was decided.",
                "Name it with its source, as above.",
            ))
        }
    }
}
