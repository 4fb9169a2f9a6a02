//! `linehaul.toml`: what the business set. A word that nobody knows is an error at its line, never ignored.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_domain::Decimal;
use linehaul_domain::assessment::Settings;
use linehaul_domain::canonical;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::decision::Role;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::CustomerId;
use linehaul_domain::time::{NaiveDate, Tz};
use serde::Deserialize;

use crate::erp_settings::ErpSettings;

/// The file's name in a workspace.
pub const FILE: &str = "linehaul.toml";

/// The whole configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The business.
    pub business: Business,
    /// Who works here.
    #[serde(default, rename = "user")]
    pub users: Vec<User>,
    /// Where facts come from.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
    /// Per customer.
    #[serde(default)]
    pub customers: BTreeMap<String, CustomerSettings>,
    /// The ERP.
    pub erp: ErpSettings,
    /// Who acts on a hold, by its code; `*` for the rest.
    #[serde(default)]
    pub owners: BTreeMap<String, String>,
    /// Above which effect a contract takes two persons.
    #[serde(default)]
    pub publish: PublishLimits,
}

/// Limits of publishing alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublishLimits {
    /// More loads changed than this take two persons.
    pub loads_changed_above: u64,
    /// More money moved than this, both ways added up, in the invoices' currencies, takes two persons.
    pub money_moved_above: Option<String>,
}

impl Default for PublishLimits {
    fn default() -> PublishLimits {
        PublishLimits { loads_changed_above: 25, money_moved_above: Some("1000.00".to_owned()) }
    }
}

/// The business.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Business {
    /// Its name.
    pub name: String,
    /// Its IANA zone: accounting dates are local dates in it.
    pub zone: Tz,
    /// A fixed today, for a sample workspace only.
    pub today: Option<NaiveDate>,
    /// First part of invoice numbers.
    pub invoice_prefix: String,
    /// Second part: this desk.
    pub desk: String,
    /// Which local date an invoice bears.
    #[serde(default)]
    pub invoice_date: InvoiceDate,
    /// May nobody approve what they adjusted? `false` is the small-firm exception; its use is logged.
    #[serde(default = "yes")]
    pub four_eyes: bool,
    /// A difference from dispatch's total above this holds; invoice currency.
    #[serde(default)]
    pub variance_hold_above: Option<String>,
    /// A difference above this warns; invoice currency.
    #[serde(default)]
    pub variance_warn_above: Option<String>,
}

/// Which date an invoice bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceDate {
    /// The day it is drafted.
    #[default]
    Drafting,
    /// The local day of delivery of its last load.
    Delivery,
}

/// A user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Name, as in `--as NAME`.
    pub name: String,
    /// Operating-system accounts bound to it; `*` is any account (a sample workspace only).
    pub accounts: Vec<String>,
    /// Roles.
    pub roles: Vec<Role>,
}

/// A source of facts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Name.
    pub name: String,
    /// `csv-drop`.
    pub kind: String,
    /// Folder, relative to the workspace.
    pub folder: String,
    /// The source of whose loads it speaks too, by their numbers. Without it the loads of each source are their own.
    #[serde(default)]
    pub joins: Option<String>,
    /// What it says of another's loads: `stops`, `events`, `documents`, `loads`, `customers`. Each has one owner.
    #[serde(default)]
    pub owns: Vec<String>,
    /// Their header = our column, by kind of file (`loads`, `stops`, …).
    #[serde(default)]
    pub columns: BTreeMap<String, BTreeMap<String, String>>,
}

/// A customer's settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerSettings {
    /// Folder under `rules/customers`; by default the customer's id in lower case.
    pub contract: Option<String>,
    /// May the house tariff apply? Yes unless said.
    #[serde(default = "yes")]
    pub house_tariff: bool,
    /// Own tolerance; invoice currency.
    pub variance_hold_above: Option<String>,
    /// Own tolerance; invoice currency.
    pub variance_warn_above: Option<String>,
}

fn yes() -> bool {
    true
}

/// Reads and checks a workspace's configuration; LH-101 when there is none, LH-102 when it does not read, LH-103 when a
/// value makes no sense.
pub fn read(dir: &Path) -> Outcome<Config> {
    let path = dir.join(FILE);
    let text = std::fs::read_to_string(&path).map_err(|e| {
        Fault::new(
            "LH-101",
            format!("{} is not a workspace: {FILE} cannot be read ({e})", dir.display()),
            "Nothing was read and nothing was billed.",
            "Go into the folder of a workspace, name it with --workspace DIR or LINEHAUL_WORKSPACE, or make one with `linehaul init DIR`.",
        )
    })?;
    let config: Config = toml::from_str(&text).map_err(|e| {
        Fault::new(
            "LH-102",
            format!("{} does not read: {}", path.display(), e.to_string().trim()),
            "Nothing was read and nothing was billed.",
            "Mend the line named above; README.md and docs/connectors show every setting.",
        )
    })?;
    check(&config)?;
    Ok(config)
}

