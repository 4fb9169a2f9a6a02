//! Hostile texts end in bounded time with a coded problem, and never panic.
//!
//! `hostile/` has one text a file; its first line says what is to come of it. Each is tried in a process of its own, so that
//! a hang, a crash or a gigabyte is a failed test and not the end of the tests. The limit of memory is that of `ulimit -v`:
//! Linux keeps it, macOS takes no notice of it, and Windows has none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::Load;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;
use linehaul_rules::{EvalError, read};
use proptest::prelude::*;

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";

fn code(text: &str) -> Option<&'static str> {
    let effective = "2025-01-01".parse().expect("a date");
    read("t/2025-01-01.rhai", effective, text, &Tables::new())
        .err()
        .map(|p| p.first().expect("a problem").code.as_str())
}

fn refused(body: &str) {
    assert!(code(&format!("{HEAD}{body}")).is_some_and(|c| c.starts_with("LH-31")), "{body}");
}

#[test]
fn loops_that_never_end_are_stopped() {
    assert_eq!(code(&format!("{HEAD}loop {{ let x = 1; }}")), Some("LH-315"));
    assert!(code(&format!("{HEAD}for i in 0..1 {{ loop {{ }} }}")).is_some());
}

#[test]
fn memory_bombs_are_stopped() {
    refused("let s = \"aaaaaaaaaaaaaaaaaaaaaaaa\"; loop { s += s; }");
    refused("let a = [1]; loop { a += a; }");
    refused("let m = #{}; let i = 0; loop { m[\"k\" + i] = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; i += 1; }");
}

#[test]
fn deep_nesting_and_huge_texts_are_refused() {
    refused(&format!("charge \"X\" amount {}1{};", "(".repeat(5_000), ")".repeat(5_000)));
    refused(&"when load.team { ".repeat(2_000));
    assert_eq!(code(&"/".repeat(300_000)), Some("LH-315"));
    refused(&format!("ask \"{}\";", "a".repeat(100_000)));
}

#[test]
fn a_kept_expression_has_its_own_limit() {
    let sum = vec!["1"; 30].join(" + ");
    let text = format!("{HEAD}charge \"X\" amount {sum};");
    let contract = read("t", "2025-01-01".parse().expect("a date"), &text, &Tables::new()).expect("it reads");
    let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    assert!(contract.amount(amount, &Load::new("L".into())).is_ok());
    let text = format!("{HEAD}charge \"X\" amount 79228162514264337593543950335.0 * 10;");
    let contract = read("t", "2025-01-01".parse().expect("a date"), &text, &Tables::new()).expect("it reads");
    let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    assert!(matches!(contract.amount(amount, &Load::new("L".into())), Err(EvalError::Failed { .. })));
}

/// Names the text that a child process tries.
const CHILD: &str = "LINEHAUL_HOSTILE";
/// Address space of a child, in KiB.
const MEMORY_KIB: u32 = 1_048_576;
/// Time of a child.
const WALL: Duration = Duration::from_secs(10);

fn ordinary() -> Load {
    let mut load = Load::new("L-1".into());
    load.mode = "TL".to_owned();
    load.equipment = "dry van".to_owned();
    load.miles = exact("612.0");
    load.driver_count = Some(2);
    load.extras.insert("pallets".to_owned(), Extra::Number(Decimal::from(30)));
    load.extras.insert("gate".to_owned(), Extra::Text("north gate".to_owned()));
    load.extras.insert("due".to_owned(), Extra::Date("2025-01-31".parse().expect("a date")));
    load
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "rhai"));
    paths.sort();
    paths
}

/// `reads: refused LH-315` or `evaluates: fails Failed`, from `// reads: refused LH-315: why`.
fn expected(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}');
    let said = first.strip_prefix("// ").unwrap_or_else(|| panic!("no remark in the first line: {first}"));
    let parts: Vec<&str> = said.splitn(3, ": ").collect();
    let [when, what, why] = parts[..] else { panic!("what is to come of it, and why: {first}") };
    assert!(!why.trim().is_empty(), "{first}");
    format!("{when}: {what}")
}

fn inside(text: &str, line: u32, column: u32) -> bool {
    let lines: Vec<&str> = text.split('\n').collect();
    let length = (line as usize).checked_sub(1).and_then(|at| lines.get(at)).map(|l| l.chars().count());
    length.is_some_and(|length| column >= 1 && column as usize <= length + 1)
}

