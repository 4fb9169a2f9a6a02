//! `linehaul audit verify`, `rebuild`, `doctor`, `quarantine list`.

use std::path::Path;

use linehaul_api::command::desk::Desk;
use linehaul_api::command::safety;
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::verb::Exit;

/// Checks the book's chain; where the workspace cannot be written, without opening the rest of it.
pub fn audit(desk: Result<Desk, ApiError>, dir: &Path, json: bool) -> Exit {
    let report = match desk {
        Ok(desk) => desk.audit()?,
        Err(why) if matches!(why.code, Code::LockUnwritable | Code::DiskFailed) => {
            out::remark("The workspace cannot be written: its book is looked at as it stands.");
            safety::audit_unwritten(dir)?
        }
        Err(why) => return Err(why),
    };
    if json {
        out::json(&report);
    } else if report.ok {
        out::line(&format!("The book's chain holds: {} entries, head {}.", report.entries, report.head));
    } else {
        let entry = report.first_bad.map_or("the book".to_owned(), |n| format!("entry {n}"));
        let why = report.why.as_deref().unwrap_or("changed");
        out::line(&format!("{} {entry}: {why}", out::paint("31;1", "The book's chain is broken at", false)));
        out::line(
            "  -> Nothing should be sent from it. Restore the newest backup and tell whoever may write the files.",
        );
    }
    Ok(u8::from(!report.ok))
}

/// Rebuilds, or compares.
pub fn rebuild(desk: &mut Desk, check: bool, json: bool) -> Exit {
    let report = if check { desk.rebuild_check()? } else { desk.rebuild()? };
    if json {
        out::json(&report);
    } else if !check {
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
    Ok(u8::from(!report.differing.is_empty()))
}

/// Checks everything the work needs.
pub fn doctor(desk: &mut Desk, json: bool) -> Exit {
    let report = desk.doctor()?;
    let bad = report.checks.iter().filter(|c| !c.ok).count();
    if json {
        out::json(&report);
    } else {
        for check in &report.checks {
            let mark = if check.ok { "ok  " } else { "BAD " };
            let mark = out::paint(if check.ok { "32" } else { "31;1" }, mark, false);
            out::line(&format!("{mark} {}: {}", check.name, check.message));
        }
    }
    Ok(u8::from(bad > 0))
}

/// Lists quarantined rows.
pub fn quarantine(desk: &Desk, json: bool) -> Exit {
    let report = desk.quarantine()?;
    if json {
        out::json(&report);
        return Ok(0);
    }
    for item in &report.items {
        let column = item.column.as_deref().map(|c| format!(" column {c}")).unwrap_or_default();
        out::line(&format!("{} {}:{}{column} {} {}", item.id, item.file, item.line, item.code, item.message));
        let content: String = item.content.chars().take(120).collect();
        out::line(&out::dim(&format!("    {content}")));
    }
    out::line(&format!("{} in quarantine.", out::count(report.items.len(), "row")));
    if !report.items.is_empty() {
        out::line("  -> Mend them in dispatch or in the file and drop it again; the rest of each file was read.");
    }
    Ok(0)
}
