//! Kinds of ERPs: each owns its words of `[erp]`, says what is wrong with them, whose password it wants, and makes the ERP. A
//! kind is a folder (or a file) here and a row of [`KINDS`].

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::code::ChargeCode;
use linehaul_domain::declared::{Declared, Key};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::ErpPlace;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::erp::server::Asked;
use crate::erp::{Erp, ErpError, LedgerFile, Traits, celerp, file, tryton};

/// What `[erp]` says beside what every ERP has: each kind reads its own, and refuses a word that it does not know.
pub type Settings = serde_json::Map<String, Value>;

/// The ERP's item by our charge code: those of the plain table and of every rule.
pub type Items = BTreeMap<String, BTreeSet<String>>;

/// What lines are posted as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostedAs {
    /// Items by charge code.
    pub items: Items,
    /// Does a rule choose an account?
    pub accounts: bool,
    /// Names of dimensions.
    pub dimensions: BTreeSet<String>,
}

/// What an ERP is opened with.
pub struct Opening<'a> {
    /// The settings of its kind.
    pub settings: &'a Settings,
    /// What lines are posted as.
    pub posting: &'a PostedAs,
    /// Its password, for a kind that wants one.
    pub secret: Option<SecretString>,
    /// The ledger of this workspace, for a kind that keeps its records itself.
    pub ledger: &'a dyn Fn() -> Outcome<Box<dyn LedgerFile>>,
}

/// Names of the ERP's that its settings mention, so that a doctor can ask whether it knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapped {
    /// The ERP's taxes by our tax code.
    pub taxes: BTreeMap<String, Vec<String>>,
    /// The ERP's payment terms by ours.
    pub terms: BTreeMap<String, String>,
}

/// Makes an ERP. Nothing is reached yet.
pub type Opener = fn(Opening<'_>) -> Outcome<Result<Box<dyn Erp>, ErpError>>;

/// A kind of ERP.
pub struct ErpKind {
    /// As in `kind = "…"`.
    pub name: &'static str,
    /// Its keys of `[erp]`, beside those that say where a server is.
    pub own: &'static [Key],
    /// Is it at a server?
    pub at_a_server: bool,
    /// What it is like: the limits of a call are the greatest that it takes, and what its settings say holds within them.
    pub traits: Traits,
    /// What is wrong with the settings, in words.
    pub wrong: fn(&Settings, &Items) -> Option<String>,
    /// Where it is; `None` where it is in this workspace.
    pub address: fn(&Settings) -> Option<String>,
    /// Which one it is ([`Erp::place`]); `None` where the ledger in this workspace says.
    pub place: fn(&Settings) -> Option<ErpPlace>,
    /// For whom at which address the keychain keeps its password; `None` where it wants none.
    pub account: fn(&Settings) -> Option<String>,
    /// Names that are mapped.
    pub mapped: fn(&Settings) -> Mapped,
    /// Makes it.
    pub open: Opener,
}

impl ErpKind {
    /// Each key of its settings.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        let of_server = if self.at_a_server { Asked::KEYS } else { &[] };
        of_server.iter().chain(self.own)
    }

    /// Is this a word of its settings?
    pub fn knows(&self, word: &str) -> bool {
        self.keys().any(|key| key.name() == word)
    }
}

/// Every kind.
pub const KINDS: &[&ErpKind] = &[&file::KIND, &tryton::KIND, &celerp::KIND];

