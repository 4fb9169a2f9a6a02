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

/// The bytes of a document's file, found in a source's drop folder; LH-241 when there is none.
pub fn document(bench: &Workbench, number: &LoadNumber, id: &str) -> Outcome<Vec<u8>> {
    let absent = |what: String| {
        Fault::new(
            "LH-241",
            what,
            "The invoice is not touched; a document that a contract needs holds its load.",
            "Ask dispatch for the file and drop it into `documents/`.",
        )
    };
    let shown = show(bench, number)?;
    let document = shown.load.documents.iter().find(|d| d.id == id);
    let document = document.ok_or_else(|| absent(format!("{number} has no document {id}")))?;
    let file = document.file.as_deref().ok_or_else(|| absent(format!("dispatch mentions {id} without a file")))?;
    for source in &bench.config.sources {
        if let Some(bytes) = linehaul_connectors::drop::document_bytes(&bench.dir.join(&source.folder), file) {
            return Ok(bytes);
        }
    }
    Err(absent(format!("the file {file} of {id} is not there")))
}
