//! `[erp]` of `linehaul.toml`: which ERP, where it is, and what our words are called there.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::erp;
use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::money::Currency;
use serde::Deserialize;

/// The ERP. Settings below `items` are those of ERPs that are reached over a network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErpSettings {
    /// `file`, `tryton` or `celerp`.
    pub kind: String,
    /// ERP item by charge code.
    #[serde(default)]
    pub items: BTreeMap<String, String>,
    /// `https://host:port`; http for this machine only.
    pub url: Option<String>,
    /// Database.
    pub database: Option<String>,
    /// User, for Celerp its email; its password is kept apart (`linehaul secret set`).
    pub user: Option<String>,
    /// Company by name; by default the user's own.
    pub company: Option<String>,
    /// Revenue journal by code; by default the first.
    pub journal: Option<String>,
    /// The ERP's taxes by our tax code; of several the one whose rate fits is taken. A code that is not here goes as a
    /// line, to Celerp in one sum without a name.
    #[serde(default)]
    pub taxes: BTreeMap<String, OneOrMore>,
    /// The ERP's payment terms by ours, where the names differ.
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
    /// Warnings of the ERP that are agreed to, by name, e.g. `invoice_payment_term` (a due date in the past).
    #[serde(default)]
    pub agree_to_warnings: Vec<String>,
    /// Celerp keeps no rates: how much of its books' currency one of another currency is, by code.
    #[serde(default)]
    pub rates: BTreeMap<String, String>,
    /// Celerp lets in one person at a time: sign out whoever is signed in.
    #[serde(default)]
    pub sign_others_out: bool,
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
        let known = ["file", "tryton", "celerp"];
        if !known.contains(&self.kind.as_str()) {
            return Some(format!("kind `{}` is not known; known are file, tryton and celerp", self.kind));
        }
        if let Some((word, of)) = self.stray() {
            return Some(format!("`{word}` is for kind {} only", of.join(" and ")));
        }
        match self.kind.as_str() {
            "tryton" => self.wrong_server(&[("url", &self.url), ("database", &self.database), ("user", &self.user)]),
            "celerp" => self.wrong_server(&[("url", &self.url), ("user", &self.user)]).or_else(|| self.wrong_rates()),
            _ => None,
        }
    }

    /// A setting of another kind, and of which ones.
    fn stray(&self) -> Option<(&'static str, &'static [&'static str])> {
        const SERVERS: &[&str] = &["tryton", "celerp"];
        const TRYTON: &[&str] = &["tryton"];
        const CELERP: &[&str] = &["celerp"];
        let set = [
            ("url", self.url.is_some(), SERVERS),
            ("database", self.database.is_some(), TRYTON),
            ("user", self.user.is_some(), SERVERS),
            ("company", self.company.is_some(), TRYTON),
            ("journal", self.journal.is_some(), TRYTON),
            ("taxes", !self.taxes.is_empty(), SERVERS),
            ("terms", !self.terms.is_empty(), SERVERS),
            ("agree_to_warnings", !self.agree_to_warnings.is_empty(), TRYTON),
            ("rates", !self.rates.is_empty(), CELERP),
            ("sign_others_out", self.sign_others_out, CELERP),
        ];
        let stray = set.into_iter().find(|(_, is_set, of)| *is_set && !of.contains(&self.kind.as_str()))?;
        Some((stray.0, stray.2))
    }

    /// What makes no sense for an ERP over a network.
    fn wrong_server(&self, needed: &[(&str, &Option<String>)]) -> Option<String> {
        if let Some((word, _)) = needed.iter().find(|(_, v)| v.as_ref().is_none_or(|v| v.trim().is_empty())) {
            return Some(format!("kind {} needs `{word}`", self.kind));
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
        let most = if self.kind == "celerp" { erp::CELERP_MAX_BATCH } else { erp::TRYTON_MAX_BATCH };
        if !(1..=most).contains(&self.batch_size) {
            return Some(format!("batch_size: 1 to {most} invoices go in a call"));
        }
        if self.answer_within_seconds == 0 || self.settle_seconds > 3_600 || self.answer_within_seconds > 3_600 {
            return Some("settle_seconds and answer_within_seconds are seconds, up to an hour".to_owned());
        }
        self.wrong_taxes()
    }

    fn wrong_taxes(&self) -> Option<String> {
        if let Some(code) = self.taxes.keys().find(|c| !is_tax(c)) {
            return Some(format!("taxes: `{code}` is no tax code of ours (they begin with TAX_)"));
        }
        if let Some((code, _)) = self.taxes.iter().find(|(_, names)| names.names().is_empty()) {
            return Some(format!("taxes: {code} names none"));
        }
        let of_others = |item: &String| self.items.iter().any(|(code, other)| other == item && !is_tax(code));
        let shared = self.tax_items().into_iter().find(of_others).filter(|_| self.kind == "tryton")?;
        Some(format!("items: `{shared}` is the item of a tax that goes as a line, and of another charge too"))
    }

    fn wrong_rates(&self) -> Option<String> {
        let good = |(code, rate): &(&String, &String)| {
            code.parse::<Currency>().is_ok() && exact(rate).is_some_and(|rate| rate > Decimal::ZERO)
        };
        let (code, rate) = self.rates.iter().find(|one| !good(one))?;
        Some(format!("rates: {code} = \"{rate}\" is no currency with what one of it is, like CAD = \"0.7105\""))
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

    /// What the Celerp connector needs.
    pub fn celerp(&self, password: linehaul_connectors::SecretString) -> erp::CelerpSettings {
        erp::CelerpSettings {
            url: self.url.clone().unwrap_or_default(),
            user: self.user.clone().unwrap_or_default(),
            password,
            signs_others_out: self.sign_others_out,
            taxes: self.taxes.iter().map(|(code, names)| (code.clone(), names.names())).collect(),
            terms: self.terms.clone(),
            rates: self.rates.iter().filter_map(|(code, rate)| Some((code.clone(), exact(rate)?))).collect(),
            max_batch: self.batch_size,
            settle_seconds: self.settle_seconds,
            answer_within_seconds: self.answer_within_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(kind: &str, more: &str) -> Option<String> {
        let text = format!("kind = \"{kind}\"\n{more}\n");
        toml::from_str::<ErpSettings>(&text).expect("settings").wrong()
    }

    #[test]
    fn each_kind_has_its_own_settings() {
        const THERE: &str = "url = \"http://127.0.0.1:1\"\nuser = \"linehaul@example.com\"\n";
        let celerp = |more: &str| wrong("celerp", &format!("{THERE}{more}"));
        assert_eq!(celerp(""), None);
        assert_eq!(celerp("sign_others_out = true\n[rates]\nCAD = \"0.7105\""), None);
        assert_eq!(wrong("tryton", &format!("{THERE}database = \"company\"")), None);
        let told = [
            (celerp("database = \"x\""), "`database` is for kind tryton only"),
            (celerp("batch_size = 51"), "batch_size: 1 to 50 invoices go in a call"),
            (celerp("[taxes]\nFSC = \"x\""), "taxes: `FSC` is no tax code of ours (they begin with TAX_)"),
            (wrong("celerp", "url = \"http://127.0.0.1:1\""), "kind celerp needs `user`"),
            (wrong("tryton", &format!("{THERE}sign_others_out = true")), "`sign_others_out` is for kind celerp only"),
            (wrong("file", "url = \"x\""), "`url` is for kind tryton and celerp only"),
            (wrong("odoo", ""), "kind `odoo` is not known; known are file, tryton and celerp"),
        ];
        told.into_iter().for_each(|(words, expected)| assert_eq!(words.as_deref(), Some(expected)));
        for rate in ["CAD = \"0\"", "CAD = \"x\"", "CADX = \"1\""] {
            assert!(celerp(&format!("[rates]\n{rate}")).is_some_and(|w| w.starts_with("rates: ")), "{rate}");
        }
    }
}
