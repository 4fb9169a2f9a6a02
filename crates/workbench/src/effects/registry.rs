//! The kinds of effect, a line for each.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::erp::{Erp, ErpRecord};
use linehaul_domain::effect::{Manner, Plan};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::effects::batch_note::BatchNotes;
use crate::effects::import_file::{self, ImportFiles};
use crate::effects::kind::Kind;
use crate::workspace::erp_words::fault_of;
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

/// What is owed of an invoice that stands at this ERP and that a book which was put back lost.
#[derive(Debug, Default)]
pub struct Outside {
    /// The invoice, as the ERP keeps it, where something is owed.
    pub invoice: Option<Invoice>,
    /// What goes out once, and may be out.
    pub owes: Vec<Plan>,
    /// What nobody can tell from here.
    pub remarks: Vec<String>,
}

/// Of which invoices something of each kind is out, as far as anything shows.
pub type Shown = BTreeMap<&'static str, BTreeSet<InvoiceNumber>>;

/// What shows of these invoices, of every kind.
pub fn shown(bench: &Workbench, invoices: &BTreeSet<InvoiceNumber>) -> Shown {
    let of = |kind: &&dyn Kind| kind.traces(bench, invoices).into_iter().flat_map(|trace| trace.invoices).collect();
    KINDS.iter().map(|kind| (kind.name(), of(kind))).collect()
}

/// Looks what is owed of a record that the book has no invoice of. What may be done twice is not: it is about what the book lost.
pub fn owed_outside(bench: &Workbench, erp: &mut dyn Erp, record: &ErpRecord, shown: &Shown) -> Outcome<Outside> {
    let mut outside = Outside::default();
    let whole = erp.whole(&record.handle()).map_err(|why| fault_of(&why))?;
    if whole.is_none() && erp.traits().import_files {
        let (number, id) = (&record.number, &record.erp_id);
        outside.remarks.push(format!("{number} ({id}) stands in no import file that is there, and the ERP does not give it back whole: see whether accounting has it"));
    }
    let Some(invoice) = whole else { return Ok(outside) };
    for kind in KINDS.iter().filter(|kind| kind.manner() == Manner::Once) {
        let Some(owed) = kind.owed(bench, erp, &invoice)? else { continue };
        // What shows that it is out leaves nothing to ask, and what was asked once is not asked again.
        let is_out = shown.get(kind.name()).is_some_and(|out| out.contains(&invoice.number));
        let known = bench.book.effects_of(&owed.effect.subject)?.iter().any(|row| row.id == owed.effect);
        if is_out || known {
            continue;
        }
        let (erp, batch) = (erp.place(), invoice.batch.clone());
        outside.owes.push(Plan { effect: owed.effect, manner: Manner::Once, erp, batch, waits_for: None });
    }
    outside.invoice = Some(invoice).filter(|_| !outside.owes.is_empty());
    Ok(outside)
}

/// A kind's name for people; that of the book where this version has none of it.
pub fn in_words(name: &str) -> &str {
    KINDS.iter().find(|kind| kind.name() == name).map_or(name, |kind| kind.in_words())
}
