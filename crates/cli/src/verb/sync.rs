//! `linehaul sync`.

use linehaul_api::command::declare::{Access, Host};
use linehaul_api::wire::sync::SyncReport;

use crate::out;
use crate::shell::Shell;
use crate::verb::queue::waits;

/// Tells by source what came.
pub fn sync(report: &SyncReport, shell: &mut Shell) {
    sources_table(report);
    for source in &report.sources {
        for note in &source.notes {
            out::line(&format!("  {}: {note}", source.name));
        }
        if let Some(error) = &source.error {
            out::error(error, false);
        }
    }
    let seconds = report.elapsed_ms / 1000;
    let tenths = report.elapsed_ms % 1000 / 100;
    out::line(&format!("{} assessed in {seconds}.{tenths} s.", out::count(report.assessed, "load")));
    for lapse in &report.lapsed {
        out::line(&format!("{}: the approval lapsed: {}", lapse.load, lapse.difference));
    }
    for note in &report.voided {
        out::line(note);
    }
    for told in &report.differing {
        let amount = told.amount.as_deref().zip(told.currency.as_deref());
        let worth = amount.map(|(amount, currency)| format!(" ({amount} {currency})")).unwrap_or_default();
        out::line(&format!("{}: changed after {} was posted{worth}: {}", told.load, told.invoice, told.difference));
    }
    if report.left > 0 {
        out::line(&format!("{} to be assessed: run it again, it goes on.", waits(report.left)));
    }
    if let Some(why) = &report.book {
        out::line(&out::paint("31;1", why, false));
        out::line(
            "  -> Nothing is decided on it and nothing is sent. `linehaul audit verify` and `linehaul recover` tell more.",
        );
    }
    if !report.waiting.is_empty() {
        let some = report.waiting.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let text = format!("{} known only by stops or events so far: {some}", out::count(report.waiting.len(), "load"));
        out::line(&text);
    }
    if report.quarantined > 0 {
        let rows = out::count(usize::try_from(report.quarantined).unwrap_or(usize::MAX), "row");
        out::line(&format!("{rows} that could not be read in quarantine: linehaul quarantine list"));
    }
    // It is open: the report is of it.
    for broken in shell.session(Access::Mends).map(|session| session.broken_rules()).unwrap_or_default() {
        out::line(&format!("{} {broken}", out::paint("33", "contract or table does not read:", false)));
    }
}

fn sources_table(report: &SyncReport) {
    let columns = [
        ("source", '<'),
        ("read", '>'),
        ("new", '>'),
        ("changed", '>'),
        ("duplicate", '>'),
        ("quarantined", '>'),
        ("files unchanged", '>'),
    ];
    let rows: Vec<Vec<String>> = report
        .sources
        .iter()
        .map(|s| {
            let numbers = [s.read, s.new, s.changed, s.duplicate, s.quarantined, s.unchanged_files];
            std::iter::once(s.name.clone()).chain(numbers.iter().map(u64::to_string)).collect()
        })
        .collect();
    out::table(&columns, &rows);
}
