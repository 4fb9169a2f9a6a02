//! Every declaration says what it must.

use std::collections::BTreeSet;

use linehaul_api::clap;
use linehaul_api::command::declare::Access;
use linehaul_api::command::registry::{COMMANDS, find};
use ts_rs::Config;

use crate::types::{function, windowed};

/// `BatchCreate` as a name.
fn snake(ident: &str) -> String {
    let mut name = String::new();
    for c in ident.chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}

#[test]
fn a_command_is_called_as_its_type_is_and_says_what_it_does() {
    for entry in COMMANDS {
        assert_eq!(snake(&(entry.ident)(&Config::default())), entry.name);
        let doc = entry.doc();
        let sentence = doc.starts_with(char::is_uppercase) && doc.ends_with(['.', '?']);
        assert!(sentence, "{}: `{doc}` is no sentence", entry.name);
        assert!(std::ptr::eq(find(entry.name).expect("found"), entry), "{} is declared twice", entry.name);
    }
}

#[test]
fn words_are_no_others_and_each_argument_says_what_it_is() {
    let mut paths = BTreeSet::new();
    for (entry, words) in COMMANDS.iter().filter_map(|entry| Some((entry, entry.words.as_ref()?))) {
        assert!(paths.insert(words.path), "`{}` stands for two commands", words.path);
        let parts: Vec<&str> = words.path.split(' ').collect();
        let kebab = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(parts.len() <= 2 && parts.iter().all(kebab), "`{}` are no words", words.path);
        let command = (words.arguments)(clap::Command::new("said"));
        assert!(command.get_about().is_some(), "{}: what it does", entry.name);
        for argument in command.get_arguments() {
            let (name, help) = (argument.get_id().as_str(), argument.get_help());
            assert!(help.is_some(), "{}: what `{name}` is", entry.name);
            assert!(!matches!(name, "as_user" | "user"), "{}: who acts is no argument", entry.name);
        }
        command.debug_assert();
    }
}

#[test]
fn a_page_names_no_path_and_nobody_who_acts() {
    let mut functions = BTreeSet::new();
    for (entry, window) in windowed() {
        assert_ne!(entry.access, Access::Apart, "{}: a page has the open workspace alone", entry.name);
        assert!(functions.insert(function(entry.name)), "{} has its function", entry.name);
        let arguments = (window.arguments)(&Config::default());
        let words: Vec<&str> = arguments.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        for name in ["user", "as_user", "actor", "path", "file", "dir", "folder", "out", "password"] {
            let named = arguments.contains(&format!("{name}:")) && words.contains(&name);
            assert!(!named, "{}: a page may not name `{name}`", entry.name);
        }
    }
}

/// Windowed commands that work and leave what is shown as it was: the doctor looks on.
const CHANGES_NOTHING: &[&str] = &["doctor"];

#[test]
fn what_is_changed_is_said_and_what_only_reads_changes_nothing() {
    for entry in COMMANDS {
        match entry.access {
            Access::Decides => assert!(!entry.changes.is_empty(), "{}: what a decision changes", entry.name),
            Access::Reads | Access::Inspects => {
                assert!(entry.changes.is_empty(), "{} only reads", entry.name);
                assert!(!entry.reads.is_empty(), "{}: what it reads", entry.name);
            }
            // No screen asks again what changed in silence.
            Access::Works | Access::Mends | Access::Turns if entry.window.is_some() => {
                let nothing = CHANGES_NOTHING.contains(&entry.name);
                assert_eq!(entry.changes.is_empty(), nothing, "{}: what it changes", entry.name);
            }
            Access::Works | Access::Mends | Access::Turns | Access::Apart => {}
        }
    }
}
