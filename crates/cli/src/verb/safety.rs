//! `linehaul backup`, `restore`, `recover`.

use std::path::Path;

use linehaul_api::command::desk::Desk;
use linehaul_api::command::safety::{self, Loads};
use linehaul_api::wire::recover::{BackupReport, RecoveryReport};
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::verb::Exit;

/// Writes a backup.
pub fn backup(desk: &mut Desk, file: &Path, json: bool) -> Exit {
    let report = desk.backup(file)?;
    if json {
        out::json(&report);
    } else {
        out::line(&format!("{} holds the book up to entry {}.", report.file, report.head.seq));
    }
    Ok(0)
}

/// Puts a backup back.
pub fn restore(dir: &Path, file: &Path, json: bool) -> Exit {
    let report: BackupReport = safety::restore(dir, file)?;
    if json {
        out::json(&report);
        return Ok(0);
    }
    out::line(&format!("The book ends at entry {} now.", report.head.seq));
    if let Some(aside) = &report.aside {
        out::line(&format!("The one that was there is kept as {aside}."));
    }
    out::line(
        "  -> `linehaul recover` lists what was posted after the backup was made; until then nothing is decided.",
    );
    Ok(0)
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

/// Lists what the book does not know.
pub fn list(desk: &Desk, of: &[String], json: bool) -> Exit {
    let report = desk.recover_list(&loads(of)?)?;
    let person = report.behind.is_some() || !report.unknown.is_empty();
    if json {
        out::json(&report);
    } else {
        print(&report);
    }
    Ok(u8::from(person))
}

fn print(report: &RecoveryReport) {
    if let Some(behind) = &report.behind {
        out::line(&format!("{} {}", out::paint("31;1", behind.code.as_str(), false), behind.message));
    }
    if report.unknown.is_empty() {
        out::line("Everything at the ERP under our numbers is in the book.");
    } else {
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
    if report.behind.is_some() || !report.unknown.is_empty() {
        out::line("  -> If you have the latest book, put that back. Else look these up at the ERP, then:");
        out::line("     linehaul recover --confirm --reason TEXT (--of NUMBER=LOAD,LOAD where it does not tell)");
    }
}

/// Confirms and goes on.
pub fn confirm(desk: &mut Desk, of: &[String], as_user: Option<&str>, reason: &str, json: bool) -> Exit {
    let report = desk.recover_confirm(&loads(of)?, as_user, reason)?;
    if json {
        out::json(&report);
        return Ok(u8::from(!report.remarks.is_empty()));
    }
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
    Ok(u8::from(!report.remarks.is_empty()))
}
