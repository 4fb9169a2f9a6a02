//! Known: a load as everything that is known of it makes it: its facts, what stands beside them, what was said of it at the desk,
//! and what a person answered of it. Whoever
//! assesses, decides or shows has it from here.

use std::collections::BTreeMap;

use linehaul_connectors::source::master::ERP;
use linehaul_domain::conflict::{Conflict, Doubt};
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::fold;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::with_desk::with_desk;
use linehaul_store::{Beside, Cache};

use crate::book::load_state::BookedLoad;

/// The load as its sources alone have it; nothing while its own row has not come.
pub fn by_sources(number: &LoadNumber, facts: &[Fact], beside: &Beside) -> Option<Load> {
    fold(number, facts).map(|load| beside.of(load))
}

/// The load; nothing while its own row has not come.
pub fn load(number: &LoadNumber, facts: &[Fact], beside: &Beside, load_state: &BookedLoad) -> Option<Load> {
    let load = by_sources(number, facts, beside)?;
    Some(with_desk(load, &load_state.desk).answered(&load_state.answered))
}

/// A customer, with where what is said of it differs and no rule says which of it stands.
pub type Contradicted = (Customer, Vec<Conflict>);

/// A customer as it stands.
pub fn customer(cache: &Cache, id: &CustomerId) -> Outcome<Option<Contradicted>> {
    let Some(customer) = cache.customer(id)? else { return Ok(None) };
    Ok(Some((customer, contradicted(cache, id)?)))
}

/// Where what is said of a customer differs, and no rule says which of it stands.
pub fn contradicted(cache: &Cache, id: &CustomerId) -> Outcome<Vec<Conflict>> {
    let mut conflicts = cache.contradicted(id)?;
    conflicts.retain(asks);
    Ok(conflicts)
}

/// The same of all customers.
pub fn all_contradicted(cache: &Cache) -> Outcome<BTreeMap<CustomerId, Vec<Conflict>>> {
    let mut all = cache.all_contradicted()?;
    all.values_mut().for_each(|conflicts| conflicts.retain(asks));
    Ok(all)
}

/// What an ERP tells is read of it as it is, each time under another name: it is no old file.
fn asks(conflict: &Conflict) -> bool {
    conflict.doubt != Some(Doubt::TurnedBack) || conflict.stands.source != ERP
}

/// A load with what its customer's sources contradict each other on: it is billed by that as by its own rows.
pub fn beside_customer(mut load: Load, contradicted: Vec<Conflict>, load_state: &BookedLoad) -> Load {
    load.conflicts.extend(contradicted);
    load.answered(&load_state.answered)
}
