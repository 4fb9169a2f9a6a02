//! Refused: files of a source that could not be read as a whole, until what they said is heard otherwise. Each is told by name, wherever
//! somebody looks at the source.

use std::collections::BTreeSet;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;

use crate::intake::follow::{LOST, UNPLACED};
use crate::workspace::home::Workbench;

/// So many files of a source are told by name.
pub(crate) const MOST_FILES: usize = 20;

/// A file that is in quarantine as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFile {
    /// Its name.
    pub file: String,
    /// The item of the quarantine.
    pub item: String,
    /// Why.
    pub fault: Fault,
}

/// Those of a source, in order of name.
pub(crate) fn of(bench: &Workbench, source: &str) -> Outcome<Vec<RefusedFile>> {
    let items = bench.cache.quarantined_files(&SourceName::from(source))?;
    let whole = items.into_iter().filter(|item| item.kind != LOST && item.kind != UNPLACED);
    let told = whole.map(|item| {
        let why = item.faults.first().map(|fault| fault.message.clone()).unwrap_or_default();
        let waits = bench.cache.file_waits(&item.id)?;
        let what = match waits {
            true => format!("{why}; it is not read"),
            false => format!("{why}; it came again since, without {}", lacking(bench, &item.id)?),
        };
        let means = "No row of it counts. Loads that can be read in it are held.";
        let fault = Fault::new(item.code, what, means, next((item.code, waits), &item.id));
        Ok(RefusedFile { file: item.file, item: item.id, fault })
    });
    told.collect()
}

/// So many loads of a file are named.
const MOST_LOADS: usize = 5;

/// So many of the things that wait are looked at for it.
const MOST_KEYS: u64 = 100;

/// What still waits for a word of a file's source.
fn lacking(bench: &Workbench, item: &str) -> Outcome<String> {
    let keys = bench.cache.quarantined_keys(item, MOST_KEYS)?;
    let loads: BTreeSet<&str> =
        keys.iter().map(|key| key.load.as_ref().map_or(key.key.as_str(), |load| load.as_str())).collect();
    let more = loads.len().saturating_sub(MOST_LOADS);
    let named: Vec<&str> = loads.into_iter().take(MOST_LOADS).collect();
    let more = if more > 0 { " and others" } else { "" };
    Ok(format!("{}{more}", named.join(", ")))
}

/// What to do about it.
fn next((code, waits): (Code, bool), item: &str) -> String {
    let how = match code {
        _ if !waits => "Have what it said of these delivered again",
        Code::HeaderWrong => {
            "Have the file delivered again with each column once, or say by what name it comes: [source.columns] of its source, or its \
             mapping, where `optional` names what may be missing"
        }
        Code::RowsTooMany => "Have it delivered again in parts",
        _ => "Have the file delivered again so that it reads",
    };
    format!("{how}; then sync. If it is not to count: `linehaul quarantine clear {item} --because …`.")
}

/// Rows of a source that wait and of which nobody can tell the load (LH-254): no load says so, whatever they would have said of one.
pub(crate) fn of_no_load(bench: &Workbench, source: &str) -> Outcome<Option<Fault>> {
    let rows = bench.cache.quarantined_of_no_load(Some(&SourceName::from(source)))?;
    let of = if rows == 1 { "1 row or file waits".to_owned() } else { format!("{rows} rows or files wait") };
    let what = format!("{of} in quarantine of which nobody can tell the load");
    let means = "They hold no load: a load that one of them speaks of may be billed without it.";
    let next = format!(
        "`linehaul quarantine list --source {source}` has them: mend them, have them delivered again, or clear them."
    );
    Ok((rows > 0).then(|| Fault::new(Code::RowsOfNoLoad, what, means, next)))
}

/// What a sync says of them.
pub(crate) fn notes(bench: &Workbench, source: &str) -> Outcome<Vec<String>> {
    let files = of(bench, source)?;
    let more = files.len().saturating_sub(MOST_FILES);
    let told = files.into_iter().take(MOST_FILES);
    let mut notes: Vec<String> = told
        .map(|RefusedFile { fault: Fault { code, what, next, .. }, .. }| format!("{code} {what}. {next}"))
        .collect();
    let of_no_load = of_no_load(bench, source)?;
    notes.extend(of_no_load.map(|Fault { code, what, next, .. }| format!("{code} {what}. {next}")));
    notes.extend(
        (more > 0).then(|| format!("{more} more files are not read: `linehaul quarantine list --source {source}`")),
    );
    Ok(notes)
}
