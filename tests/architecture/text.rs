//! Words: module order, the clock's owner, names of the trade, words that have no business here.

/// Modules in the order of a `lib.rs`.
pub fn modules(lib: &str) -> Vec<String> {
    lib.lines()
        .filter_map(|line| {
            let rest = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?;
            Some(rest.trim_end_matches(';').to_owned())
        })
        .collect()
}

/// Imports of a module that stands further down in `lib.rs`.
pub fn upward(order: &[String], module: &str, file: &str, source: &str) -> Vec<String> {
    upward_in("crate::", order, module, file, source)
}

/// The same within a room, whose modules are named behind this path.
pub fn upward_in(path: &str, order: &[String], module: &str, file: &str, source: &str) -> Vec<String> {
    let Some(own) = order.iter().position(|m| m == module) else { return Vec::new() };
    let mut problems = Vec::new();
    for (at, line) in source.lines().enumerate() {
        for part in line.split(path).skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = order.iter().position(|m| *m == name)
                && other > own
                && !line.trim_start().starts_with("//")
            {
                problems.push(format!("{file}:{}: {module} imports {name}, which stands below it", at + 1));
            }
        }
    }
    problems
}

/// Error codes as texts in what is built: only their table spells them out, everything else names them.
pub fn spelt_codes(file: &str, source: &str) -> Vec<String> {
    let built = file.contains("/src/") && (file.starts_with("crates/") || file.starts_with("src-tauri/"));
    if !built || file.starts_with("crates/domain/src/fault/") {
        return Vec::new();
    }
    let spelt = |line: &str| line.split("\"LH-").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let lines = source.lines().enumerate().filter(|(_, line)| spelt(line));
    lines.map(|(at, _)| format!("{file}:{}: a code as a text; name it by `fault::Code`", at + 1)).collect()
}

/// The clock outside its owner, floats near money, and names that say nothing.
pub fn source_problems(file: &str, source: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let checker = file.starts_with("tests/architecture");
    for (at, line) in source.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") || checker {
            continue;
        }
        let clock = ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|w| code.contains(w));
        if clock && file != "crates/workbench/src/machine/clock.rs" {
            problems.push(format!("{file}:{}: only workbench/src/machine/clock.rs asks the clock", at + 1));
        }
        let inside = file.starts_with("crates/workbench/src/") && file != "crates/workbench/src/machine/clock.rs";
        if inside && ["Instant::now", "thread::sleep"].iter().any(|w| code.contains(w)) {
            problems.push(format!("{file}:{}: the workbench measures and waits by its clock alone", at + 1));
        }
        let product = file.contains("/src/") && file != "crates/workbench/src/machine/crash.rs";
        if product && (code.contains("plan_for_test") || code.contains("forget_for_test")) {
            problems.push(format!("{file}:{}: only tests plan a crash", at + 1));
        }
        let money = ["crates/domain/", "crates/billing/", "crates/rules/"].iter().any(|p| file.starts_with(p));
        if money && (code.contains("f64") || code.contains("f32")) {
            problems.push(format!("{file}:{}: a float near money", at + 1));
        }
        for declared in ["struct ", "enum ", "trait ", "mod "] {
            let Some(rest) = code.split(declared).nth(1) else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let empty = ["Manager", "Service", "Helper", "Util", "Processor", "helpers", "utils"];
            if empty.iter().any(|w| name.ends_with(w)) {
                problems.push(format!("{file}:{}: {name} is a name that says nothing", at + 1));
            }
        }
    }
    problems
}

/// Words that speak of something other than the project.
pub fn foreign_words(file: &str, source: &str) -> Vec<String> {
    let banned = [
        "/work/main",
        "/work/shared",
        "../shared/",
        "static.crates.io",
        "registry.npmjs",
        "pypi.org",
        "deb.debian.org",
    ];
    let found = banned.iter().filter(|w| source.contains(**w));
    found.map(|w| format!("{file}: `{w}` has no business here")).collect()
}

#[test]
fn the_checker_sees_an_upward_import() {
    let order = modules("pub mod money;\nmod time;\n");
    assert_eq!(order, ["money", "time"]);
    assert_eq!(upward(&order, "money", "m.rs", "use crate::time::X;\n").len(), 1);
    assert!(upward(&order, "time", "t.rs", "use crate::money::X;\n").is_empty());
    assert_eq!(upward_in("crate::room::", &order, "money", "m.rs", "use crate::room::time::X;\n").len(), 1);
    assert!(upward_in("crate::room::", &order, "time", "t.rs", "use crate::room::money::X;\n").is_empty());
}

#[test]
fn the_checker_sees_a_second_clock_a_float_and_an_empty_name() {
    assert_eq!(source_problems("crates/store/src/a.rs", "let now = Utc::now();\n").len(), 1);
    assert!(source_problems("crates/workbench/src/machine/clock.rs", "let now = Utc::now();\n").is_empty());
    assert_eq!(
        source_problems("crates/workbench/src/invoicing/push/asking.rs", "std::thread::sleep(BLINK);\n").len(),
        1
    );
    assert_eq!(source_problems("crates/billing/src/a.rs", "let x: f64 = 1.0;\n").len(), 1);
    assert_eq!(source_problems("crates/store/src/a.rs", "pub struct LoadManager;\n").len(), 1);
}

#[test]
fn the_checker_sees_a_code_as_a_text() {
    let source = "let mark = \"LH-\";\nlet code = \"LH-104\";\nlet told = format!(\"LH-6{why}\");\n";
    assert_eq!(spelt_codes("crates/x/src/a.rs", source).len(), 2);
    assert_eq!(spelt_codes("src-tauri/src/a.rs", source).len(), 2);
    assert!(spelt_codes("crates/x/tests/a.rs", source).is_empty());
    assert!(spelt_codes("crates/domain/src/fault/code.rs", source).is_empty());
}
