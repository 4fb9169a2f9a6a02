//! Mappings: what a row or a record of theirs becomes, what is wrong with it, and what is wrong with a mapping.
//!
//! Planted once and seen red: a row of which the load was taken and a stop was not; a fault told alone where there were three; an
//! unknown status taken as it is.

mod fixed;
mod hostile;
mod json;
mod rows;
mod text;

use linehaul_connectors::drop::{self, ParsedFile};
use linehaul_connectors::mapping::{Kind, Mapping, ReadBy};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::load::Load;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::time::Instant;

/// When everything here is received.
const RECEIVED: &str = "2025-03-05T12:00:00Z";

fn received() -> Instant {
    RECEIVED.parse().expect("an instant")
}

/// Reads a file by a mapping.
fn read(mapping: &str, file: &str, text: &str) -> (ParsedFile, Vec<Fact>) {
    let mapping = Mapping::read(mapping).unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")));
    let by = ReadBy::Mapping(std::sync::Arc::new(mapping));
    let (source, mut facts, mut rows) = ("tms".into(), Vec::new(), 0);
    let of = (&source, Kind::Mapped, file, received());
    let parsed = drop::read_by(of, text.as_bytes(), &by, &|_| None, &mut |part| {
        rows += part.rows();
        facts.extend(part.facts);
    });
    assert_eq!(parsed.rows_read, rows + parsed.quarantined(), "nothing is left out");
    (parsed, facts)
}

fn load(facts: &[Fact], number: &str) -> Load {
    let of = |fact: &Fact| match &fact.body {
        FactBody::Load(load) if load.number.as_str() == number => Some((**load).clone()),
        _ => None,
    };
    facts.iter().find_map(of).expect("the load")
}

fn stop(facts: &[Fact], number: &str, seq: u32) -> StopVisit {
    let of = |fact: &Fact| match &fact.body {
        FactBody::Stop { load, stop } if load.as_str() == number && stop.seq == seq => Some((**stop).clone()),
        _ => None,
    };
    facts.iter().find_map(of).expect("the stop")
}

fn keys(facts: &[Fact]) -> Vec<String> {
    facts.iter().map(Fact::key).collect()
}

/// Column and code of everything that is wrong with the first bad row.
fn faults(parsed: &ParsedFile) -> Vec<(String, &'static str)> {
    let first = parsed.bad.first().expect("a bad row");
    first.faults.iter().map(|fault| (fault.column.clone().unwrap_or_default(), fault.code.as_str())).collect()
}
