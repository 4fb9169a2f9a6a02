//! Doctor: is everything there that the work needs?

use linehaul_connectors::drop;
use linehaul_domain::fault::{Fault, Outcome};

use crate::home::Workbench;

/// One check.
#[derive(Debug, Clone)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// Is it well?
    pub ok: bool,
    /// In words.
    pub message: String,
}

/// Looks at configuration, rules, sources, ERP, book and disk.
pub fn doctor(bench: &mut Workbench) -> Outcome<Vec<Check>> {
    let mut checks = Vec::new();
    let mut add = |name: &str, ok: bool, message: String| checks.push(Check { name: name.to_owned(), ok, message });
    add("configuration", true, format!("{} reads; business {}", crate::config::FILE, bench.config.business.name));
    let broken: Vec<String> = broken_rules(bench);
    let contracts: usize = bench.shelf.contracts.values().map(|v| v.good.len()).sum();
    let message = match broken.as_slice() {
        [] => format!("{contracts} contracts and {} tables read", bench.shelf.tables.len()),
        some => some.join("; "),
    };
    add("rules", broken.is_empty(), message);
    for source in &bench.config.sources {
        let folder = bench.dir.join(&source.folder);
        let (ok, message) = match drop::list(&folder) {
            Ok(listing) => (true, format!("{} files in {}", listing.files.len(), source.folder)),
            Err(fault) => (false, fault.to_string()),
        };
        add(&format!("source {}", source.name), ok, message);
    }
    match bench.erp() {
        Ok(mut erp) => {
            for (name, ok, message) in erp.check() {
                add(&format!("erp {}: {name}", bench.config.erp.kind), ok, message);
            }
        }
        Err(fault) => add("erp", false, fault.to_string()),
    }
    let chain = bench.book.verify()?;
    let message = if chain.ok {
        format!("{} entries, chain holds", chain.entries)
    } else {
        format!("broken at entry {}: {}", chain.first_bad.unwrap_or_default(), chain.why.unwrap_or_default())
    };
    add("book", chain.ok, message);
    let (ok, message) = writable(bench);
    add("disk", ok, message);
    Ok(checks)
}

/// Contracts and tables that do not read, as `file:line:column message`.
pub fn broken_rules(bench: &Workbench) -> Vec<String> {
    let mut broken = Vec::new();
    let versions = bench.shelf.contracts.values().chain(std::iter::once(&bench.shelf.house));
    for contract in versions.flat_map(|v| &v.broken) {
        let first = contract.problems.first();
        broken.push(first.map_or_else(
            || contract.file.clone(),
            |p| format!("{}:{}:{} {}", contract.file, p.line, p.column, p.message),
        ));
    }
    for table in &bench.shelf.broken_tables {
        let first = table.problems.first();
        broken.push(first.map_or_else(|| table.file.clone(), |p| format!("{}:{} {}", table.file, p.line, p.message)));
    }
    broken
}

fn writable(bench: &Workbench) -> (bool, String) {
    let probe = bench.dir.join(".probe");
    let tried = std::fs::write(&probe, [0u8; 4096]).map_err(|e| {
        Fault::new("LH-107", format!("the workspace cannot be written: {e}"), "Nothing can be decided.", "Free space.")
    });
    // The probe is of no interest once it could be written.
    let _ = std::fs::remove_file(&probe);
    match tried {
        Ok(()) => (true, "the workspace can be written".to_owned()),
        Err(fault) => (false, fault.what),
    }
}
