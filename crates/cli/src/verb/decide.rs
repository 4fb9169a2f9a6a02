//! `linehaul approve`, `hold`, `release`, `adjust`.

use linehaul_api::command::desk::Desk;
use linehaul_api::wire::review::{Decisions, RefusedLine};

use crate::out;
use crate::progress::Progress;
use crate::verb::Exit;

/// Approves and tells what was refused.
pub fn approve(
    desk: &mut Desk,
    loads: &[String],
    all_ready: bool,
    as_user: Option<&str>,
    note: Option<&str>,
    json: bool,
) -> Exit {
    let mut progress = Progress::new();
    let report =
        desk.approve(loads, all_ready, as_user, note, &mut |done, all| progress.tick("approving", done, all))?;
    drop(progress);
    if json {
        out::json(&report);
    } else {
        out::line(&format!("{} approved.", out::count(report.approved.len(), "load")));
        refused(&report.refused);
    }
    Ok(u8::from(!report.refused.is_empty()))
}

/// Tells what any other decision did.
pub fn done(report: Decisions, word: &str, json: bool) -> Exit {
    if json {
        out::json(&report);
    } else {
        for load in &report.done {
            out::line(&format!("{load} {word}."));
        }
        refused(&report.refused);
    }
    Ok(u8::from(!report.refused.is_empty()))
}

/// Refusals, each with what to do.
pub fn refused(refused: &[RefusedLine]) {
    for line in refused {
        out::line(&format!("{} {}", out::paint("31;1", &line.code, false), line.message));
        out::line(&format!("  -> {}", line.next_step));
    }
}
