//! Known: a load as everything that is known of it makes it: its facts, what stands beside them, and what a person answered of it. Whoever
//! assesses, decides or shows has it from here.

use linehaul_domain::fact::Fact;
use linehaul_domain::fold::fold;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::Load;
use linehaul_store::Beside;

use crate::book::load_state::BookedLoad;

/// The load; nothing while its own row has not come.
pub fn load(number: &LoadNumber, facts: &[Fact], beside: &Beside, load_state: &BookedLoad) -> Option<Load> {
    fold(number, facts).map(|load| beside.of(load).answered(&load_state.answered))
}
