//! `linehaul rules check`, `rules test`, `rate`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use linehaul_api::clap::{self, ArgMatches, Args};
use linehaul_api::command::contracts;
use linehaul_api::wire::charge::RatedLoad;
use linehaul_api::wire::rules::{CheckReport, CountLine, CoverageLine, TestReport};
use linehaul_api::{ApiError, Code};

use crate::out;
use crate::shell::{Exit, Shell};
use crate::verb::show;
use crate::words::{Does, Verb, own};

/// What is wrong with contracts.
pub fn checked(report: &CheckReport) {
    let errors = report.problems.iter().filter(|p| p.severity == "error").count();
    for p in &report.problems {
        out::line(&format!("{}:{}:{} {} {} {}", p.file, p.line, p.column, p.severity, p.code, p.message));
    }
    let warnings = report.problems.len() - errors;
    let files = format!("{} beside {}", out::count(report.files, "contract"), out::count(report.tables, "table"));
    out::line(&format!("{files}: {}, {}.", out::count(errors, "error"), out::count(warnings, "warning")));
}

/// Golden cases that do not come out, and what they reach.
pub fn tested(command: &contracts::Test, report: &TestReport, shell: &Shell) {
    let open = report.failed.iter().filter(|f| !f.updated).count();
    for failed in &report.failed {
        out::line(&out::bold(&failed.case));
        for line in failed.expected.iter().filter(|l| !failed.actual.contains(l)) {
            out::line(&format!("  expected  {line}"));
        }
        for line in failed.actual.iter().filter(|l| !failed.expected.contains(l)) {
            out::line(&format!("  actual    {line}"));
        }
        if failed.expected.len() == failed.actual.len() && failed.expected.iter().all(|l| failed.actual.contains(l)) {
            out::line("  the same lines, but in another order");
        }
        if failed.updated {
            out::line("  written anew as it came out");
        }
    }
    covered(&report.coverage, command.coverage);
    if report.cases == 0 {
        let place = command.place(shell).map(|path| path.display().to_string()).unwrap_or_default();
        out::line(&format!(
            "No golden case stands below {place}: they stand in `cases/` beside a contract, as NAME.load.json and NAME.toml."
        ));
    }
    let written = report.failed.len() - open;
    let tail = if written > 0 { format!(", {written} written anew") } else { String::new() };
    out::line(&format!("{} passed, {open} failed{tail}", report.passed));
}

/// What the cases reach: a line a contract, or everything that they do not.
fn covered(coverage: &[CoverageLine], whole: bool) {
    let of = |count: CountLine, what: &str| format!("{} of {} {what}", count.reached, count.of);
    for line in coverage {
        let (terms, branches, clauses) =
            (of(line.terms, "terms"), of(line.branches, "branches"), of(line.clauses, "clauses"));
        out::line(&format!("{}: {}; {terms}, {branches}, {clauses}", line.contract, out::count(line.cases, "case")));
        if whole {
            for u in &line.unreached {
                out::line(&format!("  {}:{} no case reaches this {}: {}", line.contract, u.line, u.kind, u.what));
            }
            for rows in &line.rows {
                out::line(&format!("  table {}: {}", rows.table, of(rows.count, "rows")));
                for row in &rows.unreached {
                    out::line(&format!("    no case reaches the row {row}"));
                }
            }
        }
    }
}

/// Rate one load, or many (JSON lines on standard input), without a workspace.
#[derive(Args)]
struct Rate {
    /// Contract file; several are versions of one contract.
    #[arg(long, required = true, num_args = 1..)]
    contract: Vec<PathBuf>,
    /// A load as JSON, or `-` for standard input.
    #[arg(long)]
    load: PathBuf,
    /// Folder of tables; by default the nearest `tables/` above the contract.
    #[arg(long)]
    tables: Option<PathBuf>,
}

/// `linehaul rate`: one load, or a stream of them as JSON lines.
pub fn rate_verb() -> Verb {
    Verb { path: "rate", after: "rules history", arguments: Rate::augment_args, acts: false, does: Does::Own(rate) }
}

fn rate(matches: &ArgMatches, shell: &mut Shell) -> Exit {
    let Rate { contract, load, tables } = own(matches);
    let (load, json) = (load.as_path(), shell.json);
    let mut input: Box<dyn BufRead> = if load == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::new(std::fs::File::open(load).map_err(|e| missing(load, &e))?))
    };
    let stream = load == Path::new("-");
    let (mut loads, mut failed) = (0u32, 0u32);
    let mut tell = |result: Result<RatedLoad, ApiError>| match result {
        Ok(rated) if stream => out::json_line(&rated),
        Ok(rated) if json => {
            out::json(&rated);
            true
        }
        Ok(rated) => {
            print(&rated);
            true
        }
        Err(error) => {
            failed += 1;
            if stream {
                out::json_line(&serde_json::json!({ "error": error }))
            } else {
                out::error(&error, json);
                true
            }
        }
    };
    contracts::rate(&contract, tables.as_deref(), &mut *input, &mut |result| {
        loads += 1;
        tell(result)
    })?;
    if loads == 0 {
        tell(Err(nothing(load)));
    }
    Ok(u8::from(failed > 0))
}

fn nothing(path: &Path) -> ApiError {
    ApiError {
        code: Code::LoadsAbsent,
        message: format!("there is no load in {}", path.display()),
        meaning: "No load was rated.".to_owned(),
        next_step: "Give it a load as JSON, or one a line.".to_owned(),
    }
}

fn missing(path: &Path, why: &std::io::Error) -> ApiError {
    ApiError {
        code: Code::FileUnreadable,
        message: format!("{} cannot be read: {why}", path.display()),
        meaning: "No load was rated.".to_owned(),
        next_step: "Check the path.".to_owned(),
    }
}

fn print(rated: &RatedLoad) {
    out::line(&out::bold(&rated.load));
    show::body(&rated.charges, &rated.total, &rated.currency, None);
    show::shares(&rated.charges, &rated.shares);
    show::reasons(&rated.holds, &rated.warnings, &rated.near_misses);
    if !rated.not_read.is_empty() {
        out::line(&format!("not read: {}", rated.not_read.join(", ")));
    }
    out::line(match rated.status.as_str() {
        "delivered" | "tonu" if rated.ready => "ready",
        "delivered" | "tonu" => "not ready",
        "cancelled" => "not billable: dispatch cancelled it without charge",
        _ => "not delivered: nothing is held against it yet",
    });
}
