//! `linehaul reconcile`, `retry`, `secret`.

use std::io::{IsTerminal, Read};

use linehaul_api::command::desk::{Desk, Wish};
use linehaul_api::spelt::plain;
use linehaul_api::wire::reconcile::ReconcileReport;
use linehaul_api::{ApiError, Code, SecretString};

use crate::out;
use crate::progress::Progress;
use crate::verb::{Exit, batch};

/// Reads the ERP back.
pub fn reconcile(desk: &mut Desk, as_user: Option<&str>, json: bool) -> Exit {
    let mut progress = Progress::new();
    let report = desk.reconcile(as_user, &mut |going| {
        if progress.tick(&batch::doing(going), going.done, going.all) { Wish::GoOn } else { Wish::Stop }
    })?;
    drop(progress);
    let person = !report.mismatched.is_empty() || !report.in_doubt.is_empty() || !report.needs_person.is_empty();
    if json {
        out::json(&report);
    } else {
        print(&report);
    }
    Ok(u8::from(person))
}

fn print(report: &ReconcileReport) {
    out::line(&format!("{} at the ERP as ours.", out::count(report.matched as usize, "invoice")));
    for owed in &report.owed {
        let paid = format!("{} paid, {} paid in part, {} unpaid", owed.paid, owed.part_paid, owed.unpaid);
        out::line(&format!("{} {} still to be paid: {paid}.", owed.open, owed.currency));
    }
    for cleared in &report.cleared {
        out::line(&format!("{} was in doubt and turned out to be posted.", cleared.invoice));
    }
    for invoice in &report.requeued {
        out::line(&format!("{invoice} was in doubt and is not posted there; the next push sends it."));
    }
    for stray in &report.strays_removed {
        let (invoice, record) = (&stray.invoice, &stray.erp_id);
        out::line(&format!("{invoice}: a stray draft (record {record}) stood beside it and was removed."));
    }
    for mismatch in &report.mismatched {
        let loads = mismatch.loads.join(" ");
        out::line(&format!("{} ({loads}) differs: {}", mismatch.invoice, mismatch.differences.join("; ")));
    }
    for invoice in &report.in_doubt {
        out::line(&format!("{invoice} is still in doubt; the ERP is asked again by the next reconcile or push."));
    }
    for waiting in &report.needs_person {
        out::line(&format!("{} waits for a person: {}", waiting.invoice, waiting.reason));
    }
}

/// Says what becomes of an invoice that was cancelled at the ERP.
pub fn cancelled(
    desk: &mut Desk,
    invoice: &str,
    bill_again: bool,
    as_user: Option<&str>,
    reason: &str,
    json: bool,
) -> Exit {
    let loads = desk.cancelled(invoice, bill_again, as_user, reason)?;
    if json {
        out::json(&serde_json::json!({ "invoice": invoice, "loads": loads, "bill_again": bill_again }));
    } else if bill_again {
        out::line(&format!("{invoice}: approve {} again, and the next push bills them.", loads.join(" ")));
    } else {
        out::line(&format!("{invoice}: {} will not be billed again.", loads.join(" ")));
    }
    Ok(0)
}

/// Lets invoices go on.
pub fn retry(desk: &mut Desk, invoices: &[String], as_user: Option<&str>, reason: &str, json: bool) -> Exit {
    let report = desk.retry(invoices, as_user, reason)?;
    if json {
        out::json(&report);
        return Ok(u8::from(!report.refused.is_empty()));
    }
    let lines = [
        (&report.queued, "goes out with the next push"),
        (&report.posted, "is posted at the ERP as ours"),
        (&report.rejected, "was cancelled at the ERP: hold and release its loads, approve them again, and push"),
    ];
    for (numbers, what) in lines {
        numbers.iter().for_each(|number| out::line(&format!("{number} {what}.")));
    }
    for line in &report.refused {
        out::line(&format!("{} {}", out::paint("31;1", &line.code, false), line.message));
        out::line(&format!("  -> {}", line.next_step));
    }
    if report.queued.is_empty() && report.posted.is_empty() && report.rejected.is_empty() && report.refused.is_empty() {
        out::line("No invoice was rejected.");
    }
    Ok(u8::from(!report.refused.is_empty()))
}

fn no_secret(what: &str, next: &str) -> ApiError {
    ApiError {
        code: Code::SecretUnkept,
        message: what.to_owned(),
        meaning: "No password was kept.".to_owned(),
        next_step: next.to_owned(),
    }
}

/// Keeps the ERP's password.
pub fn secret_set(desk: &Desk, json: bool) -> Exit {
    let Some(account) = desk.secret_account() else {
        return Err(no_secret("the ERP of this workspace wants no password", "Set [erp] in linehaul.toml first."));
    };
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("Password of {}: ", plain(&account)))
    } else {
        let mut piped = String::new();
        std::io::stdin().read_to_string(&mut piped).map(|_| piped.trim_end_matches(['\r', '\n']).to_owned())
    };
    let typed = typed.map_err(|e| no_secret(&format!("no password could be read: {e}"), "Type it, or pipe it in."))?;
    let kept = desk.secret_set(SecretString::from(typed))?;
    if json {
        out::json(&serde_json::json!({ "account": account, "kept": kept }));
    } else {
        out::line(&format!("The password of {account} is {kept}."));
    }
    Ok(0)
}

/// Forgets it.
pub fn secret_forget(desk: &Desk, json: bool) -> Exit {
    desk.secret_forget()?;
    if json {
        out::json(&serde_json::json!({ "forgotten": true }));
    } else {
        out::line("The ERP's password is forgotten.");
    }
    Ok(0)
}
