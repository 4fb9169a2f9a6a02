//! The kinds of effect, a line for each.

use linehaul_connectors::erp::Erp;
use linehaul_domain::effect::Plan;
use linehaul_domain::fault::Outcome;
use linehaul_domain::invoice::Invoice;

use crate::effects::batch_note::BatchNotes;
use crate::effects::import_file::{self, ImportFiles};
use crate::effects::kind::Kind;
use crate::workspace::home::Workbench;

/// Every kind, in the order in which they go out.
pub const KINDS: &[&dyn Kind] = &[&ImportFiles, &BatchNotes];

/// The kind whose packets are files that importers take.
pub const IMPORT_FILE: &str = import_file::NAME;

/// What is owed of an invoice that is posted at this ERP now.
pub fn owed(bench: &Workbench, erp: &dyn Erp, invoice: &Invoice) -> Outcome<Vec<Plan>> {
    let mut plans = Vec::new();
    for kind in KINDS {
        if let Some(owed) = kind.owed(bench, erp, invoice)? {
            let (erp, batch) = (erp.place(), invoice.batch.clone());
            plans.push(Plan { effect: owed.effect, manner: kind.manner(), erp, batch, waits_for: owed.waits_for });
        }
    }
    Ok(plans)
}

/// A kind's name for people; that of the book where this version has none of it.
pub fn in_words(name: &str) -> &str {
    KINDS.iter().find(|kind| kind.name() == name).map_or(name, |kind| kind.in_words())
}
