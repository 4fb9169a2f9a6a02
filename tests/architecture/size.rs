//! Sizes: 400 lines a file (600 for tests), 70 lines a function.

const FILE_LINES: usize = 400;
const TEST_FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;

/// What is too long in a source file.
pub fn problems(file: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let limit = if file.contains("tests/") { TEST_FILE_LINES } else { FILE_LINES };
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > limit {
        problems.push(format!("{file}: {} lines, {limit} are allowed", lines.len()));
    }
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = format!("{indent}}}");
        if line.trim_end().ends_with('}') {
            continue;
        }
        let length = lines[at..].iter().position(|l| *l == end).map_or(lines.len() - at, |i| i + 1);
        if length > FUNCTION_LINES {
            problems.push(format!("{file}:{}: fn {name} has {length} lines, {FUNCTION_LINES} are allowed", at + 1));
        }
    }
    problems
}

/// The name of the function that a formatted line begins.
fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for word in ["pub(crate) ", "pub(super) ", "pub ", "const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = rest.strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

#[test]
fn the_checker_sees_a_long_function_and_a_long_file() {
    let body = "    let x = 1;\n".repeat(80);
    let text = format!("fn short() {{\n    1\n}}\n\npub fn long() {{\n{body}}}\n");
    let found = problems("crates/x/src/lib.rs", &text);
    assert_eq!(found, ["crates/x/src/lib.rs:5: fn long has 82 lines, 70 are allowed"]);
    assert_eq!(problems("crates/x/src/lib.rs", &"//\n".repeat(401)).len(), 1);
    assert!(problems("crates/x/tests/a.rs", &"//\n".repeat(401)).is_empty());
}
