//! `linehaul quarantine`.

use linehaul_api::command::quarantine::Quarantine as Asked;
use linehaul_api::wire::quarantine::{
    Mended, Quarantine, QuarantineCleared, QuarantineLine, QuarantineReplayed, QuarantinedRow, RowChange, RowFaultLine,
    ScanSplit,
};

use crate::out;

/// So much of a row is told.
const MOST_CHARS: usize = 120;

/// The rows, or what they have in common.
pub fn list(asked: &Asked, report: &Quarantine) {
    if asked.by.is_some() {
        for group in &report.groups {
            let words = if group.words.is_empty() { String::new() } else { format!(": {}", group.words) };
            out::line(&format!("{:>6}  {}{words} (first {})", group.rows, group.name, group.first));
        }
    } else {
        report.items.iter().for_each(item);
    }
    let rows: u64 = report.items.iter().filter(|item| item.ended.is_none()).map(|item| item.rows).sum();
    out::line(&format!("{} in quarantine.", out::count(usize::try_from(rows).unwrap_or(usize::MAX), "row")));
    if rows > 0 {
        out::line(
            "  -> Have them delivered so that they read, mend them with `linehaul quarantine mend`, or clear them; the rest of \
             each file was read.",
        );
    }
}

fn item(item: &QuarantineLine) {
    let column = item.column.as_deref().map(|c| format!(" column {c}")).unwrap_or_default();
    let times = if item.seen > 1 { format!(" ({} times, first {})", item.seen, item.first) } else { String::new() };
    out::line(&format!("{} {}:{}{column} {} {}{times}", item.id, item.file, item.line, item.code, item.message));
    if let Some(ended) = &item.ended {
        out::line(&format!("    {}", ended.text));
    }
    if !item.holds.is_empty() {
        out::line(&format!("    holds {}", item.holds.join(", ")));
    }
    let content: String = item.content.chars().take(MOST_CHARS).collect();
    out::line(&out::dim(&format!("    {content}")));
}

/// A row with its cells.
pub fn show(row: &QuarantinedRow) {
    item(&row.item);
    for cell in &row.cells {
        let own = row.item.faults.iter().filter(|fault| fault.column.as_deref() == Some(cell.column.as_str()));
        let wrong: Vec<String> = own.map(|fault| format!("{} ({})", fault.message, fault.code)).collect();
        let wrong = if wrong.is_empty() { String::new() } else { format!("  <- {}", wrong.join("; ")) };
        out::line(&format!("    {} = {}{wrong}", cell.column, cell.text));
    }
    if row.cells.is_empty() {
        out::line("  -> It is no row with columns: have its source deliver it so that it reads, or clear it.");
    }
}

fn faults(faults: &[RowFaultLine]) {
    for fault in faults {
        let column = fault.column.as_deref().map(|column| format!("{column}: ")).unwrap_or_default();
        out::line(&format!("    {column}{} ({})", fault.message, fault.code));
    }
}

fn changes(changes: &[RowChange]) {
    let shown = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
    for RowChange { of, field, stands, says } in changes {
        out::line(&format!("    {of} {field}: {} -> {}", shown(stands), shown(says)));
    }
}

/// A row that was mended, or not.
pub fn mended(id: &str, done: &Mended) {
    if let Some(seen) = &done.seen {
        out::line(&format!("{id} would change more than what was wrong with it; nothing was written:"));
        changes(&done.changes);
        return out::line(&format!("  -> If that is meant, say the same once more with --seen {seen}"));
    }
    if !done.taken {
        out::line(&format!("{id} still does not read; nothing was written:"));
        return faults(&done.faults);
    }
    changes(&done.changes);
    let loads = if done.loads.is_empty() { String::new() } else { format!(": {}", done.loads.join(", ")) };
    out::line(&format!("{id} is mended and taken{loads}."));
}

/// A scan that was split.
pub fn split(scan: &str, done: &ScanSplit) {
    done.documents.iter().for_each(|cut| out::line(&format!("{}: {} {}", cut.load, cut.kind, cut.file)));
    out::line(&format!("{} cut out of {scan}.", out::count(done.documents.len(), "document")));
}

/// Rows that were read once more.
pub fn replayed(done: &QuarantineReplayed) {
    done.waiting.iter().for_each(item);
    let (taken, waiting) = (out::count(done.taken.len(), "row"), out::count(done.waiting.len(), "row"));
    let left_out = match done.left_out.len() {
        0 => String::new(),
        some => format!(", {} left out as the mapping says", out::count(some, "row")),
    };
    out::line(&format!("{taken} taken{left_out}, {waiting} still in quarantine."));
}

/// Rows that were cleared, or no longer.
pub fn cleared(done: &QuarantineCleared, how: &str) {
    let loads = if done.loads.is_empty() { String::new() } else { format!(": {}", done.loads.join(", ")) };
    out::line(&format!("{} {how}{loads}.", done.items.join(", ")));
}
