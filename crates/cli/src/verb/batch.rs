//! `linehaul batch`, `push`, `reconcile`.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::batch::BatchCreate;
use linehaul_api::command::declare::{Access, Command, Host};
use linehaul_api::command::erp::Push;
use linehaul_api::command::queue::Queue;
use linehaul_api::wire::batch::{BatchView, Batches, PushReport, TotalLine, UnpostedLine};
use linehaul_api::wire::queue::{QueueAsk, QueueRow};
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::verb::decide;
use crate::words::{Does, Verb, own};

/// Invoices that were made of what is approved.
pub fn created(view: &BatchView) {
    if view.batch.is_none() {
        let refused = !view.refused.is_empty();
        out::line(if refused { "No invoice was made." } else { "Nothing is approved and waiting for an invoice." });
    } else {
        print(view, false);
    }
    decide::refused(&view.refused);
}

/// All batches.
pub fn list(all: &Batches) {
    let rows: Vec<Vec<String>> = all
        .batches
        .iter()
        .map(|b| {
            let posted = b.invoices.iter().filter(|i| i.state == "posted").count();
            let name = b.batch.clone().unwrap_or_default();
            vec![name, b.invoices.len().to_string(), posted.to_string(), totals_text(&b.totals)]
        })
        .collect();
    out::table(&[("batch", '<'), ("invoices", '>'), ("posted", '>'), ("totals", '<')], &rows);
}

/// One batch.
pub fn show(view: &BatchView) {
    print(view, true);
}

fn totals_text(totals: &[TotalLine]) -> String {
    let each =
        totals.iter().map(|t| format!("{} {} in {}", t.total, t.currency, out::count(t.invoices as usize, "invoice")));
    each.collect::<Vec<_>>().join(", ")
}

/// The edit list of a batch.
fn print(view: &BatchView, reasons: bool) {
    let rows: Vec<Vec<String>> = view
        .invoices
        .iter()
        .map(|i| {
            vec![
                i.invoice.clone(),
                i.customer.clone(),
                i.loads.join(" "),
                i.date.clone(),
                i.lines.to_string(),
                i.tax.clone(),
                i.total.clone(),
                i.currency.clone(),
                i.state.clone(),
                i.erp_number.clone().or_else(|| i.reason.clone().filter(|_| reasons)).unwrap_or_default(),
            ]
        })
        .collect();
    let columns = [
        ("invoice", '<'),
        ("customer", '<'),
        ("loads", '<'),
        ("date", '<'),
        ("lines", '>'),
        ("tax", '>'),
        ("total", '>'),
        ("", '<'),
        ("state", '<'),
        ("ERP", '<'),
    ];
    out::table(&columns, &rows);
    let name = view.batch.as_deref().unwrap_or_default();
    out::line(&format!("{}: {}", out::bold(name), totals_text(&view.totals)));
    view.owed.iter().filter(|_| reasons).for_each(|owed| out::line(&owed.message));
}

// What is sent is said by the command itself; this is how.
#[derive(Args)]
struct How {
    /// Show what would go out, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long)]
    yes: bool,
}

/// `linehaul push`.
pub fn push_verb() -> Verb {
    let arguments = |command| How::augment_args(Push::augment_args(command));
    Verb { path: "push", after: "", arguments, acts: true, does: Does::Own(push) }
}

/// Sends. On a terminal the edit list is shown and asked about first; what is sent cannot be taken back, so that where nobody can be asked somebody
/// says `--yes`. A program that asks for JSON has said so by that. LH-487.
fn push(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let (mut push, how): (Push, How) = (own(matches), own(matches));
    if how.dry_run {
        return dry_run(push.batch.as_deref(), shell);
    }
    let asks = !how.yes && !shell.json;
    if asks && !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(nobody_to_ask());
    }
    if asks {
        if push.batch.is_none() {
            push.batch = shell.ask(&BatchCreate { ready: true })?.batch;
        }
        let mut any = false;
        for view in shell.session(Access::Decides)?.push_preview(push.batch.as_deref())?.iter().map(waiting) {
            if !view.invoices.is_empty() {
                print(&view, false);
                any = true;
            }
        }
        // Nobody is asked about nothing; but what is in doubt, being voided or in no import file yet is still seen to.
        if any && !out::ask("Send these invoices?") {
            out::line("Nothing was sent. The batch waits; `linehaul push` sends it.");
            return Ok(0);
        }
    }
    let left = shell.tell(&push, print_report)?;
    let person = shell.session(Access::Decides)?.waits_for_a_person()?;
    Ok(u8::from(left > 0 || person))
}

