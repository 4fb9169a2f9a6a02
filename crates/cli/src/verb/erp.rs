//! `linehaul reconcile`, `retry`, `secret`.

use std::io::{IsTerminal, Read};

use linehaul_api::clap::{self, ArgMatches};
use linehaul_api::command::declare::{Access, Host};
use linehaul_api::spelt::plain;
use linehaul_api::wire::reconcile::{Ended, ReconcileReport, RetryReport, Settled};
use linehaul_api::{ApiError, Code, SecretString};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb};

/// What the ERP has.
pub fn reconciled(report: &ReconcileReport) {
    let asked = if report.matched > 0 { format!("; {} asked about now", report.asked) } else { String::new() };
    out::line(&format!("{} at the ERP as ours{asked}.", out::count(report.matched as usize, "invoice")));
    if report.elsewhere > 0 {
        let posted = out::count(report.elsewhere as usize, "posted invoice");
        out::line(&format!("{posted} at another ERP than the configured one, and not compared."));
    }
    if report.stopped {
        out::line("It was stopped. What was found till then stands, and the next one goes on from there.");
    }
    if let Some(error) = &report.error {
        out::error(error, false);
        out::line("What was found till then stands, and the next one goes on from there.");
    }
    if report.unseen > 0 {
        out::line(&format!("{} not asked about yet.", out::count(report.unseen as usize, "invoice")));
    }
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

/// What becomes of an invoice that was cancelled at the ERP.
pub fn settled(Settled { invoice, loads, bill_again }: &Settled) {
    if *bill_again {
        out::line(&format!("{invoice}: approve {} again, and the next push bills them.", loads.join(" ")));
    } else {
        out::line(&format!("{invoice}: {} will not be billed again.", loads.join(" ")));
    }
}

/// Invoices that go on, and those that do not.
pub fn retried(report: &RetryReport) {
    let lines = [
        (&report.queued, "goes out with the next push"),
        (&report.effects, "goes on with the next push"),
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
    let some = [&report.queued, &report.posted, &report.rejected, &report.effects].iter().any(|all| !all.is_empty());
    if !some && report.refused.is_empty() {
        out::line("No invoice was rejected.");
    }
}

/// What was owed and is not done any more.
pub fn ended(report: &Ended) {
    let what = if report.went_out { "went out; nothing more is done" } else { "is given up; it is not done any more" };
    report.ended.iter().for_each(|name| out::line(&format!("{} {what}.", plain(name))));
}

/// A secret that is forgotten.
pub fn forgotten(source: Option<&str>) {
    out::line(&match source {
        Some(source) => format!("The secret of {} is forgotten.", plain(source)),
        None => "The ERP's password is forgotten.".to_owned(),
    });
}

fn no_secret(what: &str, next: &str) -> ApiError {
    ApiError {
        code: Code::SecretUnkept,
        message: what.to_owned(),
        meaning: "No password was kept.".to_owned(),
        next_step: next.to_owned(),
    }
}

/// `linehaul secret set`: a password is typed or piped in, and is no argument of anything.
pub fn secret_verb() -> Verb {
    let arguments = |command: clap::Command| {
        let source = clap::Arg::new("source").long("source").value_name("NAME").help("Of this source; the ERP's else");
        command.about("Ask for it on the terminal, or read it from standard input, and keep it").arg(source)
    };
    Verb { path: "secret set", after: "owed", arguments, acts: false, does: Does::Own(secret_set) }
}

fn secret_set(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let source = matches.get_one::<String>("source").map(String::as_str);
    let account = shell.session(Access::Reads)?.secret_account(source)?;
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("Password of {}: ", plain(&account)))
    } else {
        let mut piped = String::new();
        std::io::stdin().read_to_string(&mut piped).map(|_| piped.trim_end_matches(['\r', '\n']).to_owned())
    };
    let typed = typed.map_err(|e| no_secret(&format!("no password could be read: {e}"), "Type it, or pipe it in."))?;
    let kept = shell.session(Access::Reads)?.secret_set(source, SecretString::from(typed))?;
    shell.say(&serde_json::json!({ "account": account, "kept": kept }), |_| {
        out::line(&format!("The password of {account} is {kept}."));
    });
    Ok(0)
}
