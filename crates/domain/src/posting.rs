//! Account determination: under which item and account of the ERP a line is posted, and which dimensions (class, department,
//! location, …) it carries. A rule names the lines that it is for by legal entity, business line, charge code and customer
//! group. Of the rules that fit, the one with the most conditions decides, for item and account each on its own. A tax is no
//! revenue: only a rule that names its code is for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::declared;
use crate::extra::Extra;
use crate::ids::LegalEntityId;
use crate::load::Load;

/// How a load was hauled, as accounts tell revenue apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessLine {
    /// On our own trucks.
    Asset,
    /// By a carrier that we bought.
    Brokerage,
    /// On trucks that serve one customer.
    Dedicated,
}

impl BusinessLine {
    /// Every business line.
    pub const ALL: [BusinessLine; 3] = [BusinessLine::Asset, BusinessLine::Brokerage, BusinessLine::Dedicated];

    /// As written in rules and fields.
    pub fn name(self) -> &'static str {
        match self {
            BusinessLine::Asset => "asset",
            BusinessLine::Brokerage => "brokerage",
            BusinessLine::Dedicated => "dedicated",
        }
    }
}

/// A field of a load, by its name: `load.mode`, `load.ref.pro`, or `load.terminal` for the extra field `terminal`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LoadField(String);

impl TryFrom<String> for LoadField {
    type Error = String;

    fn try_from(text: String) -> Result<LoadField, String> {
        let name = text.strip_prefix("load.").map(|name| name.strip_prefix("ref.").unwrap_or(name));
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        match name {
            Some(name) if !name.is_empty() && name.chars().all(plain) => Ok(LoadField(text)),
            _ => Err(format!(
                "`{text}` is no field of a load; one is written like load.mode, load.ref.pro or load.terminal"
            )),
        }
    }
}

impl From<LoadField> for String {
    fn from(field: LoadField) -> String {
        field.0
    }
}

impl std::fmt::Display for LoadField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl LoadField {
    /// The column that says it: `mode`, `ref:pro`, `extra:terminal`.
    pub fn column(&self) -> String {
        let name = self.0.strip_prefix("load.").unwrap_or(&self.0);
        match name.strip_prefix("ref.") {
            Some(reference) => format!("ref:{reference}"),
            None if OWN.contains(&name) => name.to_owned(),
            None => format!("extra:{name}"),
        }
    }

    /// What a load has there; nothing where it is empty.
    pub fn of(&self, load: &Load) -> Option<String> {
        let name = self.0.strip_prefix("load.")?;
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(reference) = name.strip_prefix("ref.") {
            return text(load.reference(reference)?);
        }
        match name {
            "mode" => text(&load.mode),
            "equipment" => text(&load.equipment),
            "order" => text(load.order.as_deref()?),
            "customer" => text(load.customer.as_ref()?.as_str()),
            "bill_to" => text(load.bill_to.as_ref()?.as_str()),
            "legal_entity" => text(load.legal_entity.as_ref()?.as_str()),
            "carrier" => text(load.carrier.as_ref()?.as_str()),
            extra => match load.extras.get(extra)? {
                Extra::Nested(_) => None,
                extra => text(&extra.show()),
            },
        }
    }
}

/// Fields that are a load's own; others are extras.
const OWN: &[&str] = &["mode", "equipment", "order", "customer", "bill_to", "legal_entity", "carrier"];

declared! {
    /// A rule: what it says is so for the lines that fit each of its conditions. Without a code it is for charges, and for no tax.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct PostingRule {
        /// Of this legal entity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub entity: Option<LegalEntityId>,
        /// Of loads of this business line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub business_line: Option<BusinessLine>,
        /// Of this charge code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub code: Option<ChargeCode>,
        /// Of customers of this group.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub customer_group: Option<String>,
        /// The ERP's item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub item: Option<String>,
        /// The ERP's account; without one the ERP takes the item's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub account: Option<String>,
    }
}

/// What rules are chosen by, of one line.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Our legal entity.
    pub entity: Option<&'a LegalEntityId>,
    /// The load's business line.
    pub business_line: Option<BusinessLine>,
    /// The charge code.
    pub code: &'a ChargeCode,
    /// The customer's group.
    pub customer_group: Option<&'a str>,
}

