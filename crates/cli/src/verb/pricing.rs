//! `linehaul rules prove`, `backtest`, `publish`, `agree`, `rollback`, `history`; `radar`, `reproduce`, `proof`.

use std::path::PathBuf;

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::again::{Proof, save_proof, verify_proof};
use linehaul_api::wire::again::{ProofReport, RadarReport, ReproduceReport, WaivedItem};
use linehaul_api::wire::backtest::{BacktestReport, ChangedLoad, DeltaLine, History, ProveReport, PublishReport};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

/// Loads that changed, told one by one, before the rest is only counted.
const MOST_LINES: usize = 20;

/// Tables and contracts without any real load. Faults of tables are only told, since a published table may have them.
pub fn proven(report: &ProveReport) {
    let broken = report.properties.iter().filter(|p| !p.holds).count();
    for finding in &report.tables {
        out::line(&format!("{} {}: {}", out::bold(&finding.table), finding.kind, finding.message));
    }
    for property in report.properties.iter().filter(|p| !p.holds) {
        out::line(&format!("{} {}", out::bold(&property.contract), property.name));
        if let Some(example) = &property.counter_example {
            out::line(&format!("  does not hold: {}", example.message));
            out::line("  the smallest load found; --keep puts it beside the contract's cases:");
            out::lines(&example.load);
        }
    }
    for file in &report.kept {
        out::line(&format!("kept as {file}; `rules test --update` writes what comes out of it, to be judged"));
    }
    for (file, why) in &report.unread {
        out::line(&format!("{} does not read: {why}", out::bold(file)));
    }
    tried(report);
    out::line(&format!(
        "{} with {}; {} properties of {} tried, {} broken (seed {})",
        out::count(report.tables_read, "table"),
        out::count(report.tables.len(), "fault"),
        report.properties.len(),
        out::count(report.loads.len(), "contract"),
        broken,
        report.seed
    ));
    part(report.partial);
}

/// What was tried, and of which contracts it says little.
fn tried(report: &ProveReport) {
    let mut names: Vec<&str> = report.properties.iter().map(|p| p.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        out::line(&format!("tried: {name}"));
    }
    for (contract, loads) in report.loads.iter().filter(|(_, loads)| loads.whole * 2 < loads.tried) {
        let held: Vec<String> = loads.held.iter().map(|(code, loads)| format!("{code} {loads}")).collect();
        out::line(&format!(
            "{} only {} of {} made-up loads could be rated whole; of the others amounts were not tried ({})",
            out::bold(contract),
            loads.whole,
            loads.tried,
            held.join(", ")
        ));
    }
}

/// Says that work was stopped.
fn part(partial: bool) {
    if partial {
        out::line("Stopped before the end: this is a part.");
    }
}

/// What a contract would have done.
pub fn backtested(report: &BacktestReport) {
    out::line(&out::bold(&report.contract));
    for words in &report.words {
        out::line(&format!("  {words}"));
    }
    let (seen, rest) = if report.partial { ("looked at", ", stopped before the end") } else { ("on hand", "") };
    out::line(&format!(
        "{} {seen}: {} come out otherwise, {} rated with both, {} cannot change{rest}",
        out::count(report.loads, "load"),
        report.changed,
        report.rated,
        report.skipped
    ));
    for (why, loads) in &report.skipped_because {
        out::line(&format!("  {loads}: {why}"));
    }
    if report.kept > 0 {
        let kept = out::count(report.kept, "changed load");
        out::line(&format!("{kept} approved or billed already: the price stays as it was agreed to"));
    }
    if report.newly_held + report.newly_ready > 0 {
        out::line(&format!("{} newly held, {} newly ready", report.newly_held, report.newly_ready));
    }
    sums("Money moved", &report.totals);
    sums("By charge", &report.by_code);
    sums("By customer", &report.by_customer);
    sums("By month", &report.by_month);
    if let Some(largest) = report.largest.first() {
        out::line(&out::bold("The largest movement"));
        told(largest);
    }
    for load in report.loads_changed.iter().take(MOST_LINES) {
        let (before, after) = (&load.before, &load.after);
        out::line(&format!("  {} {} -> {} {}", load.load, before.total, after.total, after.currency));
    }
    if report.changed > MOST_LINES {
        out::line(&format!("  and {} more; --json lists all", report.changed - MOST_LINES));
    }
}

fn sums(title: &str, lines: &[DeltaLine]) {
    if lines.is_empty() {
        return;
    }
    out::line(&out::bold(title));
    let rows: Vec<Vec<String>> =
        lines.iter().map(|l| vec![format!("  {}", l.name), l.delta.clone(), l.currency.clone()]).collect();
    out::table(&[("", '<'), ("", '>'), ("", '<')], &rows);
}

/// A load before and after, with the derivations of what differs.
fn told(load: &ChangedLoad) {
    let delta = load.delta.clone().unwrap_or_default();
    out::line(&format!("  {} {}: {delta}", load.load, load.customer.clone().unwrap_or_default()));
    for (when, side, other) in [("before", &load.before, &load.after), ("after", &load.after, &load.before)] {
        let same = |code: &str, stop: Option<u32>, amount: &str| {
            other.charges.iter().any(|c| c.code == code && c.stop == stop && c.amount == amount)
        };
        for charge in side.charges.iter().filter(|c| !same(&c.code, c.stop, &c.amount)) {
            out::line(&format!("    {when} {} {}", charge.code, charge.amount));
            charge.derivation.iter().for_each(|step| out::line(&format!("      {}", step.value)));
        }
    }
}

