//! What is asked of everything that we depend on, and that `./dev check` asks it, or says that it does not.

use toml::{Table, Value};

/// What deny.toml must say of advisories: their defaults pass over what is unsound further down, and only remark on a yanked version.
const ADVISORIES: &[(&str, &str)] = &[("yanked", "deny"), ("unsound", "all"), ("unmaintained", "workspace")];

/// What is not asked, or let off without a word.
pub fn problems(deny: &str) -> Vec<String> {
    let table: Table = deny.parse().expect("deny.toml reads");
    let advisories = table.get("advisories").and_then(Value::as_table).cloned().unwrap_or_default();
    let says = |key: &str| advisories.get(key).and_then(Value::as_str).unwrap_or_default();
    let lacking = ADVISORIES.iter().filter(|(key, wanted)| says(key) != *wanted);
    let mut problems: Vec<String> =
        lacking.map(|(key, wanted)| format!("deny.toml: advisories.{key} is not \"{wanted}\"")).collect();
    for let_off in advisories.get("ignore").and_then(Value::as_array).into_iter().flatten() {
        let reason = let_off.get("reason").and_then(Value::as_str).unwrap_or_default();
        if reason.is_empty() {
            problems.push(format!("deny.toml: {let_off} is let off without a reason"));
        }
    }
    problems
}

/// The checks that the command line never asks for.
pub fn unasked(dev: &str) -> Vec<String> {
    let asked: Vec<&str> = dev.lines().filter(|line| line.trim().starts_with("cargo deny ")).collect();
    let never = |check: &&&str| !asked.iter().any(|line| line.split(' ').any(|word| word == **check));
    ["bans", "licenses", "sources", "advisories"]
        .iter()
        .filter(never)
        .map(|c| format!("dev: nobody asks for {c}"))
        .collect()
}

#[test]
fn the_checker_sees_what_is_not_asked_and_what_is_let_off_without_a_reason() {
    let good = "[advisories]\nyanked = \"deny\"\nunsound = \"all\"\nunmaintained = \"workspace\"\n";
    assert_eq!(problems(good), [""; 0]);
    assert_eq!(problems("[advisories]\nyanked = \"deny\"\n").len(), 2);
    assert_eq!(problems("").len(), 3);
    assert_eq!(problems(&format!("{good}ignore = [\"RUSTSEC-2000-0001\"]\n")).len(), 1);
    assert_eq!(unasked("  cargo deny check bans licenses sources\n# cargo deny check advisories\n").len(), 1);
}
