//! The floor plan, held by a program: who may import whom, who owns which library, how large a room may be, which words
//! may not stand in the repository. Each checker is shown to see what it is for.

mod deny;
mod plan;
mod size;
mod text;

use std::path::{Path, PathBuf};

/// A peer of a bench: a workspace of its own, of which nothing is linked into ours.
const PEER: &str = "tests/bench/w/peer-zen/Cargo.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file that git tracks or would, relative to the root.
fn files(ending: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        let skipped = [".git", "target", ".linehaul", "node_modules"];
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() && !skipped.contains(&name.as_str()) {
                walk(&path, ending, found);
            } else if path.is_file() && name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), ending, &mut found);
    assert!(!found.is_empty(), "no file ends in {ending}");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_crate_keeps_to_the_floor_plan() {
    let mut problems = Vec::new();
    let mut crates = Vec::new();
    for manifest in files("Cargo.toml").into_iter().filter(|m| !m.ends_with(PEER)) {
        let text = std::fs::read_to_string(&manifest).expect("a manifest");
        let name = plan::crate_name(&text);
        if let Some(name) = &name {
            crates.push(name.clone());
        }
        problems.extend(plan::problems(name.as_deref(), &text));
    }
    problems.extend(plan::missing(&crates));
    none(problems);
}

#[test]
fn advisories_of_what_we_depend_on_are_asked_for() {
    let text = |name: &str| std::fs::read_to_string(root().join(name)).expect("a file");
    none([deny::problems(&text("deny.toml")), deny::unasked(&text("dev"))].concat());
}

#[test]
fn rooms_stay_small() {
    let mut problems = Vec::new();
    for file in files(".rs") {
        let text = std::fs::read_to_string(&file).expect("a source");
        problems.extend(size::problems(&shown(&file), &text));
    }
    for manifest in files("Cargo.toml").into_iter().filter(|m| !m.ends_with(PEER)) {
        problems.extend(size::unlinted(&shown(&manifest), &std::fs::read_to_string(&manifest).expect("a manifest")));
    }
    problems.extend(size::loose(&std::fs::read_to_string(root().join("clippy.toml")).expect("clippy's settings")));
    none(problems);
}

/// A file of tests that no `mod` names is never compiled, and nobody misses what it would have found.
#[test]
fn no_file_of_tests_is_forgotten() {
    let mut problems = Vec::new();
    for file in
        files(".rs").into_iter().filter(|file| shown(file).starts_with("crates/") && shown(file).contains("/tests/"))
    {
        let folder = file.parent().expect("a folder");
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let heads = ["main.rs", "mod.rs"].map(|head| folder.join(head));
        let Some(head) = heads.iter().find(|head| head.is_file()) else { continue };
        if matches!(name.as_str(), "main" | "mod") {
            continue;
        }
        let text = std::fs::read_to_string(head).expect("a source");
        let named = text.lines().any(|line| {
            line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ") == format!("mod {name};")
        });
        if !named {
            problems.push(format!("{}: {} does not name it", shown(&file), shown(head)));
        }
    }
    none(problems);
}

/// Each executable is linked by itself: the tests of a crate are one. Those of the command line run the program itself.
#[test]
fn the_tests_of_a_crate_are_one_executable() {
    let crates = std::fs::read_dir(root().join("crates")).expect("crates").flatten().map(|e| e.path());
    let mut problems = Vec::new();
    for tests in crates.filter(|path| !path.ends_with("cli")).map(|path| path.join("tests")) {
        let entries = std::fs::read_dir(&tests).into_iter().flatten().flatten().map(|e| e.path());
        let target = |path: &PathBuf| path.extension().is_some_and(|e| e == "rs") || path.join("main.rs").is_file();
        let targets: Vec<String> = entries.filter(target).map(|path| shown(&path)).collect();
        if targets.len() > 1 {
            problems.push(format!("more than one: {}", targets.join(", ")));
        }
    }
    none(problems);
}

#[test]
fn modules_import_only_from_above() {
    let mut problems = Vec::new();
    for lib in files("lib.rs") {
        let text = std::fs::read_to_string(&lib).expect("a source");
        let folder = lib.parent().expect("a folder").to_owned();
        let order = text::modules(&text);
        for file in files(".rs").into_iter().filter(|f| f.starts_with(&folder)) {
            let source = std::fs::read_to_string(&file).expect("a source");
            let inside = shown(&file);
            let first = file.strip_prefix(&folder).expect("inside").components().next().expect("a part");
            let module = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            problems.extend(text::upward(&order, &module, &inside, &source));
        }
    }
    none(problems);
}

/// A room is a folder of a crate with a `mod.rs`: its modules import only from those above them, as the rooms do.
#[test]
fn modules_of_a_room_import_only_from_above() {
    let mut problems = Vec::new();
    for head in files("mod.rs").into_iter().filter(|file| shown(file).contains("/src/")) {
        let folder = head.parent().expect("a folder");
        let inside = shown(folder);
        let path = inside.split_once("/src/").expect("a room").1.replace('/', "::");
        let order = text::modules(&std::fs::read_to_string(&head).expect("a source"));
        for file in files(".rs").into_iter().filter(|f| f.starts_with(folder)) {
            let source = std::fs::read_to_string(&file).expect("a source");
            let below = file.strip_prefix(folder).expect("inside");
            let first = below.components().next().expect("a part").as_os_str().to_string_lossy();
            let module = first.trim_end_matches(".rs");
            problems.extend(text::upward_in(&format!("crate::{path}::"), &order, module, &shown(&file), &source));
            if below.components().count() == 1 {
                problems.extend(text::upward_in("super::", &order, module, &shown(&file), &source));
            }
        }
    }
    none(problems);
}

#[test]
fn the_clock_has_one_owner_and_names_are_the_trades() {
    let mut problems = Vec::new();
    for file in files(".rs") {
        let source = std::fs::read_to_string(&file).expect("a source");
        problems.extend(text::source_problems(&shown(&file), &source));
    }
    none(problems);
}

#[test]
fn no_code_is_spelt_out_beside_its_table() {
    let mut problems = Vec::new();
    for file in files(".rs") {
        let source = std::fs::read_to_string(&file).expect("a source");
        problems.extend(text::spelt_codes(&shown(&file), &source));
    }
    none(problems);
}

#[test]
fn the_project_speaks_of_itself_alone() {
    let mut problems = Vec::new();
    for ending in [".rs", ".md", ".toml", ".rhai", ".csv", "dev", "run", ".json"] {
        for file in files(ending) {
            let Ok(source) = std::fs::read_to_string(&file) else { continue };
            if !shown(&file).starts_with("tests/architecture") {
                problems.extend(text::foreign_words(&shown(&file), &source));
            }
        }
    }
    none(problems);
}
