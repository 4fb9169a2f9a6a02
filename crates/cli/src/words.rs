//! The words of the command line: those of every declared command, and beside them the few verbs that are of a terminal.

use linehaul_api::clap::{self, Arg, ArgMatches, Args, FromArgMatches};
use linehaul_api::command::declare::Access;
use linehaul_api::command::registry::{AnyCommand, COMMANDS, Entry};
use std::path::PathBuf;

use crate::shell::{Exit, Shell};

/// Freight billing at one desk: every cent explained, no invoice twice.
#[derive(Debug, Args)]
pub struct Everywhere {
    /// The workspace's folder.
    #[arg(long, global = true, value_name = "DIR", env = "LINEHAUL_WORKSPACE")]
    pub workspace: Option<PathBuf>,
    /// One JSON document on standard output, and nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What is done by words.
pub struct Verb {
    /// `batch create`.
    pub path: &'static str,
    /// The verb behind which it is listed, where no command has its path.
    pub after: &'static str,
    /// Its arguments.
    pub arguments: fn(clap::Command) -> clap::Command,
    /// Does somebody act?
    pub acts: bool,
    /// Does it.
    pub does: Does,
}

/// How a verb is done.
pub enum Does {
    /// A command is asked, and its answer told.
    Asks(&'static Entry, fn(&ArgMatches) -> Result<Box<dyn AnyCommand>, clap::Error>),
    /// By this program's own words around one command or two.
    Own(fn(&ArgMatches, &mut Shell) -> Exit),
}

/// What verbs of two words begin with.
const GROUPS: &[(&str, &str)] = &[
    ("batch", "Invoices made ready for sending"),
    (
        "secret",
        "Passwords of the ERP and of sources: kept in the keychain, or where there is none in a file that only you may read",
    ),
    ("quarantine", "Bad input, kept until mended"),
    ("cutover", "What was billed before this company used Linehaul"),
    ("source", "How a source's own files are read: propose a mapping, try one"),
    ("rules", "Contracts: check and test"),
    ("audit", "The book's chain"),
];

fn declared(entry: &'static Entry) -> Option<Verb> {
    let words = entry.words.as_ref()?;
    Some(Verb {
        path: words.path,
        after: "",
        arguments: words.arguments,
        acts: entry.access == Access::Decides,
        does: Does::Asks(entry, words.read),
    })
}

/// Every verb: a command's, or one of our own in its place.
pub fn verbs(own: Vec<Verb>) -> Vec<Verb> {
    let mut verbs: Vec<Verb> = COMMANDS.iter().filter_map(declared).collect();
    for verb in own {
        let at = |path: &str| verbs.iter().position(|known| known.path == path);
        match (at(verb.path), at(verb.after)) {
            (Some(place), _) => verbs[place] = verb,
            (None, before) => verbs.insert(before.map_or(verbs.len(), |place| place + 1), verb),
        }
    }
    verbs
}

/// The whole command line.
pub fn tree(verbs: &[Verb]) -> clap::Command {
    let root = clap::Command::new("linehaul").version(env!("CARGO_PKG_VERSION")).disable_help_subcommand(true);
    let root = Everywhere::augment_args(root).subcommand_required(true).arg_required_else_help(true);
    verbs.iter().fold(root, |root, verb| {
        let spoken = |word: &'static str| {
            let command = (verb.arguments)(clap::Command::new(word));
            if verb.acts { command.arg(as_user()) } else { command }
        };
        let Some((group, word)) = verb.path.split_once(' ') else { return root.subcommand(spoken(verb.path)) };
        let root = if root.find_subcommand(group).is_some() { root } else { root.subcommand(grouped(group)) };
        root.mut_subcommand(group, |group| group.subcommand(spoken(word)))
    })
}

fn grouped(name: &'static str) -> clap::Command {
    let about = GROUPS.iter().find(|(group, _)| *group == name).map_or("", |(_, about)| *about);
    clap::Command::new(name).about(about).subcommand_required(true).arg_required_else_help(true)
}

/// Who acts.
fn as_user() -> Arg {
    let help = "A user of linehaul.toml that is bound to this account";
    Arg::new("as_user").long("as").value_name("USER").help(help)
}

/// The user, where one is named.
pub fn user(matches: &ArgMatches) -> Option<String> {
    matches.try_get_one::<String>("as_user").ok().flatten().cloned()
}

/// The verb that was said, with its arguments.
pub fn said<'a>(verbs: &'a [Verb], matches: &'a ArgMatches) -> Option<(&'a Verb, &'a ArgMatches)> {
    let (mut path, mut inner) = matches.subcommand().map(|(name, inner)| (name.to_owned(), inner))?;
    while let Some((name, deeper)) = inner.subcommand() {
        path = format!("{path} {name}");
        inner = deeper;
    }
    verbs.iter().find(|verb| verb.path == path).map(|verb| (verb, inner))
}

/// Words of our own as what they were read into.
pub fn own<W: FromArgMatches>(matches: &ArgMatches) -> W {
    W::from_arg_matches(matches).unwrap_or_else(|why| why.exit())
}

#[test]
fn the_words_hold_together() {
    let verbs = verbs(crate::verb::own());
    tree(&verbs).debug_assert();
    let mut paths: Vec<&str> = verbs.iter().map(|verb| verb.path).collect();
    let all = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), all, "no words twice");
    let spoken = verbs.iter().filter(|verb| verb.path.contains(' ')).map(|verb| verb.path.split(' ').next());
    let group = |name: Option<&str>| name == Some("proof") || GROUPS.iter().any(|(group, _)| Some(*group) == name);
    assert!(spoken.into_iter().all(group), "each group says what it is of");
}

#[test]
fn a_verb_may_have_verbs_behind_it() {
    let verbs = verbs(crate::verb::own());
    let path = |words: &str| {
        let matches = tree(&verbs).try_get_matches_from(words.split(' ')).expect("words");
        said(&verbs, &matches).expect("a verb").0.path
    };
    for words in ["cutover", "cutover none", "cutover 2025-03-01 --billed list.csv --dry-run --as approver"] {
        assert_eq!(path(&format!("linehaul {words}")), "cutover", "{words}");
    }
    assert_eq!(path("linehaul cutover bill L-1 --reason x --as biller"), "cutover bill");
    assert_eq!(path("linehaul cutover elsewhere L-1 --invoice 7 --amount -5 --reason x"), "cutover elsewhere");
    assert!(tree(&verbs).try_get_matches_from(["linehaul", "cutover", "--dry-run"]).is_err(), "of what day?");
}
