//! `linehaul cutover`: what was billed before the company used Linehaul.

use std::path::PathBuf;

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::cutover::{CutOver, CutOverSet, CutOverTry};
use linehaul_api::wire::cutover::{BilledLineLine, CountedSum, CutLoadLine, CutOverReport};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

/// Say what was billed before this company used Linehaul; without a day, show where that stands.
#[derive(Args)]
struct How {
    /// The first day that is billed here, like 2025-03-01; `none` for a company without a history.
    day: Option<String>,
    /// A list of what is invoiced already: a CSV or XLSX file with a column of loads, PROs or BOLs; `erp` for what the ERP lists.
    #[arg(long, value_name = "FILE", requires = "day")]
    billed: Option<PathBuf>,
    /// Only show what it would do.
    #[arg(long, requires = "day")]
    dry_run: bool,
    /// Why.
    #[arg(long, requires = "day")]
    reason: Option<String>,
}

/// `linehaul cutover`: shows, tries or sets.
pub fn verb() -> Verb {
    Verb { path: "cutover", after: "adjust", arguments: How::augment_args, acts: true, does: Does::Own(cutover) }
}

fn cutover(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let How { day, billed, dry_run, reason } = own(matches);
    match (day, dry_run) {
        (None, _) => shell.tell(&CutOver {}, stands),
        (Some(day), true) => shell.tell(&CutOverTry { day, billed, list: None }, tried),
        (Some(day), false) => shell.tell(&CutOverSet { day, billed, list: None, reason }, stands),
    }
}

/// Loads and lines of each kind that are told; `--json` has all.
const TOLD: usize = 20;

pub(super) fn stands(report: &CutOverReport) {
    let Some(set) = &report.set else {
        out::line("No cut-over is set, and nothing can be approved.");
        out::line(
            "  -> `linehaul cutover DATE` for the first day that is billed here (with `--billed FILE` for a list of what is",
        );
        out::line("     invoiced already), or `linehaul cutover none` for a company without a history.");
        return;
    };
    let why = if set.reason.is_empty() { String::new() } else { format!(": {}", set.reason) };
    let what = match (&report.day, report.listed.count) {
        (None, 0) => "Nothing was billed before".to_owned(),
        (None, _) => "What the list names was billed elsewhere".to_owned(),
        (Some(day), 0) => format!("What was delivered before {day} was billed elsewhere"),
        (Some(day), _) => {
            format!("What the list names was billed elsewhere; what else was delivered before {day} is asked")
        }
    };
    out::line(&format!("{what} (book {}, {} by {}{why}).", set.seq, out::second(&set.at), set.actor));
    if report.asked_again {
        out::line("The book was put back since: nothing is billed before somebody says that this is the last word.");
        out::line(
            "  -> say it anew, or say again what was said of single loads, then `linehaul cutover keep --reason …`",
        );
    }
    if !report.open {
        out::line("An invoice was posted since: only single loads are decided from now on.");
    }
    tell(report);
}

fn tried(report: &CutOverReport) {
    out::line("Nothing is set yet. It would stand like this:");
    tell(report);
}

fn sum(sum: &CountedSum) -> String {
    let total = |(currency, total): (&String, &String)| format!("{total} {currency}").trim_end().to_owned();
    let totals: Vec<String> = sum.totals.iter().map(total).collect();
    let without =
        if sum.without_amount == 0 { String::new() } else { format!("{} without an amount", sum.without_amount) };
    totals.into_iter().chain((!without.is_empty()).then_some(without)).collect::<Vec<_>>().join(", ")
}

fn tell(report: &CutOverReport) {
    if !report.columns.is_empty() {
        let read: Vec<String> = report.columns.iter().map(|(ours, theirs)| format!("{ours} from `{theirs}`")).collect();
        out::line(&format!("The list: {}.", read.join(", ")));
        if !report.not_read.is_empty() {
            out::line(&format!("Not read of it: {}.", report.not_read.join(", ")));
        }
    }
    let row = |what: &str, of: &CountedSum| vec![what.to_owned(), of.count.to_string(), sum(of)];
    let mut rows = Vec::new();
    if report.listed.count > 0 {
        rows.push(row("lines of the list", &report.listed));
        rows.push(row("  that name a load", &report.matched));
        rows.push(row("  that fit no load", &report.unmatched));
    }
    rows.push(row("loads billed elsewhere", &report.elsewhere));
    rows.push(row("  of other amounts here, by", &report.differing));
    rows.push(row("loads that are asked", &report.asked));
    rows.push(row("delivered loads to be billed here", &report.here));
    out::table(&[("", '<'), ("", '>'), ("worth", '<')], &rows);
    loads("Asked: were these invoiced?", &report.asked_loads, |load| format!("{} {}", load.total, load.currency));
    let differing: Vec<CutLoadLine> =
        report.elsewhere_loads.iter().filter(|load| load.difference.is_some()).cloned().collect();
    loads("Billed elsewhere, and not at what they come to here", &differing, |load| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{}, here {} {} ({})", text(&load.billed), load.total, load.currency, text(&load.difference))
    });
    let after: Vec<CutLoadLine> =
        report.elsewhere_loads.iter().filter(|load| report.after.contains(&load.load)).cloned().collect();
    loads("Billed elsewhere or asked by the cut-over before, and billed here by this one", &report.no_longer, |load| {
        format!("{} {}", load.total, load.currency)
    });
    loads("Billed elsewhere, and delivered from the day on", &after, |load| load.words.clone());
    loads("Approved or invoiced here, and should not be", &report.bound, |load| load.words.clone());
    lines("Lines that fit no load", &report.unmatched_lines);
    lines("Lines that fit several loads", &report.several);
    if report.asked.count > 0 {
        out::line(
            "  -> `linehaul cutover bill LOAD --reason …` bills it here, `linehaul cutover elsewhere LOAD --invoice N --amount A",
        );
        out::line("     --reason …` does not. Until then it is held.");
    }
}

fn headed(title: &str, all: usize, rows: impl Iterator<Item = String>) {
    if all == 0 {
        return;
    }
    out::line("");
    out::line(&out::bold(title));
    rows.take(TOLD).for_each(|row| out::line(&format!("  {row}")));
    if all > TOLD {
        out::line(&format!("  and {} more: `linehaul cutover --json` has all", all - TOLD));
    }
}

fn loads(title: &str, loads: &[CutLoadLine], of: impl Fn(&CutLoadLine) -> String) {
    let row = |load: &CutLoadLine| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        format!("{}  {}  {}  {}", load.load, text(&load.customer), text(&load.delivered), of(load))
    };
    headed(title, loads.len(), loads.iter().map(row));
}

fn lines(title: &str, lines: &[BilledLineLine]) {
    let row = |line: &BilledLineLine| {
        let invoice = line.invoice.as_ref().map(|n| format!(", invoice {n}")).unwrap_or_default();
        let currency = line.currency.as_ref().map(|c| format!(" {c}")).unwrap_or_default();
        let amount = line.amount.as_ref().map(|a| format!(", {a}{currency}")).unwrap_or_default();
        let fits = if line.loads.is_empty() { String::new() } else { format!(": {}", line.loads.join(", ")) };
        format!("line {}  {}{invoice}{amount}{fits}", line.line, line.names)
    };
    headed(title, lines.len(), lines.iter().map(row));
}