fn nobody_to_ask() -> ApiError {
    ApiError {
        code: Code::NobodyToAsk,
        message: "there is no terminal on which it could be asked whether these invoices are to be sent".to_owned(),
        meaning: "Nothing was sent, and what waits stays in its batch.".to_owned(),
        next_step: "Look at it with `linehaul push --dry-run`, then say `linehaul push --yes`.".to_owned(),
    }
}

/// The invoices of a batch that still want sending.
fn waiting(view: &BatchView) -> BatchView {
    let mut view = view.clone();
    view.invoices.retain(|i| matches!(i.state.as_str(), "queued" | "sending" | "in_doubt"));
    view
}

fn dry_run(batch: Option<&str>, shell: &mut Shell) -> Exit {
    let views: Vec<BatchView> = shell.session(Access::Reads)?.push_preview(batch)?.iter().map(waiting).collect();
    let approved = QueueAsk { state: Some("approved".to_owned()), ..QueueAsk::default() };
    let approved = shell.ask(&Queue { ask: approved })?;
    if shell.json {
        let waiting: Vec<&BatchView> = views.iter().filter(|v| !v.invoices.is_empty()).collect();
        out::json(&serde_json::json!({
            "batch": batch, "dry_run": true, "would_send": waiting, "would_batch": approved.loads,
            "posted": [], "rejected": [], "in_doubt": [], "skipped": [],
        }));
        return Ok(0);
    }
    for view in views.iter().filter(|v| !v.invoices.is_empty()) {
        print(view, false);
    }
    if batch.is_none() && approved.total > 0 {
        let worth = shell.session(Access::Reads)?.approved_worth()?;
        would_batch(&approved.loads, &worth);
    }
    out::line("Nothing was sent.");
    Ok(0)
}

/// Approved loads that a push would put on invoices first.
fn would_batch(loads: &[QueueRow], worth: &BTreeMap<String, String>) {
    let cell = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |row: &QueueRow| {
        vec![row.load.clone(), cell(&row.customer), cell(&row.delivered), row.total.clone(), row.currency.clone()]
    };
    let columns = [("load", '<'), ("customer", '<'), ("delivered", '<'), ("total", '>'), ("", '<')];
    out::table(&columns, &loads.iter().map(row).collect::<Vec<_>>());
    let worth: Vec<String> = worth.iter().map(|(currency, sum)| format!("{sum} {currency}")).collect();
    let count = out::count(loads.len(), "approved load");
    out::line(&format!("{count} would be invoiced first, worth {}.", worth.join(", ")));
}

fn print_report(report: &PushReport) {
    let nothing = report.posted.is_empty() && !Push::left(report);
    if nothing && report.remarks.is_empty() && report.files.is_empty() {
        out::line("Nothing was waiting to be sent: every approved load is invoiced and every invoice posted.");
    }
    if !report.posted.is_empty() {
        out::line(&format!("{} posted: {}", out::count(report.posted.len(), "invoice"), totals_text(&report.totals)));
    }
    unposted("rejected", &report.rejected);
    unposted("in doubt", &report.in_doubt);
    unposted("not sent", &report.skipped);
    decide::refused(&report.refused);
    for remark in &report.remarks {
        out::line(remark);
    }
    for file in &report.files {
        out::line(&format!("Import file: {file}"));
    }
    for owed in &report.owed {
        out::line(&owed.message);
    }
    if report.waiting > 0 {
        out::line(&format!("{} approved and on no invoice.", out::count(report.waiting, "load")));
    }
    if let Some(error) = &report.error {
        out::error(error, false);
    }
    if let Some(batch) = &report.batch {
        out::line(&format!("Look at it with: linehaul batch show {batch}"));
    }
}

fn unposted(word: &str, lines: &[UnpostedLine]) {
    for line in lines {
        let code = out::paint("31;1", &line.code, false);
        let loads = line.loads.join(" ");
        let (invoice, total, currency) = (&line.invoice, &line.total, &line.currency);
        out::line(&format!("{word}: {invoice} ({loads}) {total} {currency}: {code} {}", line.message));
    }
}