/// The kind of a name.
pub fn kind(name: &str) -> Option<&'static ErpKind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// What makes no sense of the settings of a kind, in words; `None` when all does.
pub fn wrong(name: &str, settings: &Settings, posting: &PostedAs) -> Option<String> {
    let all = |names: Vec<&str>| match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    };
    let Some(kind) = kind(name) else {
        let known = all(KINDS.iter().map(|kind| kind.name).collect());
        return Some(format!("kind `{name}` is not known; known are {known}"));
    };
    if let Some(stray) = settings.keys().find(|word| !kind.knows(word)) {
        let of: Vec<&str> = KINDS.iter().filter(|k| k.knows(stray)).map(|k| k.name).collect();
        return Some(match of.is_empty() {
            true => format!("`{stray}` is no setting of kind {name}"),
            false => format!("`{stray}` is for kind {} only", all(of)),
        });
    }
    if posting.accounts && !kind.traits.accounts {
        return Some(format!(
            "posting: kind {name} has no place for the account of a line; a rule names an item alone"
        ));
    }
    if let Some(dimension) = posting.dimensions.first().filter(|_| !kind.traits.dimensions) {
        return Some(format!("dimensions: kind {name} has no place for `{dimension}`, nor for another dimension"));
    }
    (kind.wrong)(settings, &posting.items)
}

/// The settings of a kind in its own form. Each of its words has a default, so that what does not read is named.
pub(crate) fn read<T: DeserializeOwned>(settings: &Settings) -> Result<T, String> {
    let of = |settings: Settings| serde_json::from_value::<T>(Value::Object(settings));
    for (word, value) in settings {
        let alone = Settings::from_iter([(word.clone(), value.clone())]);
        of(alone).map_err(|why| format!("{word}: {why}"))?;
    }
    of(settings.clone()).map_err(|why| why.to_string())
}

/// The same of a kind at a server: what says where that is, and the kind's own.
pub(crate) fn read_at_a_server<T: DeserializeOwned>(settings: &Settings) -> Result<(Asked, T), String> {
    let (of_server, own): (Settings, Settings) =
        settings.clone().into_iter().partition(|(word, _)| Asked::KEYS.iter().any(|key| key.name() == word));
    Ok((read(&of_server)?, read(&own)?))
}

/// A name, or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// All names by our code.
pub(crate) fn names(of: BTreeMap<String, OneOrMore>) -> BTreeMap<String, Vec<String>> {
    let all = |names| match names {
        OneOrMore::One(name) => vec![name],
        OneOrMore::More(names) => names,
    };
    of.into_iter().map(|(code, names)| (code, all(names))).collect()
}

/// The word of a setting that is needed and is not there.
pub(crate) fn lacking(kind: &str, needed: &[(&str, &str)]) -> Option<String> {
    let (word, _) = needed.iter().find(|(_, value)| value.trim().is_empty())?;
    Some(format!("kind {kind} needs `{word}`"))
}

/// Is it a tax code of ours?
pub(crate) fn is_tax(code: &str) -> bool {
    ChargeCode::from(code).is_tax()
}

/// A tax code that is none, or names no tax.
pub(crate) fn wrong_taxes(taxes: &BTreeMap<String, Vec<String>>) -> Option<String> {
    if let Some(code) = taxes.keys().find(|code| !is_tax(code)) {
        return Some(format!("taxes: `{code}` is no tax code of ours (they begin with TAX_)"));
    }
    let (code, _) = taxes.iter().find(|(_, names)| names.is_empty())?;
    Some(format!("taxes: {code} names none"))
}

/// Which ERP over a network it is: where, and which company there.
pub(crate) fn place(kind: &str, url: &str, company: &str) -> ErpPlace {
    let url = reqwest::Url::parse(url).map_or_else(|_| url.to_owned(), String::from);
    ErpPlace(format!("{kind} at {}, {company}", url.trim_end_matches('/')))
}

/// The account under which a password is kept.
pub(crate) fn account(user: &str, url: &str, database: &str) -> String {
    format!("{user} at {} {database}", url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever a kind names as its word it reads, and no other.
    #[test]
    fn each_kind_reads_the_words_that_it_names() {
        for kind in KINDS {
            for word in kind.keys().map(Key::name).chain(["no_word_of_any"]) {
                let settings = Settings::from_iter([(word.to_owned(), Value::Null)]);
                let unknown = (kind.wrong)(&settings, &Items::new()).is_some_and(|why| why.contains("unknown field"));
                assert_eq!(unknown, word == "no_word_of_any", "{} {word}", kind.name);
            }
        }
    }
}
