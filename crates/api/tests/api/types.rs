//! What is made of the declarations for other languages: the TypeScript of the screens, and the names that the window's
//! page may call. To write it anew: `LINEHAUL_WRITE=1 cargo test -p linehaul-api`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use linehaul_api::ApiError;
use linehaul_api::command::declare::Tag;
use linehaul_api::command::registry::{COMMANDS, Entry, Window};
use linehaul_api::wire::batch::Progress;
use ts_rs::{Config, TS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares files with what they should be, or writes them.
fn current(folder: &Path, made: &BTreeMap<String, String>, whole: bool) {
    let there = || -> BTreeMap<String, String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let named = entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()));
        let named = named.filter(|(name, _)| whole || made.contains_key(name));
        named.map(|(name, path)| (name, std::fs::read_to_string(path).expect("text"))).collect()
    };
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        std::fs::create_dir_all(folder).expect("a folder");
        there().keys().for_each(|name| std::fs::remove_file(folder.join(name)).expect("removed"));
        made.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).expect("written"));
    }
    assert!(there() == *made, "{}: write it anew with LINEHAUL_WRITE=1", folder.display());
}

/// Commands that the window's page may ask.
pub fn windowed() -> impl Iterator<Item = (&'static Entry, &'static Window)> {
    COMMANDS.iter().filter_map(|entry| entry.window.as_ref().map(|window| (entry, window)))
}

/// `batch_create` as the screens call it.
pub fn function(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| format!("{name}{}{}", part[..1].to_uppercase(), &part[1..]))
}

fn tags(tags: &[Tag]) -> String {
    serde_json::to_string(tags).expect("JSON").replace('"', "'").replace(',', ", ")
}

/// The arguments as a type, a line for each; `void` where there are none.
fn arguments(window: &Window, config: &Config) -> String {
    let text = (window.arguments)(config);
    if !text.contains(':') {
        return "void".to_owned();
    }
    let inner = text.trim().trim_start_matches('{').trim_end_matches('}');
    let lines = inner.lines().map(str::trim).filter(|line| !line.is_empty() && !matches!(*line, "/**" | "*/"));
    let line = |line: &str| match line.strip_prefix("* ") {
        Some(doc) => format!("    /** {doc} */\n"),
        None => format!("    {};\n", line.trim_end_matches(',')),
    };
    format!("{{\n{}  }}", lines.map(line).collect::<String>())
}

fn commands(config: &Config) -> String {
    let mut imports = BTreeSet::new();
    let mut functions = String::new();
    for (entry, window) in windowed() {
        imports.extend((window.named)(config).into_iter().map(|named| named.ts_name));
        let (name, doc) = (function(entry.name), entry.doc());
        let (answer, arguments) = ((window.answer)(config), arguments(window, config));
        let make = if entry.tells { "telling" } else { "command" };
        let (reads, changes) = (tags(entry.reads), tags(entry.changes));
        writeln!(functions, "  /** {doc} */").expect("written");
        let declared = format!("{{ name: '{}', reads: {reads}, changes: {changes} }}", entry.name);
        writeln!(functions, "  {name}: {make}<{arguments}, {answer}>({declared}),").expect("written");
    }
    let mut text = "// This file is made of the declarations in crates/api. Do not edit it.\n\n".to_owned();
    text += "import { command, telling } from '../invoke';\n";
    for name in imports {
        writeln!(text, "import type {{ {name} }} from './{name}';").expect("written");
    }
    let head = "/** What the page may ask: each with what it reads and what it changes. */";
    format!("{text}\n{head}\nexport const api = {{\n{functions}}};\n")
}

#[test]
fn the_screens_types_and_functions_are_those_of_the_declarations() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = Config::new().with_out_dir(folder.path()).with_large_int("number");
    ApiError::export_all(&config).expect("a type");
    Progress::export_all(&config).expect("a type");
    Tag::export_all(&config).expect("a type");
    windowed().for_each(|(_, window)| (window.export)(&config).expect("types"));
    let entries = std::fs::read_dir(folder.path()).expect("types").flatten();
    let mut made: BTreeMap<String, String> = entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(e.path()).expect("text")))
        .collect();
    made.insert("commands.ts".to_owned(), commands(&config));
    current(&root().join("ui/src/api/generated"), &made, true);
}

/// The window's manifest has to know every name before anything of the workbench is compiled, so it is given a list.
#[test]
fn the_windows_permissions_are_those_of_the_declarations() {
    let names: Vec<&str> = windowed().map(|(entry, _)| entry.name).collect();
    let mut rust = "//! This file is made of the declarations in crates/api. Do not edit it.\n\n".to_owned();
    rust += "/// Commands that the window's page may ask.\npub const DECLARED: &[&str] = &[\n";
    names.iter().for_each(|name| writeln!(rust, "    \"{name}\",").expect("written"));
    rust += "];\n";
    let allowed: Vec<String> = names.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let mut capability = serde_json::to_string_pretty(&serde_json::json!({
        "$schema": "../gen/schemas/desktop-schema.json",
        "identifier": "declared",
        "description": "The workbench's commands that the main window may ask; made of the declarations in crates/api.",
        "windows": ["main"],
        "permissions": allowed,
    }))
    .expect("JSON");
    capability.push('\n');
    let shell = root().join("src-tauri");
    current(&shell.join("src"), &BTreeMap::from([("declared.rs".to_owned(), rust)]), false);
    current(&shell.join("capabilities"), &BTreeMap::from([("declared.json".to_owned(), capability)]), false);
}
