//! Sizes: 400 lines a file (600 for tests). Functions of more than 70 lines are clippy's to find, where the manifests and its own
//! settings still ask for that.

use toml::{Table, Value};

const FILE_LINES: usize = 400;
const TEST_FILE_LINES: usize = 600;
const FUNCTION_LINES: i64 = 70;

/// What is too long in a source file.
pub fn problems(file: &str, text: &str) -> Vec<String> {
    let limit = if file.contains("tests/") { TEST_FILE_LINES } else { FILE_LINES };
    match text.lines().count() {
        lines if lines > limit => vec![format!("{file}: {lines} lines, {limit} are allowed")],
        _ => Vec::new(),
    }
}

/// Does clippy look for long functions: by this setting of its own, in the crates of this manifest?
pub fn unlinted(file: &str, manifest: &str) -> Vec<String> {
    let table: Table = manifest.parse().expect("a manifest reads");
    let at = |path: &[&str]| path.iter().try_fold(&table, |table, key| table.get(*key)?.as_table()).cloned();
    let own = at(&["workspace", "lints", "clippy"]).or_else(|| at(&["lints", "clippy"]));
    let asked =
        |lints: Table| lints.get("too_many_lines").and_then(Value::as_str).is_some_and(|level| level != "allow");
    let inherits = at(&["lints"]).is_some_and(|lints| lints.get("workspace").and_then(Value::as_bool) == Some(true));
    if inherits || own.is_some_and(asked) {
        return Vec::new();
    }
    vec![format!("{file}: its lints do not ask for `too_many_lines`")]
}

/// What clippy's own settings allow of it.
pub fn loose(settings: &str) -> Vec<String> {
    let table: Table = settings.parse().expect("settings read");
    let asked = table.get("too-many-lines-threshold").and_then(Value::as_integer);
    match asked {
        Some(lines) if lines <= FUNCTION_LINES => Vec::new(),
        other => vec![format!("clippy.toml: functions may have {other:?} lines, and {FUNCTION_LINES} are allowed")],
    }
}

#[test]
fn the_checker_sees_a_long_file_and_functions_that_nobody_measures() {
    assert_eq!(problems("crates/x/src/lib.rs", &"//\n".repeat(401)).len(), 1);
    assert!(problems("crates/x/tests/a.rs", &"//\n".repeat(401)).is_empty());
    assert!(unlinted("a", "[lints]\nworkspace = true\n").is_empty());
    assert!(unlinted("a", "[workspace.lints.clippy]\ntoo_many_lines = \"warn\"\n").is_empty());
    assert!(unlinted("a", "[lints.clippy]\ntoo_many_lines = \"deny\"\n").is_empty());
    for loose in ["", "[lints.clippy]\nall = \"warn\"\n", "[lints.clippy]\ntoo_many_lines = \"allow\"\n"] {
        assert_eq!(unlinted("a", loose).len(), 1, "{loose}");
    }
    assert_eq!((loose("too-many-lines-threshold = 70\n"), loose("").len()), (Vec::new(), 1));
    assert_eq!(loose("too-many-lines-threshold = 100\n").len(), 1);
}