/// What comes of a text.
fn outcome(text: &str) -> String {
    let effective = "2025-01-01".parse().expect("a date");
    let contract = match read("t/2025-01-01.rhai", effective, text, &Tables::new()) {
        Ok(contract) => contract,
        Err(problems) => {
            for p in &problems {
                assert!(p.code.as_str().starts_with("LH-3") && !p.message.is_empty(), "{p:?}");
                assert!(inside(text, p.line, p.column), "outside the text: {p:?}");
            }
            return format!("reads: refused {}", problems.first().expect("a problem").code);
        }
    };
    let load = ordinary();
    let mut errors = Vec::new();
    for term in &contract.terms().terms {
        errors.extend(term.when.iter().filter_map(|when| contract.holds(when, &load).err()));
        if let Verb::Charge { amount, .. } = term.verb {
            errors.extend(contract.amount(amount, &load).err());
        }
    }
    let (kind, location) = match errors.first() {
        None => return "reads".to_owned(),
        Some(EvalError::MissingInput { location, .. }) => ("MissingInput", location),
        Some(EvalError::Failed { location, .. }) => ("Failed", location),
    };
    assert!(inside(text, location.line, location.column), "outside the text: {location:?}");
    format!("evaluates: fails {kind}")
}

/// The command that runs this test's own child, under a limit of memory where the platform has one.
fn child(script: &Path) -> Command {
    let exe = std::env::current_exe().expect("the test's own file");
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("ulimit -v {MEMORY_KIB} 2>/dev/null; exec \"$0\" \"$@\"")).arg(exe);
        shell
    } else {
        Command::new(exe)
    };
    command.args(["--exact", "hostile::one_hostile_script", "--nocapture", "--test-threads=1"]);
    command.env(CHILD, script).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a child process says of a script, or how it ended.
fn tried(script: &Path) -> String {
    let mut child = child(script).spawn().expect("a child");
    let started = Instant::now();
    while child.try_wait().expect("a state").is_none() {
        if started.elapsed() > WALL {
            child.kill().expect("it ends");
            return format!("no end within {WALL:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("its output");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match said.lines().find_map(|line| line.split_once("OUTCOME ")) {
        Some((_, outcome)) if output.status.success() => outcome.to_owned(),
        _ => format!("{}: {said}{}", output.status, String::from_utf8_lossy(&output.stderr)),
    }
}

/// The child of [`hostile_scripts_end_as_they_say`]; nothing when nobody asks.
#[test]
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn one_hostile_script() {
    if let Some(script) = std::env::var_os(CHILD) {
        let text = std::fs::read_to_string(script).expect("a script");
        println!("\nOUTCOME {}", outcome(&text));
    }
}

#[test]
fn hostile_scripts_end_as_they_say() {
    let scripts = scripts();
    assert!(scripts.len() >= 60, "{} scripts", scripts.len());
    let mut wrong = Vec::new();
    let mut bodies = BTreeSet::new();
    for script in &scripts {
        let text = std::fs::read_to_string(script).expect("a script");
        let name = script.file_name().expect("a name").to_string_lossy().into_owned();
        let (expected, found) = (expected(&text), tried(script));
        if found != expected {
            wrong.push(format!("{name}: {expected} is expected; {found}"));
        }
        if !bodies.insert(text.split_once('\n').map(|(_, body)| body.to_owned())) {
            wrong.push(format!("{name}: the same text is there twice"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = code(&text);
        let _ = code(&format!("{HEAD}{text}"));
    }

    #[test]
    fn shuffled_words_of_the_language_never_make_it_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("linehaul"), Just("detention"), Just("at"), Just("every"), Just("stop"), Just(","), Just(";"),
                Just("when"), Just("{"), Just("}"), Just("load.team"), Just("12.50"), Just("-1"), Just("per"),
                Just("mile"), Just("\"tgs\""), Just("fuel"), Just("percent"), Just("of"), Just("charge"), Just("amount"),
                Just("otherwise"), Just("ask"), Just("need"), Just("document"), Just("("), Just(")"), Just("free"),
            ],
            0..40,
        )
    ) {
        let _ = code(&format!("{HEAD}{}", words.join(" ")));
    }
}
