//! Show: everything about one load.

use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::Load;
use linehaul_store::StoredAssessment;

use crate::home::Workbench;
use crate::standing::{self, Standing};

/// A load with all that is known of it.
pub struct Shown {
    /// The load, folded.
    pub load: Load,
    /// Its assessment and state.
    pub stored: StoredAssessment,
    /// Decisions and invoices.
    pub standing: Standing,
}

/// Shows a load; LH-410 when there is none of that number.
pub fn show(bench: &Workbench, number: &LoadNumber) -> Outcome<Shown> {
    let unknown = || {
        Fault::new(
            "LH-410",
            format!("there is no load {number}"),
            "Nothing was shown.",
            "Look it up with `linehaul queue`; sync first if it is new.",
        )
    };
    let (load, _) = bench.cache.load(number)?.ok_or_else(unknown)?;
    let stored = bench.cache.assessment(number)?.ok_or_else(unknown)?;
    Ok(Shown { load, stored, standing: standing::of_load(&bench.book, number)? })
}
