//! `linehaul sources`, `source test`, `guess`.

use linehaul_api::wire::about::{SourceView, Sources};
use linehaul_api::wire::source::{GuessReport, TrialFault, TrialReport, TrialRow};

use crate::out;

/// How each source has been read, and when it is next.
pub fn health(all: &Sources) {
    let columns = [
        ("source", '<'),
        ("read", '<'),
        ("last well", '<'),
        ("last new", '<'),
        ("next", '<'),
        ("rows", '>'),
        ("new", '>'),
        ("changed", '>'),
        ("known", '>'),
        ("quarantined", '>'),
    ];
    out::table(&columns, &all.sources.iter().map(row).collect::<Vec<_>>());
    if all.sources.is_empty() {
        out::line("No source is set: docs/connectors tells how one is.");
    }
    for source in &all.sources {
        if let Some(failure) = &source.health.failure {
            let code = out::paint("31;1", &failure.code, false);
            let times = out::count(source.health.failed as usize, "time");
            out::line(&format!("{}: {code} {} ({times} in a row)", source.name, failure.message));
            out::line(&format!("  -> {}", failure.next_step));
        }
        for note in &source.health.unfit {
            out::line(&format!("{}: {note}", source.name));
        }
        for file in &source.refused {
            out::line(&format!("{}: {} {}", source.name, out::paint("31;1", &file.code, false), file.message));
            out::line(&format!("  -> {}", file.next_step));
        }
        if let Some(list) = &source.health.list {
            let code = out::paint("31;1", &list.code, false);
            out::line(&format!("{}: {code} {}", source.name, list.message));
            out::line(&format!("  -> {}", list.next_step));
        }
        if source.health.late {
            out::line(&format!("{}: it is late, {} is how often it is to be read.", source.name, source.every));
        }
    }
}

fn row(source: &SourceView) -> Vec<String> {
    let time = |at: &Option<String>| at.as_deref().map_or("-".to_owned(), out::second);
    let health = &source.health;
    let every = if source.retired { "retired".to_owned() } else { source.every.clone() };
    let times = [source.name.clone(), every, time(&health.read_well), time(&health.brought), time(&health.next)];
    let counts = [health.read, health.new, health.changed, health.duplicate, health.quarantined];
    times.into_iter().chain(counts.iter().map(u64::to_string)).collect()
}

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
    if let Some(added) = &report.added {
        out::line(&format!("Written to mappings/{name}.toml, and into linehaul.toml:"));
        out::lines(added);
        out::line("Answer its questions in the mapping, put the file into the source's folder, and sync.");
        return;
    }
    match report.written {
        true => {
            out::line(&format!("Written to mappings/{name}.toml. Answer its questions there, then:"));
            out::line(&format!("  linehaul source test {name} FILE"));
            out::line(&format!("  and mapping = \"{name}\" in the [[source]] of linehaul.toml"));
        }
        false => {
            out::line("Nothing was written; --write puts it into mappings/, --add SOURCE into linehaul.toml as well.")
        }
    }
}
