//! `linehaul source test`, `guess`.

use linehaul_api::wire::source::{GuessReport, TrialFault, TrialReport, TrialRow};

use crate::out;

/// What a file would become.
pub fn tried(report: &TrialReport) {
    for row in &report.rows {
        told(row);
    }
    let made: Vec<String> = report.makes.iter().map(|made| format!("{} {}", made.rows, made.kind)).collect();
    let made = if made.is_empty() { "nothing".to_owned() } else { made.join(", ") };
    out::line(&out::bold(&format!(
        "{} by mappings/{}.toml: {} of theirs, {} not taken; the others make {made}",
        report.file,
        report.mapping,
        out::count(report.read, "row"),
        report.bad
    )));
    for cause in &report.faults {
        let rows = out::count(cause.rows, "row");
        out::line(&format!("  {rows}, the first in line {}: {}", cause.line, words(&cause.fault)));
    }
    listed("ignored", &report.ignored);
    listed("nobody reads", &report.unread);
    report.notes.iter().for_each(|note| out::line(&format!("  {note}")));
    if !report.unread.is_empty() {
        out::line("  -> Map what nobody reads, or name it in ignore = […]: it is told until you do.");
    }
}

fn listed(what: &str, columns: &[String]) {
    if !columns.is_empty() {
        out::line(&format!("  {what}: {}", columns.join(", ")));
    }
}

fn words(fault: &TrialFault) -> String {
    let column = fault.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
    format!("{column}{} ({})", fault.message, fault.code)
}

fn told(row: &TrialRow) {
    let state =
        if row.faults.is_empty() { String::new() } else { format!(" {}", out::paint("31", "not taken", false)) };
    out::line(&format!("{}{state}", out::bold(&format!("line {}", row.line))));
    for fault in &row.faults {
        out::line(&format!("  {}", words(fault)));
    }
    if !row.faults.is_empty() {
        out::line(&out::dim(&format!("  {}", row.content)));
        return;
    }
    for made in &row.makes {
        let fields: Vec<String> = made.fields.iter().map(|field| format!("{} {}", field.column, field.value)).collect();
        out::line(&format!("  {}: {}", made.kind, fields.join(", ")));
    }
}

/// A mapping that is proposed.
pub fn guessed(report: &GuessReport) {
    out::lines(&report.text);
    if let Some(trial) = &report.trial {
        tried(trial);
    }
    if let Some(why) = &report.unread {
        out::line(&format!("It does not read yet: {why}"));
    }
    for ask in &report.asks {
        out::line(&format!("{} {ask}", out::paint("33", "?", false)));
    }
    let name = &report.name;
    match report.written {
        true => {
            out::line(&format!("Written to mappings/{name}.toml. Answer its questions there, then:"));
            out::line(&format!("  linehaul source test {name} FILE"));
            out::line(&format!("  and mapping = \"{name}\" in the [[source]] of linehaul.toml"));
        }
        false => out::line("Nothing was written; --write puts it into mappings/."),
    }
}
