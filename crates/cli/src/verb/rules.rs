//! `linehaul rules check`, `rules test`, `rate`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use linehaul_api::ApiError;
use linehaul_api::command::contracts;
use linehaul_api::wire::charge::RatedLoad;

use crate::out;
use crate::verb::{Exit, show};

/// Compiles and lints.
pub fn check(path: &Path, json: bool) -> Exit {
    let report = contracts::check(path)?;
    let errors = report.problems.iter().filter(|p| p.severity == "error").count();
    if json {
        out::json(&report);
        return Ok(u8::from(errors > 0));
    }
    for p in &report.problems {
        out::line(&format!("{}:{}:{} {} {} {}", p.file, p.line, p.column, p.severity, p.code, p.message));
    }
    let warnings = report.problems.len() - errors;
    let files = out::count(report.files, "file");
    out::line(&format!("{files}, {}, {}.", out::count(errors, "error"), out::count(warnings, "warning")));
    Ok(u8::from(errors > 0))
}

/// Runs golden cases.
pub fn test(path: &Path, json: bool) -> Exit {
    let report = contracts::test(path)?;
    if json {
        out::json(&report);
        return Ok(u8::from(!report.failed.is_empty()));
    }
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
    }
    out::line(&format!("{} passed, {} failed", report.passed, report.failed.len()));
    Ok(u8::from(!report.failed.is_empty()))
}

/// Rates one load, or a stream of them as JSON lines.
pub fn rate(contract: &[PathBuf], load: &Path, tables: Option<&Path>, json: bool) -> Exit {
    let mut input: Box<dyn BufRead> = if load == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::new(std::fs::File::open(load).map_err(|e| missing(load, &e))?))
    };
    let stream = load == Path::new("-");
    let mut failed = 0u32;
    contracts::rate(contract, tables, &mut *input, &mut |result| match result {
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
    })?;
    Ok(u8::from(failed > 0))
}

fn missing(path: &Path, why: &std::io::Error) -> ApiError {
    ApiError {
        code: "LH-104".to_owned(),
        message: format!("{} cannot be read: {why}", path.display()),
        meaning: "No load was rated.".to_owned(),
        next_step: "Check the path.".to_owned(),
    }
}

fn print(rated: &RatedLoad) {
    out::line(&out::bold(&rated.load));
    show::body(&rated.charges, &rated.total, &rated.currency, None);
    show::reasons(&rated.holds, &rated.warnings, &rated.near_misses);
    out::line(if rated.ready { "ready" } else { "not ready" });
}
