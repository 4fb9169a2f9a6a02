//! `linehaul show`: a load as its invoice would explain it.

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::load::{AsInvoiced, Show};
use linehaul_api::spelt::plain;
use linehaul_api::wire::again::{DriftFound, LoadAsInvoiced};
use linehaul_api::wire::charge::{ChargeLine, HoldLine, NearMissLine, ShareLine, WarningLine};
use linehaul_api::wire::load::LoadDetail;

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

#[derive(Args)]
struct How {
    /// As its invoice saw it, made again from what the approval froze; says what differs, if anything.
    #[arg(long)]
    as_invoiced: bool,
}

/// `linehaul show`: a load as it stands, or as its invoice saw it.
pub fn verb() -> Verb {
    let arguments = |command| How::augment_args(Show::augment_args(command));
    Verb { path: "show", after: "", arguments, acts: false, does: Does::Own(show) }
}

fn show(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let (show, how): (Show, How) = (own(matches), own(matches));
    match how.as_invoiced {
        true => shell.tell(&AsInvoiced { load: show.load }, as_invoiced),
        false => shell.tell(&show, whole),
    }
}

fn as_invoiced(made: &LoadAsInvoiced) {
    whole(&made.detail);
    out::line("");
    match &made.drift {
        DriftFound::Nothing(_) => out::line(&format!("{} made again: the same to the byte", made.invoice)),
        DriftFound::Differences(what) => {
            out::line(&format!("{} made again is {}:", made.invoice, out::paint("31;1", "not as it was", false)));
            what.iter().for_each(|what| out::line(&format!("  {what}")));
        }
    }
}

fn whole(detail: &LoadDetail) {
    head(detail);
    body(&detail.charges, &detail.total, &detail.currency, detail.expected_total.as_deref());
    shares(&detail.charges, &detail.shares);
    reasons(&detail.holds, &detail.warnings, &detail.near_misses);
    tail(detail);
}

fn head(detail: &LoadDetail) {
    let customer = detail.customer.as_deref().unwrap_or("no customer");
    let state = out::bold(&detail.state);
    out::line(&format!("{}  {customer}  {state}  {} {}", out::bold(&detail.load), detail.mode, detail.equipment));
    bill_to(detail);
    if detail.stale {
        out::line("It waits to be assessed: what follows is what was known before. `linehaul sync` goes on.");
    }
    if let Some(elsewhere) = &detail.elsewhere {
        out::line(&format!("It was {elsewhere}, and is not billed here."));
    }
    match (&detail.difference, &detail.elsewhere) {
        (Some(difference), None) => {
            out::line(&format!("Changed after it was posted ({}): {}", difference.amount, difference.words));
        }
        (Some(difference), Some(_)) => out::line(&format!("Differs ({}): {}", difference.amount, difference.words)),
        (None, _) => {}
    }
    for list in &detail.lists {
        out::line(&format!("Not listed: {list}."));
    }
    for stop in &detail.stops {
        let time = |t: &Option<String>| t.as_deref().map_or("-".to_owned(), |t| t.replace('T', " "));
        let (arrived, departed) = (time(&stop.arrived), time(&stop.departed));
        out::line(&out::dim(&format!("  {} ({}): {arrived} to {departed}", stop.label, stop.kind)));
    }
    out::line("");
}

/// Whom the invoice is made out to, and whom to write to there.
fn bill_to(detail: &LoadDetail) {
    let Some(bill_to) = &detail.bill_to else { return };
    let lines: Vec<&str> = std::iter::once(&bill_to.name).chain(&bill_to.address).map(String::as_str).collect();
    out::line(&out::dim(&format!("  bill to {}", lines.join(", "))));
    for contact in &bill_to.contacts {
        let email = &contact.email;
        let who = contact.name.as_ref().map_or_else(|| email.clone(), |name| format!("{name} <{email}>"));
        out::line(&out::dim(&format!("  {}: {who}", contact.role)));
    }
    for registration in &bill_to.tax_registrations {
        out::line(&out::dim(&format!("  registered for taxes: {registration}")));
    }
    for other in &bill_to.disputed {
        let (field, stands) = (&other.field, &other.stands);
        out::line(&format!("  {field} is {stands}; {} says {}", other.source, other.says));
    }
}

