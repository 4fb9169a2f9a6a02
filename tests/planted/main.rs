//! Plants each bug of `bugs.toml` in a copy of the sources, and asks golden cases and properties whether they see it.
//! Without arguments every bug; with texts, the bugs whose names have one of them. Ends with 1 when one is found otherwise
//! than the list says.

#![allow(clippy::print_stdout)]

#[path = "list.rs"]
mod list;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use list::{Bug, bugs, root};

/// The copy lies below `target/`, so that its build is kept from run to run.
fn copy() -> PathBuf {
    let to = root().join("target/planted");
    std::fs::create_dir_all(&to).expect("a folder");
    for part in ["crates", "rules", "tests", "src-tauri", "Cargo.toml", "Cargo.lock"] {
        let _ = std::fs::remove_dir_all(to.join(part));
    }
    let tracked = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().expect("git");
    let names = String::from_utf8(tracked.stdout).expect("names");
    let wanted = |name: &&str| {
        ["crates/", "rules/", "tests/", "src-tauri/", "fuzz/", "samples/", "ui/dist"]
            .iter()
            .any(|p| name.starts_with(p))
            || !name.contains('/')
    };
    for name in names.split('\0').filter(|n| !n.is_empty()).filter(wanted) {
        let (from, path) = (root().join(name), to.join(name));
        if from.is_file() {
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::copy(&from, &path).expect("copied");
        }
    }
    to
}

fn build(copy: &Path) -> bool {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--bin", "linehaul"]).current_dir(copy);
    cargo.env("CARGO_TARGET_DIR", copy.join("target"));
    cargo.status().expect("cargo").success()
}

/// Do these tests of the copy fail: an executable, and a filter?
fn fails(copy: &Path, tests: &str) -> bool {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--quiet", "--locked", "--workspace", "--test"])
        .args(tests.split_whitespace())
        .current_dir(copy);
    cargo.env("CARGO_TARGET_DIR", copy.join("target"));
    !cargo.output().expect("cargo").status.success()
}

/// Which of the two see something wrong.
fn found(copy: &Path) -> Vec<String> {
    let ask = |verb: &str| {
        let mut linehaul = Command::new(copy.join("target/debug/linehaul"));
        linehaul.args(["--json", "rules", verb, "rules/examples"]).current_dir(copy);
        let output = linehaul.output().expect("linehaul");
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        match verb {
            "test" => told["failed"].as_array().is_none_or(|failed| !failed.is_empty()),
            _ => told["properties"].as_array().is_none_or(|all| all.iter().any(|p| p["holds"] == false)),
        }
    };
    ["test", "prove"].into_iter().filter(|verb| ask(verb)).map(str::to_owned).collect()
}

fn plant(copy: &Path, bug: &Bug) -> Result<Vec<String>, String> {
    let path = copy.join(&bug.file);
    let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
    std::fs::write(&path, text.replacen(&bug.from, &bug.to, 1)).map_err(|e| e.to_string())?;
    let by_tests = bug.found.iter().any(|by| !["test", "prove"].contains(&by.as_str()));
    let failing = || bug.found.iter().filter(|tests| fails(copy, tests)).cloned().collect();
    let seen = build(copy).then(|| if by_tests { failing() } else { found(copy) });
    std::fs::write(&path, text).map_err(|e| e.to_string())?;
    seen.ok_or_else(|| "it does not build".to_owned())
}

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let copy = copy();
    if !build(&copy) {
        println!("the sources do not build");
        return ExitCode::FAILURE;
    }
    let before = found(&copy);
    if !before.is_empty() {
        println!("without any bug something is found by {before:?}");
        return ExitCode::FAILURE;
    }
    let mut wrong = 0;
    for bug in bugs().iter().filter(|b| wanted.is_empty() || wanted.iter().any(|w| b.name.contains(w.as_str()))) {
        let seen = plant(&copy, bug);
        let right = seen.as_ref() == Ok(&bug.found);
        wrong += usize::from(!right);
        println!(
            "{} {}: {seen:?}{}",
            if right { "ok   " } else { "OTHER" },
            bug.name,
            if right { String::new() } else { format!(", the list says {:?}", bug.found) }
        );
    }
    println!("{wrong} found otherwise than the list says");
    ExitCode::from(u8::from(wrong > 0))
}