fn check(config: &Config) -> Outcome<()> {
    let wrong = |what: String| {
        Err(Fault::new("LH-103", format!("{FILE}: {what}"), "Nothing was read and nothing was billed.", "Mend it."))
    };
    let business = &config.business;
    let number_length = business.invoice_prefix.len() + business.desk.len();
    if business.invoice_prefix.is_empty() || business.desk.is_empty() || number_length > 8 {
        return wrong("invoice_prefix and desk must be there and have at most 8 characters together".into());
    }
    if !business.invoice_prefix.chars().chain(business.desk.chars()).all(|c| c.is_ascii_alphanumeric()) {
        return wrong("invoice_prefix and desk take letters and digits only".into());
    }
    let amounts = [&business.variance_hold_above, &business.variance_warn_above].into_iter();
    let own = config.customers.values().flat_map(|c| [&c.variance_hold_above, &c.variance_warn_above]);
    for amount in amounts.chain(own).flatten() {
        if canonical::exact(amount).is_none_or(|d| d < Decimal::ZERO) {
            return wrong(format!("`{amount}` is not an amount"));
        }
    }
    let mut names: Vec<&str> = config.sources.iter().map(|s| s.name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return wrong("two sources have one name".into());
    }
    if let Some(source) = config.sources.iter().find(|s| s.kind != "csv-drop") {
        return wrong(format!("source `{}`: kind `{}` is not known; known is csv-drop", source.name, source.kind));
    }
    if let Some(what) = wrong_joins(&config.sources) {
        return wrong(what);
    }
    if let Some(what) = config.erp.wrong() {
        return wrong(format!("[erp] {what}"));
    }
    let star = config.users.iter().any(|u| u.accounts.iter().any(|a| a == "*"));
    if star && business.today.is_none() {
        return wrong("a user bound to any account (`*`) is for a sample workspace only".into());
    }
    Ok(())
}

/// What a source may own.
const OWNED: &[&str] = &["loads", "stops", "events", "documents", "customers"];

/// A source that joins another must name one that joins none, and own something that no other joining source owns.
fn wrong_joins(sources: &[Source]) -> Option<String> {
    let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for source in sources {
        let name = &source.name;
        let Some(joins) = &source.joins else {
            if !source.owns.is_empty() {
                return Some(format!("source `{name}` owns something without `joins`"));
            }
            continue;
        };
        if !sources.iter().any(|s| s.name == *joins && s.joins.is_none()) {
            return Some(format!("source `{name}` joins `{joins}`, which is no source of loads of its own"));
        }
        for owned in &source.owns {
            if !OWNED.contains(&owned.as_str()) {
                return Some(format!("source `{name}` owns `{owned}`; there are {}", OWNED.join(", ")));
            }
            if let Some(other) = owners.insert((joins, owned), name) {
                return Some(format!("the {owned} of `{joins}` are owned by `{other}` and by `{name}`"));
            }
        }
    }
    None
}

impl Config {
    /// What rating and readiness need to know of the business and one customer.
    pub fn settings(&self, customer: Option<&CustomerId>) -> Settings {
        let own = customer.and_then(|c| self.customers.get(c.as_str()));
        let amount = |own: Option<&String>, general: &Option<String>| {
            own.or(general.as_ref()).and_then(|t| canonical::exact(t)).unwrap_or_default()
        };
        let business = &self.business;
        Settings {
            business_zone: business.zone,
            variance_hold_above: amount(
                own.and_then(|o| o.variance_hold_above.as_ref()),
                &business.variance_hold_above,
            ),
            variance_warn_above: amount(
                own.and_then(|o| o.variance_warn_above.as_ref()),
                &business.variance_warn_above,
            ),
            erp_items: self.erp.items.iter().map(|(c, i)| (ChargeCode::from(c.as_str()), i.clone())).collect(),
            owners: self.owners.clone(),
        }
    }

    /// The folder of a customer's contract under `rules/customers`.
    pub fn contract_folder(&self, customer: &CustomerId) -> String {
        let own = self.customers.get(customer.as_str()).and_then(|c| c.contract.clone());
        own.unwrap_or_else(|| customer.as_str().to_lowercase())
    }

    /// May the house tariff apply to this customer?
    pub fn house_tariff(&self, customer: &CustomerId) -> bool {
        self.customers.get(customer.as_str()).is_none_or(|c| c.house_tariff)
    }
}
