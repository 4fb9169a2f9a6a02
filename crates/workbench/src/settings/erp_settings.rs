//! `[erp]` of `linehaul.toml`: which ERP, and what our charges are called there. What a kind wants to know beside that, it reads
//! itself.

use std::collections::BTreeMap;

use linehaul_connectors::erp::{self, ErpKind, Mapped, PostedAs};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::declared;
use linehaul_domain::posting::{BusinessLine, Dimension, LoadField, Posting, PostingRule};
use serde::Deserialize;

use crate::settings::master_data::{self, MasterData};

declared! {
    /// The ERP. A word that is none of these is its kind's to know, or refused.
    #[derive(Debug, Clone, Deserialize)]
    pub struct ErpSettings {
        /// Which ERP it is.
        pub kind: String,
        /// The ERP's item by our charge code. A code without one holds its loads.
        #[serde(default)]
        pub items: BTreeMap<String, String>,
        /// Item and account by legal entity, business line, code and customer group.
        #[serde(default, rename = "posting")]
        pub rules: Vec<PostingRule>,
        /// The field in which a load has its business line.
        /// Default: none
        #[serde(default)]
        pub business_line: Option<LoadField>,
        /// Business lines by dispatch's words for them.
        #[serde(default)]
        pub business_lines: BTreeMap<String, BusinessLine>,
        /// The field of a load from which a dimension of its lines is taken.
        #[serde(default)]
        pub dimensions: BTreeMap<String, DimensionSetting>,
        /// Do customers come from it, and how? `true`, `false`, or a table.
        /// Default: `false`
        #[serde(default, deserialize_with = "master_data::set")]
        pub master_data: Option<MasterData>,
        /// Items among these that the ERP has not, by what it told last, each with what was probably meant.
        #[serde(skip)]
        pub absent: BTreeMap<String, String>,
        /// What its kind wants to know: an address, names of taxes.
        #[serde(flatten)]
        pub settings: erp::Settings,
    }
}

/// A field, or a field and whether it may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum DimensionSetting {
    /// Demanded.
    Field(LoadField),
    /// As it says.
    Said(Dimension),
}

impl DimensionSetting {
    fn dimension(&self) -> Dimension {
        match self {
            DimensionSetting::Field(field) => Dimension { field: field.clone(), optional: false },
            DimensionSetting::Said(dimension) => dimension.clone(),
        }
    }
}

impl ErpSettings {
    /// The plain table.
    pub fn erp_items(&self) -> BTreeMap<ChargeCode, String> {
        self.items.iter().map(|(code, item)| (ChargeCode::from(code.as_str()), item.clone())).collect()
    }

    /// What else decides how a line is posted.
    pub fn posting(&self) -> Posting {
        Posting {
            rules: self.rules.clone(),
            business_line: self.business_line.clone(),
            business_lines: self.business_lines.clone(),
            dimensions: self.dimensions.iter().map(|(name, said)| (name.clone(), said.dimension())).collect(),
        }
    }

    /// Its kind, once the settings were checked.
    pub fn of_kind(&self) -> Option<&'static ErpKind> {
        erp::kind(&self.kind)
    }

    /// Where it is; `None` where it is in this workspace.
    pub fn address(&self) -> Option<String> {
        self.of_kind().and_then(|kind| (kind.address)(&self.settings))
    }

    /// The account under which the keychain keeps its password; `None` where it wants none.
    pub fn secret_account(&self) -> Option<String> {
        self.of_kind().and_then(|kind| (kind.account)(&self.settings))
    }

    /// The fields of a customer that it owns; `None` where none come from it.
    pub fn owned(&self) -> Option<Vec<String>> {
        self.master_data.as_ref().map(|set| set.owned(self.tells()))
    }

    /// Which fields of a customer its kind tells.
    fn tells(&self) -> &'static [&'static str] {
        self.of_kind().map_or(&[], |kind| kind.traits.customers)
    }

    /// The ERP's taxes and terms by ours.
    pub fn mapped(&self) -> Mapped {
        self.of_kind().map(|kind| (kind.mapped)(&self.settings)).unwrap_or_default()
    }

    /// Its name for payment terms of ours; `None` of a kind that has no names of its own for them.
    pub fn terms_there(&self, ours: &str) -> Option<String> {
        let kind = self.of_kind().filter(|kind| kind.knows("terms"))?;
        Some((kind.mapped)(&self.settings).terms.remove(ours).unwrap_or_else(|| ours.to_owned()))
    }

    /// What lines are posted as: every item under which a charge code may go, and what else is chosen. A rule for every code is
    /// one for each that the plain table has, and under the name `*` for others.
    pub fn posted_as(&self) -> PostedAs {
        let plain = self.items.iter().map(|(code, item)| (code.clone(), item.clone()));
        let ruled = self.rules.iter().filter_map(|rule| {
            let code = rule.code.as_ref().map_or("*", ChargeCode::as_str);
            Some((code.to_owned(), rule.item.clone()?))
        });
        let mut posted_as = PostedAs {
            accounts: self.rules.iter().any(|rule| rule.account.is_some()),
            dimensions: self.dimensions.keys().cloned().collect(),
            ..PostedAs::default()
        };
        plain.chain(ruled).for_each(|(code, item)| posted_as.items.entry(code).or_default().extend([item]));
        posted_as
    }

    /// What makes no sense, in words; `None` when all does.
    pub fn wrong(&self) -> Option<String> {
        if let Some(code) = self.items.keys().find(|c| c.is_empty() || c.chars().any(|x| x.is_ascii_lowercase())) {
            return Some(format!("items: `{code}` is not a charge code"));
        }
        let posting = self.posting().wrong(&self.erp_items());
        let wrong = posting.or_else(|| erp::wrong(&self.kind, &self.settings, &self.posted_as()));
        wrong.or_else(|| self.master_data.as_ref()?.wrong(&self.kind, self.tells()))
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
    fn what_an_erp_has_no_place_for_is_refused() {
        const CELERP: &str = "url = \"http://127.0.0.1:1\"\nuser = \"linehaul@example.com\"\n";
        let department =
            "[dimensions]\ndepartment = \"load.terminal\"\nclass = { field = \"load.mode\", optional = true }";
        assert_eq!(wrong("file", department), None);
        let words = wrong("celerp", &format!("{CELERP}{department}")).unwrap();
        assert_eq!(words, "dimensions: kind celerp has no place for `class`, nor for another dimension");
        let rules =
            "[items]\nLINEHAUL = \"4000\"\n[[posting]]\nentity = \"PSL-CA\"\ncode = \"LINEHAUL\"\naccount = \"41\"";
        assert_eq!(wrong("file", rules), None);
        let words = wrong("celerp", &format!("{CELERP}{rules}")).unwrap();
        assert!(words.starts_with("posting: kind celerp has no place for the account of a line"), "{words}");
        let tie = "[items]\nFSC = \"4010\"\n[[posting]]\ncustomer_group = \"auto\"\nitem = \"41\"";
        assert!(
            wrong("file", tie)
                .is_some_and(|words| words.contains("the rule for code FSC and the rule for customer group auto"))
        );
    }

    #[test]
    fn a_setting_that_does_not_read_is_named() {
        let words = wrong("tryton", "url = \"http://127.0.0.1:1\"\nbatch_size = \"many\"").unwrap();
        assert_eq!(words, "batch_size: invalid type: string \"many\", expected u32");
    }
}