/// Charges with their derivations, and the total.
pub fn body(charges: &[ChargeLine], total: &str, currency: &str, expected: Option<&str>) {
    let wide = |text: &str| plain(text).chars().count();
    let width = charges.iter().map(|c| wide(&c.code)).max().unwrap_or(0).max(5);
    let money = charges.iter().map(|c| wide(&c.amount)).max().unwrap_or(0).max(total.len());
    let code = |text: &str| out::bold(&out::padded(&plain(text), width, '<'));
    for charge in charges {
        let clause = charge.rule.clause.as_deref().map(|c| format!("  {c}")).unwrap_or_default();
        let place = format!("{}:{}{clause}", charge.rule.file, charge.rule.line);
        let amount = out::padded(&charge.amount, money, '>');
        out::line(&format!("{} {amount}  {}", code(&charge.code), out::dim(&place)));
        for step in &charge.derivation {
            out::line(&format!("    {}", step.value));
        }
    }
    let expected = expected.map(|e| format!("   dispatch expects {e}")).unwrap_or_default();
    out::line(&format!("{} {} {currency}{expected}", code("TOTAL"), out::padded(total, money, '>')));
}

/// What each payor pays, line by line.
pub fn shares(charges: &[ChargeLine], shares: &[ShareLine]) {
    for share in shares {
        let (customer, percent) = (&share.customer, &share.percent);
        let weight = share.weight_lb.as_ref().map(|lb| format!(" by its {lb} lb")).unwrap_or_default();
        out::line(&format!("{} pays {percent}%{weight}: {}", out::bold(customer), share.total));
        for (charge, part) in charges.iter().zip(&share.lines) {
            out::line(&format!("    {} {part} of {}", charge.code, charge.amount));
        }
    }
}

/// Holds, warnings, and what almost was billed.
pub fn reasons(holds: &[HoldLine], warnings: &[WarningLine], near_misses: &[NearMissLine]) {
    for miss in near_misses {
        let stop = miss.stop.map(|s| format!(" at stop {s}")).unwrap_or_default();
        let worth = miss.worth.as_deref().map(|w| format!(" (worth {w})")).unwrap_or_default();
        out::line(&format!("not billed: {}{stop}: {}{worth}", miss.code, miss.message));
    }
    if !holds.is_empty() {
        out::line("");
    }
    for hold in holds {
        let code = out::paint("31;1", &hold.code, false);
        out::line(&format!("held: {code} {}", hold.message));
        out::line(&format!("      {}: {}", hold.owner, hold.next_step));
    }
    for warning in warnings {
        out::line(&format!("warning: {} {}", out::paint("33", &warning.code, false), warning.message));
    }
}

fn tail(detail: &LoadDetail) {
    if !detail.documents.is_empty() {
        let documents: Vec<String> = detail
            .documents
            .iter()
            .map(|d| {
                let stop = d.stop.map(|s| format!(" (stop {s})")).unwrap_or_default();
                let state = if d.readability == "readable" { String::new() } else { format!(" [{}]", d.readability) };
                format!("{}{stop}{state}", d.kind)
            })
            .collect();
        out::line("");
        out::line(&format!("documents: {}", documents.join(", ")));
    }
    for said in &detail.desk {
        let from = said.from.as_ref().map(|from| format!(" (from {from})")).unwrap_or_default();
        let (entry, text, by, reason) = (said.entry, &said.text, &said.by, &said.reason);
        out::line(&format!("said at the desk, entry {entry}: {text}: {by}, {reason}{from}"));
    }
    for decision in &detail.decisions {
        let who = format!("{} ({})", decision.actor, decision.role);
        out::line(&format!("book {}: {} {who}: {}", decision.seq, decision.at, decision.text));
    }
    for invoice in &detail.invoices {
        let erp = invoice.erp_number.as_deref().map(|n| format!(" as {n}")).unwrap_or_default();
        let (number, state) = (&invoice.invoice, &invoice.state);
        let printed =
            if invoice.printed == *number { String::new() } else { format!(" (printed {})", invoice.printed) };
        out::line(&format!(
            "invoice {number}{printed}: {state}{erp}, {} {}, {}",
            invoice.total, invoice.currency, invoice.batch
        ));
        if !invoice.bill_to.is_empty() {
            out::line(&out::dim(&format!("      made out to {}", invoice.bill_to.join(", "))));
        }
        if let Some(reason) = &invoice.reason {
            out::line(&format!("      {reason}"));
        }
        for owed in &invoice.owed {
            out::line(&format!("      {owed}"));
        }
        if let Some(file) = &invoice.file {
            out::line(&out::dim(&format!("      in {file}")));
        }
    }
    let contract = detail.pins.contract_file.as_deref().or(detail.pins.house_file.as_deref()).unwrap_or("no contract");
    let revision = detail.pins.load_revision.get(..12).unwrap_or_default();
    out::line(&out::dim(&format!("pinned: load {revision}, {contract}, {}", detail.pins.engine)));
}