impl PostingRule {
    /// The plain form: an item for a code.
    pub fn plain(code: &ChargeCode, item: &str) -> PostingRule {
        PostingRule { code: Some(code.clone()), item: Some(item.to_owned()), ..PostingRule::default() }
    }

    fn fits(&self, line: &Line<'_>) -> bool {
        self.entity.as_ref().is_none_or(|own| Some(own) == line.entity)
            && self.business_line.is_none_or(|own| Some(own) == line.business_line)
            && self.code.as_ref().map_or(!line.code.is_tax(), |own| own == line.code)
            && self.customer_group.as_deref().is_none_or(|own| Some(own) == line.customer_group)
    }

    fn names_a_tax(&self) -> bool {
        self.code.as_ref().is_some_and(ChargeCode::is_tax)
    }

    fn conditions(&self) -> [Option<&str>; 4] {
        [
            self.entity.as_ref().map(LegalEntityId::as_str),
            self.business_line.map(BusinessLine::name),
            self.code.as_ref().map(ChargeCode::as_str),
            self.customer_group.as_deref(),
        ]
    }

    fn specificity(&self) -> usize {
        self.conditions().into_iter().flatten().count()
    }

    /// The conditions of both, where a line can fit both.
    fn both<'a>(&'a self, other: &'a PostingRule) -> Option<[Option<&'a str>; 4]> {
        if self.names_a_tax() && other.code.is_none() || other.names_a_tax() && self.code.is_none() {
            return None;
        }
        let (mut all, others) = (self.conditions(), other.conditions());
        for (own, other) in all.iter_mut().zip(others) {
            match (*own, other) {
                (Some(own), Some(other)) if own != other => return None,
                _ => *own = own.or(other),
            }
        }
        Some(all)
    }

    /// By its conditions, for messages.
    pub fn words(&self) -> String {
        let names = ["entity", "business line", "code", "customer group"];
        let each =
            names.into_iter().zip(self.conditions()).filter_map(|(name, value)| Some(format!("{name} {}", value?)));
        let all: Vec<String> = each.collect();
        if all.is_empty() {
            "the rule without conditions".to_owned()
        } else {
            format!("the rule for {}", all.join(", "))
        }
    }
}

declared! {
    /// A dimension of lines.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Dimension {
        /// Where a load has its value.
        pub field: LoadField,
        /// Is a line posted without it where the load has none? Otherwise the load is held.
        /// Default: `false`
        #[serde(default)]
        pub optional: bool,
    }
}

/// How lines are posted, beside the plain table of items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PostingRule>,
    /// Where a load has its business line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_line: Option<LoadField>,
    /// Business lines by dispatch's words for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub business_lines: BTreeMap<String, BusinessLine>,
    /// Dimensions by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dimensions: BTreeMap<String, Dimension>,
}

/// What a load lacks for its lines to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacks {
    /// In words.
    pub what: String,
    /// Where it should be.
    pub field: LoadField,
}

impl Posting {
    /// The columns of a load from which lines take their business line and dimensions.
    pub fn columns(&self) -> Vec<String> {
        let dimensions = self.dimensions.values().map(|dimension| &dimension.field);
        self.business_line.iter().chain(dimensions).map(LoadField::column).collect()
    }

    /// Is nothing said beside the plain table?
    pub fn is_plain(&self) -> bool {
        *self == Posting::default()
    }

    /// The business line of a load; nothing where none is asked for. An error in words where it has none that is known.
    pub fn business_line_of(&self, load: &Load) -> Result<Option<BusinessLine>, Lacks> {
        let Some(field) = &self.business_line else { return Ok(None) };
        let lacks = |what: String| Lacks { what, field: field.clone() };
        let text = field.of(load).ok_or_else(|| lacks(format!("no business line: {field} is empty")))?;
        let named = BusinessLine::ALL.into_iter().find(|line| line.name().eq_ignore_ascii_case(&text));
        let known = self.business_lines.get(&text).copied().or(named);
        known.map(Some).ok_or_else(|| lacks(format!("`{text}` in {field} is no business line")))
    }

