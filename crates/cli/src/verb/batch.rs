//! `linehaul batch`, `push`, `reconcile`.

use std::io::IsTerminal;

use linehaul_api::command::desk::{Desk, Going, Wish};
use linehaul_api::wire::batch::{BatchView, PushReport, TotalLine, UnpostedLine};
use linehaul_api::wire::queue::QueueAsk;

use crate::out;
use crate::progress::Progress;
use crate::verb::{Exit, decide};

/// How to push.
pub struct How {
    /// Send nothing.
    pub dry_run: bool,
    /// Do not ask.
    pub yes: bool,
    /// JSON.
    pub json: bool,
}

/// Makes invoices of what is approved.
pub fn create(desk: &mut Desk, as_user: Option<&str>, json: bool) -> Exit {
    let view = desk.batch_create(as_user)?;
    if json {
        out::json(&view);
    } else if view.batch.is_none() {
        let refused = !view.refused.is_empty();
        out::line(if refused { "No invoice was made." } else { "Nothing is approved and waiting for an invoice." });
    } else {
        print(&view, false);
    }
    decide::refused(if json { &[] } else { &view.refused });
    Ok(u8::from(!view.refused.is_empty()))
}

/// All batches.
pub fn list(desk: &Desk, json: bool) -> Exit {
    let all = desk.batch_list()?;
    if json {
        out::json(&all);
        return Ok(0);
    }
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
    Ok(0)
}

/// One batch.
pub fn show(desk: &Desk, id: &str, json: bool) -> Exit {
    let view = desk.batch_show(id)?;
    if json {
        out::json(&view);
    } else {
        print(&view, true);
    }
    Ok(0)
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
}

/// Sends. On a terminal the edit list is shown and asked about first.
pub fn push(desk: &mut Desk, batch: Option<&str>, as_user: Option<&str>, how: &How) -> Exit {
    let asks = std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !how.yes && !how.json;
    if how.dry_run {
        return dry_run(desk, batch, how.json);
    }
    let mut named = batch.map(str::to_owned);
    if asks {
        if named.is_none() {
            named = desk.batch_create(as_user)?.batch;
        }
        let mut any = false;
        for view in desk.push_preview(named.as_deref())?.iter().map(waiting) {
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
    let mut progress = Progress::new();
    let report = desk.push(named.as_deref(), as_user, &mut |going| {
        if progress.tick(&doing(going), going.done, going.all) { Wish::GoOn } else { Wish::Stop }
    })?;
    drop(progress);
    if how.json {
        out::json(&report);
    } else {
        print_report(&report);
    }
    Ok(u8::from(wants_a_person(&report) || desk.waits_for_a_person()?))
}

/// What is being done, for the progress bar.
pub fn doing(going: Going) -> String {
    match going.asking {
        0 => "sending".to_owned(),
        some => format!("asking the ERP about {some}"),
    }
}

/// Is anything left that wanted to go out?
fn wants_a_person(report: &PushReport) -> bool {
    // What was not sent goes out with the next push, but a job that runs at night must learn that it did not.
    let left = !report.rejected.is_empty() || !report.in_doubt.is_empty() || !report.skipped.is_empty();
    left || !report.refused.is_empty() || report.error.is_some() || report.waiting > 0
}

/// The invoices of a batch that still want sending.
fn waiting(view: &BatchView) -> BatchView {
    let mut view = view.clone();
    view.invoices.retain(|i| matches!(i.state.as_str(), "queued" | "sending" | "in_doubt"));
    view
}

fn dry_run(desk: &mut Desk, batch: Option<&str>, json: bool) -> Exit {
    let views: Vec<BatchView> = desk.push_preview(batch)?.iter().map(waiting).collect();
    let approved = desk.queue(&QueueAsk { state: Some("approved".to_owned()), ..QueueAsk::default() })?;
    if json {
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
        let loads: Vec<&str> = approved.loads.iter().map(|l| l.load.as_str()).collect();
        out::line(&format!(
            "{} would be invoiced first: {}",
            out::count(loads.len(), "approved load"),
            loads.join(" ")
        ));
    }
    out::line("Nothing was sent.");
    Ok(0)
}

fn print_report(report: &PushReport) {
    let nothing = report.posted.is_empty() && !wants_a_person(report);
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
