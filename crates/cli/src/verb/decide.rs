//! `linehaul approve`, `hold`, `release`, `adjust`.

use linehaul_api::command::desk::Desk;
use linehaul_api::wire::review::{Decisions, RefusedLine};
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::progress::Progress;
use crate::verb::Exit;

/// Which loads to approve.
pub struct Which {
    /// These.
    pub loads: Vec<String>,
    /// Or every one that is ready.
    pub all_ready: bool,
    /// What was looked at, for each of the loads; nothing where that is not said.
    pub seen: Vec<String>,
}

/// LH-426: as many hashes as loads.
fn uneven(which: &Which) -> ApiError {
    ApiError {
        code: Code::SeenUneven,
        message: format!("{} named, and {} for --seen", out::count(which.loads.len(), "load"), which.seen.len()),
        meaning: "Nothing was approved.".to_owned(),
        next_step: "Say --seen once for each load, in the order of the loads.".to_owned(),
    }
}

/// Approves and tells what was refused.
pub fn approve(desk: &mut Desk, which: &Which, as_user: Option<&str>, note: Option<&str>, json: bool) -> Exit {
    if !which.seen.is_empty() && which.seen.len() != which.loads.len() {
        return Err(uneven(which));
    }
    let mut progress = Progress::new();
    let mut tick = |done, all| progress.tick("approving", done, all);
    let report = if which.seen.is_empty() {
        desk.approve(&which.loads, which.all_ready, as_user, note, &mut tick)?
    } else {
        let seen: Vec<(String, String)> = which.loads.iter().cloned().zip(which.seen.iter().cloned()).collect();
        desk.approve_seen(&seen, as_user, note, &mut tick)?
    };
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
        report.notes.iter().for_each(|note| out::line(note));
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
