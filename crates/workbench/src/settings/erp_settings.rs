//! `[erp]` of `linehaul.toml`: which ERP, and what our charges are called there. What a kind wants to know beside that, it reads
//! itself.

use std::collections::BTreeMap;

use linehaul_connectors::erp::{self, ErpKind, Items, Mapped};
use serde::Deserialize;

/// The ERP. A word that is none of these is its kind's to know, or refused.
#[derive(Debug, Clone, Deserialize)]
pub struct ErpSettings {
    /// A kind of [`linehaul_connectors::erp::KINDS`].
    pub kind: String,
    /// ERP item by charge code.
    #[serde(default)]
    pub items: BTreeMap<String, String>,
    /// What its kind wants to know: an address, names of taxes.
    #[serde(flatten)]
    pub settings: erp::Settings,
}

impl ErpSettings {
    /// Its kind, once the settings were checked.
    pub fn of_kind(&self) -> Option<&'static ErpKind> {
        erp::kind(&self.kind)
    }

    /// Does this ERP take its invoices by import files?
    pub fn takes_files(&self) -> bool {
        self.of_kind().is_some_and(|kind| kind.takes_files)
    }

    /// Where it is; `None` where it is in this workspace.
    pub fn address(&self) -> Option<String> {
        self.of_kind().and_then(|kind| (kind.address)(&self.settings))
    }

    /// The account under which the keychain keeps its password; `None` where it wants none.
    pub fn secret_account(&self) -> Option<String> {
        self.of_kind().and_then(|kind| (kind.account)(&self.settings))
    }

    /// The ERP's taxes and terms by ours.
    pub fn mapped(&self) -> Mapped {
        self.of_kind().map(|kind| (kind.mapped)(&self.settings)).unwrap_or_default()
    }

    /// Every item under which a charge code may go.
    pub fn items(&self) -> Items {
        self.items.iter().map(|(code, item)| (code.clone(), [item.clone()].into())).collect()
    }

    /// What makes no sense, in words; `None` when all does.
    pub fn wrong(&self) -> Option<String> {
        if let Some(code) = self.items.keys().find(|c| c.is_empty() || c.chars().any(|x| x.is_ascii_lowercase())) {
            return Some(format!("items: `{code}` is not a charge code"));
        }
        erp::wrong(&self.kind, &self.settings, &self.items())
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
        let tryton = |more: &str| wrong("tryton", &format!("{THERE}database = \"company\"\n{more}"));
        assert_eq!((celerp(""), tryton(""), wrong("file", "")), (None, None, None));
        assert_eq!(celerp("sign_others_out = true\n[rates]\nCAD = \"0.7105\""), None);
        let told = [
            (celerp("database = \"x\""), "`database` is for kind tryton only"),
            (celerp("batch_size = 51"), "batch_size: 1 to 50 invoices go in a call"),
            (celerp("[taxes]\nFSC = \"x\""), "taxes: `FSC` is no tax code of ours (they begin with TAX_)"),
            (wrong("celerp", "url = \"http://127.0.0.1:1\""), "kind celerp needs `user`"),
            (tryton("sign_others_out = true"), "`sign_others_out` is for kind celerp only"),
            (tryton("journall = \"REV\""), "`journall` is no setting of kind tryton"),
            (wrong("file", "url = \"x\""), "`url` is for kind tryton and celerp only"),
            (wrong("file", "batch_size = 10"), "`batch_size` is for kind tryton and celerp only"),
            (wrong("file", "settle_seconds = 10"), "`settle_seconds` is for kind tryton and celerp only"),
            (wrong("file", "answer_within_seconds = 1"), "`answer_within_seconds` is for kind tryton and celerp only"),
            (wrong("odoo", ""), "kind `odoo` is not known; known are file, tryton and celerp"),
        ];
        told.into_iter().for_each(|(words, expected)| assert_eq!(words.as_deref(), Some(expected)));
        for rate in ["CAD = \"0\"", "CAD = \"x\"", "CADX = \"1\""] {
            assert!(celerp(&format!("[rates]\n{rate}")).is_some_and(|w| w.starts_with("rates: ")), "{rate}");
        }
    }

    #[test]
    fn a_setting_that_does_not_read_is_named() {
        let words = wrong("tryton", "url = \"http://127.0.0.1:1\"\nbatch_size = \"many\"").unwrap();
        assert_eq!(words, "batch_size: invalid type: string \"many\", expected u32");
    }
}
