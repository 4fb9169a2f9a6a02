//! The list of bugs.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One bug.
#[derive(Debug, Deserialize)]
pub struct Bug {
    /// Verb and slip.
    pub name: String,
    /// The source file.
    pub file: String,
    /// What stands there, once.
    pub from: String,
    /// What is planted.
    pub to: String,
    /// Who finds it: `test`, `prove`, or tests as an executable and a filter.
    pub found: Vec<String>,
}

#[derive(Deserialize)]
struct Bugs {
    bug: Vec<Bug>,
}

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the checkout")
}

/// Every bug.
pub fn bugs() -> Vec<Bug> {
    let list = |name: &str| {
        let text = std::fs::read_to_string(root().join("tests/planted").join(name)).expect("the list");
        toml::from_str::<Bugs>(&text).expect("the list reads").bug
    };
    let mut bugs = list("bugs.toml");
    bugs.extend(list("ground.toml"));
    bugs
}

#[test]
fn every_bug_can_be_planted_and_is_found_by_somebody() {
    let bugs = bugs();
    assert!(bugs.len() >= 25, "{}", bugs.len());
    for bug in &bugs {
        let text = std::fs::read_to_string(root().join(&bug.file)).expect("a source file");
        assert_eq!(
            text.matches(&bug.from).count(),
            1,
            "{}: what it changes does not stand in {} once",
            bug.name,
            bug.file
        );
        assert!(bug.from != bug.to && !bug.found.is_empty(), "{}", bug.name);
    }
}
