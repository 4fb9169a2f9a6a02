//! The table: which crate may import which, and the sole owner of each heavy library.

use toml::{Table, Value};

/// Crate, and the crates it may import.
pub const FLOOR_PLAN: &[(&str, &[&str])] = &[
    ("linehaul-domain", &[]),
    ("linehaul-rules", &["linehaul-domain"]),
    ("linehaul-billing", &["linehaul-domain", "linehaul-rules"]),
    ("linehaul-store", &["linehaul-domain"]),
    ("linehaul-connectors", &["linehaul-domain"]),
    ("linehaul-paper", &["linehaul-domain"]),
    (
        "linehaul-workbench",
        &[
            "linehaul-domain",
            "linehaul-rules",
            "linehaul-billing",
            "linehaul-store",
            "linehaul-connectors",
            "linehaul-paper",
        ],
    ),
    ("linehaul-api", &["linehaul-domain", "linehaul-workbench"]),
    ("linehaul-cli", &["linehaul-api"]),
    ("linehaul-desktop", &["linehaul-api"]),
    ("linehaul-fuzz", &["linehaul-domain", "linehaul-rules", "linehaul-connectors"]),
    (
        "linehaul-tests",
        &[
            "linehaul-domain",
            "linehaul-rules",
            "linehaul-billing",
            "linehaul-store",
            "linehaul-connectors",
            "linehaul-workbench",
            "linehaul-api",
        ],
    ),
];

/// What a crate's own tests may start beside it.
pub const TEST_EDGES: &[(&str, &str)] = &[("linehaul-cli", "linehaul-tests")];

/// Library, and the one crate that may know it.
pub const SOLE_OWNERS: &[(&str, &str)] = &[
    ("rust_decimal", "linehaul-domain"),
    ("chrono", "linehaul-domain"),
    ("chrono-tz", "linehaul-domain"),
    ("sha2", "linehaul-domain"),
    ("icu_normalizer", "linehaul-domain"),
    ("strsim", "linehaul-domain"),
    ("rhai", "linehaul-rules"),
    ("rusqlite", "linehaul-store"),
    ("rusqlite_migration", "linehaul-store"),
    ("flate2", "linehaul-store"),
    ("tar", "linehaul-store"),
    ("reqwest", "linehaul-connectors"),
    ("csv", "linehaul-connectors"),
    ("regex", "linehaul-connectors"),
    ("calamine", "linehaul-connectors"),
    ("encoding_rs", "linehaul-connectors"),
    ("md-5", "linehaul-connectors"),
    ("lopdf", "linehaul-paper"),
    ("clap", "linehaul-api"),
    ("indicatif", "linehaul-cli"),
    ("ctrlc", "linehaul-cli"),
    ("ts-rs", "linehaul-api"),
    ("tauri", "linehaul-desktop"),
    ("notify-rust", "linehaul-desktop"),
    ("rustls", "linehaul-connectors"),
    ("keyring", "linehaul-connectors"),
    ("rpassword", "linehaul-cli"),
    ("toml_edit", "linehaul-workbench"),
    ("nix", "linehaul-workbench"),
    ("notify", "linehaul-workbench"),
    ("whoami", "linehaul-workbench"),
    ("directories", "linehaul-workbench"),
    ("tracing", "linehaul-workbench"),
    ("tracing-subscriber", "linehaul-workbench"),
    ("tracing-appender", "linehaul-workbench"),
    // Not used yet: who will own them, in crates of which some are yet to come.
    ("typst", "linehaul-paper"),
    ("tiff", "linehaul-paper"),
    ("lettre", "linehaul-connectors"),
    ("russh", "linehaul-connectors"),
    ("ssh2", "linehaul-connectors"),
    ("imap", "linehaul-connectors"),
    ("calamine", "linehaul-connectors"),
    ("postgres", "linehaul-store"),
    ("axum", "linehaul-serve"),
    ("arrow", "linehaul-scale"),
    ("parquet", "linehaul-scale"),
];

/// The crate's name; `None` for the virtual workspace.
pub fn crate_name(manifest: &str) -> Option<String> {
    let table: Table = manifest.parse().expect("a manifest reads");
    Some(table.get("package")?.get("name")?.as_str()?.to_owned())
}

/// What a manifest does that the plan does not allow.
pub fn problems(name: Option<&str>, manifest: &str) -> Vec<String> {
    let Some(name) = name else { return Vec::new() };
    let Some((_, allowed)) = FLOOR_PLAN.iter().find(|(known, _)| *known == name) else {
        return vec![format!("{name} is not on the floor plan")];
    };
    let table: Table = manifest.parse().expect("a manifest reads");
    let mut problems = Vec::new();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for dependency in table.get(section).and_then(Value::as_table).into_iter().flat_map(Table::keys) {
            let in_tests = section == "dev-dependencies" && TEST_EDGES.contains(&(name, dependency));
            if dependency.starts_with("linehaul-") && !allowed.contains(&dependency.as_str()) && !in_tests {
                problems.push(format!("{name} may not import {dependency}"));
            }
            let owner = SOLE_OWNERS.iter().find(|(library, _)| library == dependency);
            if let Some((library, owner)) = owner.filter(|(_, owner)| *owner != name) {
                problems.push(format!("{name} may not know {library}: {owner} owns it"));
            }
        }
    }
    problems
}

/// Crates of the plan that are not there.
pub fn missing(found: &[String]) -> Vec<String> {
    let planned = FLOOR_PLAN.iter().map(|(name, _)| (*name).to_owned());
    planned.filter(|name| !found.contains(name)).map(|name| format!("{name} is planned and missing")).collect()
}

#[test]
fn the_checker_sees_a_forbidden_import() {
    let manifest = "[package]\nname = \"linehaul-billing\"\n[dependencies]\nlinehaul-store.workspace = true\n";
    assert_eq!(problems(Some("linehaul-billing"), manifest), ["linehaul-billing may not import linehaul-store"]);
}

#[test]
fn the_checker_lets_a_test_edge_be_one_of_tests_only() {
    let edge = |section: &str| format!("[package]\nname = \"linehaul-cli\"\n[{section}]\nlinehaul-tests = \"1\"\n");
    assert!(problems(Some("linehaul-cli"), &edge("dev-dependencies")).is_empty());
    assert_eq!(problems(Some("linehaul-cli"), &edge("dependencies")).len(), 1);
}

#[test]
fn the_checker_sees_a_library_outside_its_owner() {
    let manifest = "[package]\nname = \"linehaul-api\"\n[dev-dependencies]\nrusqlite = \"1\"\n";
    assert_eq!(
        problems(Some("linehaul-api"), manifest),
        ["linehaul-api may not know rusqlite: linehaul-store owns it"]
    );
}

#[test]
fn the_checker_sees_an_unlisted_crate() {
    assert_eq!(problems(Some("linehaul-extra"), "").len(), 1);
    assert_eq!(missing(&["linehaul-domain".to_owned()]).len(), FLOOR_PLAN.len() - 1);
}
