//! Known: a load as everything that is known of it makes it: its facts, what stands beside them, what was said of it at the desk,
//! and what a person answered of it. Whoever
//! assesses, decides or shows has it from here.

use linehaul_domain::fact::Fact;
use linehaul_domain::fold::fold;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::Load;
use linehaul_domain::with_desk::with_desk;
use linehaul_store::Beside;

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
