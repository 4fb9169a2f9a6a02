//! `linehaul backup`, `restore`, `recover`.

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::declare::{Access, Host};
use linehaul_api::command::safety::{Loads, Recover, RecoverConfirm};
use linehaul_api::wire::recover::{BackupReport, RecoveredReport, RecoveryReport};
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb, own};

/// A backup that was written.
pub fn backup(report: &BackupReport) {
    out::line(&format!("{} holds the book up to entry {}.", report.file, report.head.seq));
    if let Some(why) = &report.without_ledger {
        out::line(&format!("The file ERP's ledger is not in it: {why}"));
    }
}

/// A backup that was put back.
pub fn restored(report: &BackupReport) {
    out::line(&format!("The book ends at entry {} now.", report.head.seq));
    if let Some(aside) = &report.aside {
        out::line(&format!("The one that was there is kept as {aside}."));
    }
    out::line(
        "  -> `linehaul recover` lists what was posted after the backup was made; until then nothing is decided.",
    );
}

/// List what stands at the ERP under our numbers and is not in the book; with --confirm, go on from there.
#[derive(Args)]
struct How {
    /// These invoices were posted: their loads are billed, and numbers go on above theirs.
    #[arg(long, requires = "reason")]
    confirm: bool,
    /// Which loads an invoice bills, where the ERP does not tell: NUMBER=LOAD,LOAD.
    #[arg(long, value_name = "NUMBER=LOADS")]
    of: Vec<String>,
    /// The last invoice number that was given out, where the ERP came back with the book: 12 of PSL-A-000012.
    #[arg(long, value_name = "N", requires = "confirm")]
    last_number: Option<u64>,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
}

/// `linehaul recover`: lists, or confirms.
pub fn recover_verb() -> Verb {
    Verb { path: "recover", after: "audit verify", arguments: How::augment_args, acts: true, does: Does::Own(recover) }
}

fn recover(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let How { confirm, of, last_number, reason } = own(matches);
    // Whether the workspace opens is told before how it was asked.
    shell.session(Access::Decides)?;
    let of = loads(&of)?;
    match confirm {
        true => shell.tell(&RecoverConfirm { of, last_number, reason: reason.unwrap_or_default() }, confirmed),
        false => shell.tell(&Recover { of }, print),
    }
}

/// `NUMBER=LOAD,LOAD`; LH-427 where it is not.
fn loads(of: &[String]) -> Result<Loads, ApiError> {
    let mut loads = Loads::new();
    for said in of {
        let Some((invoice, named)) = said.split_once('=').filter(|(_, named)| !named.trim().is_empty()) else {
            return Err(ApiError {
                code: Code::LoadsUnsaid,
                message: format!("`{said}` does not say which loads an invoice bills"),
                meaning: "Nothing was decided.".to_owned(),
                next_step: "Say it like --of PSL-A-000012-G1=L-1,L-2.".to_owned(),
            });
        };
        loads.insert(invoice.trim().to_owned(), named.split(',').map(|load| load.trim().to_owned()).collect());
    }
    Ok(loads)
}

fn print(report: &RecoveryReport) {
    if let Some(behind) = &report.behind {
        out::line(&format!("{} {}", out::paint("31;1", behind.code.as_str(), false), behind.message));
    }
    for one in &report.unreadable {
        out::line(&format!("{} ({}) at the ERP cannot be read: {}", one.invoice, one.erp_id, one.why));
    }
    if report.asks_last_number {
        out::line(
            "The ERP came back with this book: what was posted since the backup was made, and under which numbers, neither can tell.",
        );
        out::line(
            "  -> Look up the last invoice in accounting, and say its number: --last-number N (12 of PSL-A-000012).",
        );
    } else if report.unknown.is_empty() && report.unreadable.is_empty() {
        out::line("Everything at the ERP under our numbers is in the book.");
    }
    if !report.unknown.is_empty() {
        let rows: Vec<Vec<String>> = report
            .unknown
            .iter()
            .map(|one| {
                let loads = if one.loads.is_empty() { "it does not tell".to_owned() } else { one.loads.join(" ") };
                let erp = one.erp_number.clone().unwrap_or_else(|| one.erp_id.clone());
                let (party, total) = (one.party.clone(), format!("{} {}", one.total, one.currency));
                let conflict = one.conflict.clone().unwrap_or_default();
                vec![one.invoice.clone(), erp, one.state.clone(), party, total, loads, conflict]
            })
            .collect();
        let columns = [
            ("invoice", '<'),
            ("ERP", '<'),
            ("state", '<'),
            ("party", '<'),
            ("total", '>'),
            ("loads", '<'),
            ("in this book", '<'),
        ];
        out::table(&columns, &rows);
    }
    for owed in &report.owed {
        out::line(&format!("  may be out already: {owed}"));
    }
    if !report.unreadable.is_empty() {
        out::line("  -> Mend these at the ERP, or give them another number there where they are not ours.");
    }
    if report.behind.is_some() || !report.unknown.is_empty() {
        out::line("  -> If you have the latest book, put that back. Else look these up at the ERP, then:");
        out::line("     linehaul recover --confirm --reason TEXT (--of NUMBER=LOAD,LOAD where it does not tell)");
    }
}

/// What confirming did.
fn confirmed(report: &RecoveredReport) {
    for (load, invoice) in &report.billed {
        out::line(&format!("{load} is billed by {invoice}."));
    }
    for invoice in &report.voided {
        out::line(&format!("{invoice} of this book was never sent, and is voided."));
    }
    for draft in &report.removed {
        out::line(&format!("The draft {draft} was removed at the ERP."));
    }
    report.remarks.iter().for_each(|remark| out::line(remark));
    out::line(&format!("The book goes on; the next invoice is number {}.", report.numbers_from));
}
