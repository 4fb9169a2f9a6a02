//! `[erp]` of `linehaul.toml`: which ERP, where it is, and what our words are called there.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::erp;
use serde::Deserialize;

/// The ERP. Settings below `items` are Tryton's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErpSettings {
    /// `file` or `tryton`.
    pub kind: String,
    /// ERP item by charge code.
    #[serde(default)]
    pub items: BTreeMap<String, String>,
    /// `https://host:port`; http for this machine only.
    pub url: Option<String>,
    /// Database.
    pub database: Option<String>,
    /// User; its password is kept apart (`linehaul secret set`).
    pub user: Option<String>,
    /// Company by name; by default the user's own.
    pub company: Option<String>,
    /// Revenue journal by code; by default the first.
    pub journal: Option<String>,
    /// The ERP's taxes by our tax code; of several the one whose rate fits is taken. A code that is not here goes as a line.
    #[serde(default)]
    pub taxes: BTreeMap<String, OneOrMore>,
    /// The ERP's payment terms by ours, where the names differ.
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
    /// Warnings of the ERP that are agreed to, by name, e.g. `invoice_payment_term` (a due date in the past).
    #[serde(default)]
    pub agree_to_warnings: Vec<String>,
    /// Invoices in a call, 1 to 50.
    #[serde(default = "batch_size")]
    pub batch_size: u32,
    /// A commit may show up so many seconds after its answer was lost.
    #[serde(default = "settle_seconds")]
    pub settle_seconds: u32,
    /// An answer that is not there after so many seconds is lost.
    #[serde(default = "answer_within_seconds")]
    pub answer_within_seconds: u32,
}

/// A name, or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl OneOrMore {
    /// All of them.
    pub fn names(&self) -> Vec<String> {
        match self {
            OneOrMore::One(name) => vec![name.clone()],
            OneOrMore::More(names) => names.clone(),
        }
    }
}

fn batch_size() -> u32 {
    25
}

fn settle_seconds() -> u32 {
    60
}

fn answer_within_seconds() -> u32 {
    120
}

fn is_tax(code: &str) -> bool {
    linehaul_domain::code::ChargeCode::from(code).is_tax()
}

impl ErpSettings {
    /// Does this ERP take its invoices by import files?
    pub fn takes_files(&self) -> bool {
        self.kind == "file"
    }

    /// What makes no sense, in words; `None` when all does.
    pub fn wrong(&self) -> Option<String> {
        if let Some(code) = self.items.keys().find(|c| c.is_empty() || c.chars().any(|x| x.is_ascii_lowercase())) {
            return Some(format!("items: `{code}` is not a charge code"));
        }
        match self.kind.as_str() {
            "file" => self.stray_for_file().map(|word| format!("`{word}` is for kind tryton only")),
            "tryton" => self.wrong_for_tryton(),
            other => Some(format!("kind `{other}` is not known; known are file and tryton")),
        }
    }

    fn stray_for_file(&self) -> Option<&'static str> {
        let set = [
            ("url", self.url.is_some()),
            ("database", self.database.is_some()),
            ("user", self.user.is_some()),
            ("company", self.company.is_some()),
            ("journal", self.journal.is_some()),
            ("taxes", !self.taxes.is_empty()),
            ("terms", !self.terms.is_empty()),
            ("agree_to_warnings", !self.agree_to_warnings.is_empty()),
        ];
        set.into_iter().find(|(_, is_set)| *is_set).map(|(word, _)| word)
    }

    fn wrong_for_tryton(&self) -> Option<String> {
        let needed = [("url", &self.url), ("database", &self.database), ("user", &self.user)];
        if let Some((word, _)) = needed.iter().find(|(_, v)| v.as_ref().is_none_or(|v| v.trim().is_empty())) {
            return Some(format!("kind tryton needs `{word}`"));
        }
        if let Some(why) = self.url.as_deref().and_then(erp::wrong_address) {
            return Some(format!("url: {why}"));
        }
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        if let Some(database) = self.database.as_deref().filter(|d| !plain(d)) {
            return Some(format!("database: `{database}` has letters that no database's name has"));
        }
        if self.user.as_deref().is_some_and(|u| u.contains(':')) {
            return Some("user: no login has a colon".to_owned());
        }
        if !(1..=erp::TRYTON_MAX_BATCH).contains(&self.batch_size) {
            return Some(format!("batch_size: 1 to {} invoices go in a call", erp::TRYTON_MAX_BATCH));
        }
        if self.answer_within_seconds == 0 || self.settle_seconds > 3_600 || self.answer_within_seconds > 3_600 {
            return Some("settle_seconds and answer_within_seconds are seconds, up to an hour".to_owned());
        }
        if let Some(code) = self.taxes.keys().find(|c| !is_tax(c)) {
            return Some(format!("taxes: `{code}` is no tax code of ours (they begin with TAX_)"));
        }
        if let Some((code, _)) = self.taxes.iter().find(|(_, names)| names.names().is_empty()) {
            return Some(format!("taxes: {code} names none"));
        }
        let shared = self
            .tax_items()
            .into_iter()
            .find(|item| self.items.iter().any(|(code, other)| other == item && !is_tax(code)))?;
        Some(format!("items: `{shared}` is the item of a tax that goes as a line, and of another charge too"))
    }

    /// The account under which the keychain keeps the password.
    pub fn secret_account(&self) -> String {
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        format!("{} at {} {}", part(&self.user), part(&self.url).trim_end_matches('/'), part(&self.database))
    }

    /// Items under which taxes without a tax of the ERP's go as lines.
    fn tax_items(&self) -> BTreeSet<String> {
        let unmapped = self.items.iter().filter(|(code, _)| is_tax(code) && !self.taxes.contains_key(*code));
        unmapped.map(|(_, item)| item.clone()).collect()
    }

    /// What the Tryton connector needs.
    pub fn tryton(&self, password: linehaul_connectors::SecretString) -> erp::TrytonSettings {
        erp::TrytonSettings {
            url: self.url.clone().unwrap_or_default(),
            database: self.database.clone().unwrap_or_default(),
            user: self.user.clone().unwrap_or_default(),
            password,
            company: self.company.clone(),
            journal: self.journal.clone(),
            taxes: self.taxes.iter().map(|(code, names)| (code.clone(), names.names())).collect(),
            terms: self.terms.clone(),
            tax_items: self.tax_items(),
            agrees_to: self.agree_to_warnings.clone(),
            max_batch: self.batch_size,
            settle_seconds: self.settle_seconds,
            answer_within_seconds: self.answer_within_seconds,
        }
    }
}
