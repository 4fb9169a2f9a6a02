//! `linehaul audit verify`, `rebuild`, `doctor`.

use linehaul_api::Code;
use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::declare::{Access, Command, Host};
use linehaul_api::command::safety::{Audit, audit_unwritten};
use linehaul_api::command::upkeep::Rebuild;
use linehaul_api::wire::upkeep::{AuditReport, DoctorReport, RebuildReport};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::words::{Does, Verb};

/// `linehaul audit verify`.
pub fn audit_verb() -> Verb {
    let arguments = |command: clap::Command| Audit::augment_args(command);
    Verb { path: "audit verify", after: "", arguments, acts: false, does: Does::Own(audit) }
}

/// Checks the book's chain; where the workspace cannot be written, without opening the rest of it.
fn audit(_: &ArgMatches, shell: &mut Shell) -> Exit {
    let report = match shell.session(Access::Inspects) {
        Ok(_) => shell.ask(&Audit {})?,
        Err(why) if matches!(why.code, Code::LockUnwritable | Code::DiskFailed) => {
            out::remark("The workspace cannot be written: its book is looked at as it stands.");
            audit_unwritten(&shell.folder()?)?
        }
        Err(why) => return Err(why),
    };
    shell.say(&report, audited);
    Ok(u8::from(Audit::left(&report)))
}

fn audited(report: &AuditReport) {
    if report.ok {
        out::line(&format!("The book's chain holds: {} entries, head {}.", report.entries, report.head));
    } else {
        let entry = report.first_bad.map_or("the book".to_owned(), |n| format!("entry {n}"));
        let why = report.why.as_deref().unwrap_or("changed");
        out::line(&format!("{} {entry}: {why}", out::paint("31;1", "The book's chain is broken at", false)));
        out::line(
            "  -> Nothing should be sent from it. Restore the newest backup and tell whoever may write the files.",
        );
    }
}

/// What was made again, or compared.
pub fn rebuilt(command: &Rebuild, report: &RebuildReport) {
    if !command.check {
        out::line(&format!("{} made again from archive and book.", out::count(report.loads, "load")));
    } else if report.differing.is_empty() {
        out::line(&format!("{}: stored and rebuilt are the same.", out::count(report.loads, "load")));
    } else {
        for key in &report.differing {
            out::line(&format!("differs: {key}"));
        }
        out::line(
            "  -> `linehaul sync` assesses what a changed contract or table concerns; `linehaul rebuild` makes all anew.",
        );
    }
}

/// What the doctor found.
pub fn doctor(report: &DoctorReport) {
    for check in &report.checks {
        let mark = if check.ok { "ok  " } else { "BAD " };
        let mark = out::paint(if check.ok { "32" } else { "31;1" }, mark, false);
        out::line(&format!("{mark} {}: {}", check.name, check.message));
    }
}