/// A contract that is in force now, or waits for a second person.
pub fn published(report: &PublishReport) {
    backtested(&report.backtest);
    if report.in_force {
        out::line(&format!("{} is in force from {} (book {})", report.file, report.effective, report.entry));
        return;
    }
    out::line(&format!("{} moves more than one person may decide; nothing is in force yet.", report.file));
    out::line(&format!("  -> A second person: linehaul rules agree {} --as USER", report.entry));
}

/// Everything published.
pub fn history(history: &History) {
    for line in &history.entries {
        let (entry, what, file) = (line.entry, &line.what, &line.file);
        out::line(&format!("{entry:>6} {} {what} {} by {}: {}", line.at, out::bold(file), line.actor, line.reason));
        line.words.iter().for_each(|words| out::line(&format!("         {words}")));
    }
    if history.entries.is_empty() {
        out::line("Nothing was published yet: the files of the rules folder are in force as they stand.");
    }
    for draft in &history.drafts {
        out::line(&format!("{draft} is not what was published: a draft, not in force"));
    }
}

/// What was earned and never billed.
pub fn radar(report: &RadarReport) {
    let rows: Vec<Vec<String>> = report
        .items
        .iter()
        .map(|i| {
            let late = if i.late { " (passed)" } else { "" };
            let deadline = format!("{}{late} by {}", i.deadline, i.deadline_by);
            let stop = i.stop.map(|s| format!(" stop {s}")).unwrap_or_default();
            let row = [i.load.as_str(), &i.invoice, &i.customer, &i.code, &stop, &i.amount, &i.currency, &deadline];
            row.map(str::to_owned).to_vec()
        })
        .collect();
    let columns = [
        ("load", '<'),
        ("invoice", '<'),
        ("customer", '<'),
        ("charge", '<'),
        ("", '<'),
        ("amount", '>'),
        ("", '<'),
        ("claim until", '<'),
    ];
    out::table(&columns, &rows);
    let sums: Vec<String> = report.totals.iter().map(|t| format!("{} {}", t.total, t.currency)).collect();
    let sums = if sums.is_empty() { "nothing".to_owned() } else { sums.join(" and ") };
    out::line(&format!("{} posted looked at; {sums} earned and never billed.", out::count(report.loads, "load")));
    for waived in &report.waived {
        let WaivedItem { load, charge, by, on, reason, .. } = waived;
        let worth =
            waived.amount.iter().zip(&waived.currency).map(|(amount, currency)| format!(", {amount} {currency}"));
        let worth = worth.collect::<String>();
        out::line(&format!("waived: {} {charge}{worth}, by {by} on {on}: {reason}", out::bold(load)));
    }
    for (load, why) in &report.unread {
        out::line(&format!("{} was not looked at: {why}", out::bold(load)));
    }
    part(report.partial);
}

/// Invoices that were made again.
pub fn reproduced(report: &ReproduceReport) {
    for drift in &report.drifted {
        out::line(&format!("{} ({}) differs:", out::bold(&drift.invoice), drift.loads.join(" ")));
        drift.differences.iter().for_each(|what| out::line(&format!("  {what}")));
    }
    let made = out::count(report.invoices, "invoice");
    out::line(&format!("{made} made again, {} differ.", report.drifted.len()));
    part(report.partial);
}

/// A proof that was checked.
pub fn verified(report: &ProofReport) {
    let holds = if report.ok { "holds" } else { "does NOT hold" };
    out::line(&format!(
        "{} of {} {} {holds}: {}",
        out::bold(&report.invoice),
        report.total,
        report.currency,
        report.reason
    ));
    out::line("  Who decided what, and when, is shown only by comparing these hashes with the book:");
    for entry in &report.entries {
        out::line(&format!("  entry {} {} {}", entry.entry, entry.kind, entry.hash));
    }
}

/// One file with which anybody can check an invoice.
#[derive(Args)]
struct Into {
    /// Our number.
    #[arg(required = true)]
    invoice: Option<String>,
    /// Where to write it.
    #[arg(long, required = true)]
    out: Option<PathBuf>,
}

/// `linehaul proof`: writes the proof of an invoice into a file.
pub fn proof_verb() -> Verb {
    let arguments = |command| Into::augment_args(command).args_conflicts_with_subcommands(true);
    Verb { path: "proof", after: "reproduce", arguments, acts: false, does: Does::Own(proof) }
}

fn proof(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let Into { invoice, out: to } = own(matches);
    let (invoice, to) = (invoice.unwrap_or_default(), to.unwrap_or_default());
    let bytes = shell.ask(&Proof { invoice })?.0;
    save_proof(&to, &bytes)?;
    let report = verify_proof(&bytes)?;
    shell.say(&report, |report| {
        out::line(&format!("{} is proven in {} ({})", report.invoice, to.display(), out::count(bytes.len(), "byte")));
    });
    Ok(u8::from(!report.ok))
}
