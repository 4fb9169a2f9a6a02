//! `linehaul run`.

use std::time::Duration;

use linehaul_api::Code;
use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::declare::{Command, Host};
use linehaul_api::command::session::{could_not, was_told_why_not, were_told};
use linehaul_api::command::sync::Run;
use linehaul_api::error::Answer;
use linehaul_api::wire::sync::SourceLine;
use linehaul_api::wire::unattended::{RunReport, TroubleLine};

use crate::out;
use crate::progress::{is_stopped, listen};
use crate::shell::{Exit, Shell, exit_of};

use crate::words::{Does, Verb, own};

/// A workspace that is open elsewhere is asked for again after so long.
const IN_USE: Duration = Duration::from_secs(5);
/// What failed for another reason is tried again after so long.
const FAILED: Duration = Duration::from_secs(60);

/// `linehaul run`: rounds until somebody stops it, or one.
pub fn verb() -> Verb {
    let arguments = |command: clap::Command| Run::augment_args(command);
    Verb { path: "run", after: "sync", arguments, acts: false, does: Does::Own(run) }
}

fn run(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let Run { once } = own(matches);
    if once { run_once(shell) } else { run_on(shell) }
}

/// One round, for a timer. Somebody who has the workspace open is no trouble: a window reads its sources itself.
fn run_once(shell: &mut Shell) -> Exit {
    match shell.ask(&Run { once: true }) {
        Err(why) if why.code == Code::WorkspaceInUse => {
            let told = serde_json::json!({ "in_use": why.message });
            shell.say(&told, |_| out::line(&format!("{}; its sources are left to that.", why.message)));
            Ok(0)
        }
        Err(why) => {
            let dir = shell.folder()?;
            // Without a workspace there is nowhere to keep that it was told.
            if !dir.join("linehaul.toml").is_file() {
                return Err(why);
            }
            if could_not(&dir, &why)? {
                out::error(&why, shell.json);
                out::all_is_said().then(|| was_told_why_not(&dir)).transpose()?;
                return Ok(exit_of(&why));
            }
            let told = serde_json::json!({ "told_before": why });
            shell.say(&told, |_| out::line(&format!("workspace: {} {} (told before)", why.code, why.message)));
            Ok(0)
        }
        Ok(report) => {
            shell.say(&report, |report| tell(report, true));
            told(shell, &report)?;
            Ok(u8::from(Run::left(&report)))
        }
    }
}

/// Rounds, with the workspace closed between two: others can have it.
fn run_on(shell: &mut Shell) -> Exit {
    listen();
    if let Some(why) = shell.watch()? {
        out::remark(&why);
    }
    let (mut once, mut failed) = (true, None);
    while !is_stopped() {
        match shell.ask(&Run { once }) {
            Ok(report) => {
                (once, failed) = (false, None);
                let is_read = match shell.json {
                    true => out::json_line(&report),
                    false => {
                        tell(&report, false);
                        true
                    }
                };
                if is_read {
                    told(shell, &report)?;
                }
                shell.rest(Duration::from_millis(report.wait_ms), true);
            }
            Err(why) => {
                let again = if why.code == Code::WorkspaceInUse { IN_USE } else { FAILED };
                // It is told once, and tried until it goes.
                if failed.replace(why.code) != Some(why.code) {
                    out::error(&why, false);
                }
                shell.rest(again, false);
            }
        }
    }
    Ok(0)
}

/// What is amiss is no news any more once it was said: a reader that has gone away was told nothing.
fn told(shell: &Shell, report: &RunReport) -> Answer<()> {
    if out::all_is_said() { were_told(&shell.folder()?, &report.new) } else { Ok(()) }
}

/// A line for each source that was read, and where it is the only round, for each other one too.
fn tell(report: &RunReport, all: bool) {
    let told = |name: &str, lines: &[TroubleLine]| lines.iter().any(|line| line.of == format!("source {name}"));
    for source in &report.sources {
        // What is amiss has a line of its own.
        if !told(&source.name, &report.new) && !told(&source.name, &report.lasting) {
            out::line(&format!("{}: {}", source.name, read(source)));
        }
        for note in &source.notes {
            out::line(&format!("  {}: {note}", source.name));
        }
    }
    for source in report.waiting.iter().filter(|_| all) {
        let next = source.next.as_deref().map_or("-".to_owned(), out::second);
        out::line(&format!("{}: not due before {next}", source.name));
    }
    for lasting in report.lasting.iter().filter(|line| all || told_of(report, line)) {
        let since = out::second(&lasting.since);
        let TroubleLine { of, error, .. } = lasting;
        out::line(&format!("{of}: {} {} (told before; since {since})", error.code, error.message));
    }
    if report.assessed > 0 {
        out::line(&format!("{} assessed.", out::count(report.assessed, "load")));
    }
    for lapse in &report.lapsed {
        out::line(&format!("{}: the approval lapsed: {}", lapse.load, lapse.difference));
    }
    report.voided.iter().for_each(|note| out::line(note));
    if report.done > 0 {
        out::line(&format!("{} that was owed of posted invoices is done.", out::count(report.done, "thing")));
    }
    for new in &report.new {
        out::remark(&format!("{}:", new.of));
        out::error(&new.error, false);
    }
}

/// Is it of a source that was read in this round?
fn told_of(report: &RunReport, line: &TroubleLine) -> bool {
    report.sources.iter().any(|source| line.of == format!("source {}", source.name))
}

fn read(source: &SourceLine) -> String {
    let SourceLine { read, new, changed, duplicate, quarantined, .. } = source;
    match (read, &source.error) {
        (_, Some(error)) => format!("{} {}", error.code, error.message),
        (0, None) => "nothing new".to_owned(),
        _ => format!("{read} rows = {new} new + {changed} changed + {duplicate} known + {quarantined} quarantined"),
    }
}