    /// The dimensions of a load's lines, and what it lacks of them.
    pub fn dimensions_of(&self, load: &Load) -> (BTreeMap<String, String>, Vec<Lacks>) {
        let (mut there, mut lacks) = (BTreeMap::new(), Vec::new());
        for (name, Dimension { field, optional }) in &self.dimensions {
            match field.of(load) {
                // An import file has all dimensions of a line in one column, parted by these.
                Some(value) if !is_plain(&value) => {
                    let what = format!(
                        "no {name}: `{value}` in {field} has a sign that no dimension has (; = or none to be seen)"
                    );
                    lacks.push(Lacks { what, field: field.clone() });
                }
                Some(value) => drop(there.insert(name.clone(), value)),
                None if *optional => {}
                None => lacks.push(Lacks { what: format!("no {name}: {field} is empty"), field: field.clone() }),
            }
        }
        (there, lacks)
    }

    /// Item and account of a line, where rules say them. `plain` is the table of items by code.
    pub fn determine(&self, plain: &BTreeMap<ChargeCode, String>, line: &Line<'_>) -> (Option<String>, Option<String>) {
        let of_plain = plain.get(line.code).map(|item| (1, item));
        let fitting = || self.rules.iter().filter(|rule| rule.fits(line));
        let items = fitting().filter_map(|rule| Some((rule.specificity(), rule.item.as_ref()?)));
        let accounts = fitting().filter_map(|rule| Some((rule.specificity(), rule.account.as_ref()?)));
        let item = of_plain.into_iter().chain(items).max_by_key(|(conditions, _)| *conditions);
        let account = accounts.max_by_key(|(conditions, _)| *conditions);
        (item.map(|(_, item)| item.clone()), account.map(|(_, account)| account.clone()))
    }

    /// What makes no sense, in words; `None` when all does.
    pub fn wrong(&self, plain: &BTreeMap<ChargeCode, String>) -> Option<String> {
        for rule in &self.rules {
            let empty = |value: &Option<String>| value.as_ref().is_some_and(|text| text.trim().is_empty());
            if rule.item.is_none() && rule.account.is_none() || empty(&rule.item) || empty(&rule.account) {
                return Some(format!("posting: {} names neither item nor account", rule.words()));
            }
            if rule.business_line.is_some() && self.business_line.is_none() {
                let words = "`business_line` does not say which field of a load has it";
                return Some(format!("posting: {} asks for a business line, and {words}", rule.words()));
            }
            if let Some(code) = rule.code.as_ref().filter(|c| c.as_str().chars().any(|x| x.is_ascii_lowercase())) {
                return Some(format!("posting: `{code}` is not a charge code"));
            }
        }
        if let Some(name) = self.dimensions.keys().find(|name| name.trim().is_empty() || !is_plain(name)) {
            return Some(format!("dimensions: `{name}` is no name"));
        }
        let plain: Vec<PostingRule> = plain.iter().map(|(code, item)| PostingRule::plain(code, item)).collect();
        let all: Vec<&PostingRule> = plain.iter().chain(&self.rules).collect();
        tie(&all, "item", |rule| rule.item.is_some()).or_else(|| tie(&all, "account", |rule| rule.account.is_some()))
    }
}

/// May it be a dimension's name or value? Of neither another one can be read where several stand in a row.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| matches!(c, ';' | '=') || c.is_control())
}

/// Two rules that say the same thing of the same lines, with as many conditions, where no rule with more decides.
fn tie(all: &[&PostingRule], what: &str, says: impl Fn(&PostingRule) -> bool) -> Option<String> {
    let saying: Vec<&PostingRule> = all.iter().copied().filter(|rule| says(rule)).collect();
    for (at, one) in saying.iter().enumerate() {
        for other in saying[at + 1..].iter().filter(|other| other.specificity() == one.specificity()) {
            let Some(both) = one.both(other) else { continue };
            let of_a_tax = one.names_a_tax() || other.names_a_tax();
            let within = |rule: &PostingRule| {
                let conditions =
                    rule.conditions().into_iter().zip(both).all(|(own, both)| own.is_none() || own == both);
                conditions && (rule.code.is_some() || !of_a_tax)
            };
            let decided = saying.iter().any(|rule| rule.specificity() > one.specificity() && within(rule));
            if !decided {
                let (one, other) = (one.words(), other.words());
                return Some(format!(
                    "posting: {one} and {other} both name an {what} for the same lines; say which with a rule that has the conditions of both"
                ));
            }
        }
    }
    None
}
