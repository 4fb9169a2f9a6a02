//! A workbook read to facts, beside calamine reading the cells of its sheet: measured by a program of the crate that owns calamine.

use std::process::Command;

use crate::report::Report;
use crate::run;

/// Reads a workbook of so many rows, so often.
pub fn bench(rows: usize, rounds: usize, report: &mut Report) {
    let program = std::env::current_exe().expect("this program").with_file_name("examples").join("bench-xlsx");
    assert!(program.exists(), "{} is not there: `./dev bench sources` builds it", program.display());
    let answer = tempfile::NamedTempFile::new().expect("a file");
    let mut command = Command::new(program);
    command.args([rows.to_string(), rounds.to_string()]).arg(answer.path());
    run::took(&mut command, &[0]);
    let text = std::fs::read_to_string(answer.path()).expect("an answer");
    let said: serde_json::Value = serde_json::from_str(&text).expect("an answer");
    let number = |name: &str| said[name].as_f64().expect("a figure");
    report.row("xlsx: a sheet to facts", number("facts"), "s");
    report.row("xlsx: calamine, the cells of the same sheet", number("cells"), "s");
    report.ratio("xlsx_over_calamine", number("facts") / number("cells"));
}
