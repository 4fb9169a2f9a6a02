//! `linehaul.toml`: what the business set. A word that nobody knows is an error at its line, never ignored.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_billing::approval::Eyes;
use linehaul_domain::Decimal;
use linehaul_domain::assessment::Settings;
use linehaul_domain::canonical;
use linehaul_domain::decision::Role;
use linehaul_domain::declared;
use linehaul_domain::ids::{CustomerId, LegalEntityId};
use linehaul_domain::money::Currency;
use linehaul_domain::party::Customer;
use linehaul_domain::printed::NumberTemplate;
use linehaul_domain::time::{NaiveDate, Tz};
use serde::Deserialize;

use crate::settings::erp_settings::ErpSettings;
use crate::settings::mappings::MappedBy;
pub use crate::settings::sources::{Every, Source};
pub use crate::settings::tables::TableSource;

mod check;
mod read;
pub use read::{parse, read};

/// The file's name in a workspace.
pub const FILE: &str = "linehaul.toml";

declared! {
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
        /// Tables that are fetched.
        #[serde(default, rename = "table")]
        pub tables: Vec<TableSource>,
        /// What is set of one customer, by its id.
        #[serde(default)]
        pub customers: BTreeMap<String, CustomerSettings>,
        /// The ERP.
        pub erp: ErpSettings,
        /// Who acts on a hold, by its code; `*` for the rest.
        #[serde(default)]
        pub owners: BTreeMap<String, String>,
        /// Above which effect a contract takes two persons.
        /// Default: `{}`
        #[serde(default)]
        pub publish: PublishLimits,
        /// How much a load may be adjusted by.
        /// Default: `{}`
        #[serde(default)]
        pub limits: Limits,
        /// Which reasons may be given.
        /// Default: `{}`
        #[serde(default)]
        pub reasons: Reasons,
        /// How the numbers are made that customers see, by legal entity, `*` for the rest. Without one they see ours.
        #[serde(default, rename = "printed_number")]
        pub printed_numbers: BTreeMap<String, NumberTemplate>,
        /// The ERP as a source of customers, made of what `[erp]` says.
        #[serde(skip)]
        pub of_erp: Option<Source>,
        /// What is done while nobody asks for it.
        /// Default: `{}`
        #[serde(default)]
        pub unattended: Unattended,
    }
}

declared! {
    /// What is done while nobody asks for it.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Unattended {
        /// Are sources read while the window is open?
        /// Default: `true`
        pub window: bool,
    }
}

impl Default for Unattended {
    fn default() -> Unattended {
        Unattended { window: true }
    }
}

declared! {
    /// What a load's adjustments may come to, charge by charge and both ways added up, by the role of who adjusts, and by how much a
    /// total may be off dispatch's when somebody accepts that; in the invoice's currency.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Limits {
        /// A biller's.
        /// Default: `"250.00"`
        pub adjust_biller: String,
        /// An approver's. Whoever has both roles has this one.
        /// Default: `"2500.00"`
        pub adjust_approver: String,
        /// The difference from dispatch's total, either way, that a biller may accept.
        /// Default: `"100.00"`
        pub variance_biller: String,
        /// The same of an approver. Whoever has both roles has this one.
        /// Default: `"1000.00"`
        pub variance_approver: String,
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            adjust_biller: "250.00".to_owned(),
            adjust_approver: "2500.00".to_owned(),
            variance_biller: "100.00".to_owned(),
            variance_approver: "1000.00".to_owned(),
        }
    }
}

declared! {
    /// Which reasons may be given, word for word, with more behind a colon. Where a list is empty any may.
    #[derive(Debug, Clone, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct Reasons {
        /// For a charge that is waived.
        /// Default: none: any may be given
        pub waive: Vec<String>,
        /// For a difference from dispatch's total that is accepted.
        /// Default: none: any may be given
        pub variance: Vec<String>,
    }
}

declared! {
    /// Limits of publishing alone.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct PublishLimits {
        /// More loads changed than this take two persons.
        /// Default: `25`
        pub loads_changed_above: u64,
        /// More money moved than this, both ways added up, in the invoices' currencies, takes two persons.
        /// Default: `"1000.00"`
        pub money_moved_above: Option<String>,
    }
}

impl Default for PublishLimits {
    fn default() -> PublishLimits {
        PublishLimits { loads_changed_above: 25, money_moved_above: Some("1000.00".to_owned()) }
    }
}

declared! {
    /// The business.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Business {
        /// Its name.
        pub name: String,
        /// Its IANA zone: accounting dates are local dates in it.
        pub zone: Tz,
        /// The home currency: what a mapping is proposed with where no column says one. No amount is taken to be in it.
        /// Default: none; a mapping is proposed with a question
        #[serde(default)]
        pub currency: Option<Currency>,
        /// A fixed today, for a sample workspace only.
        /// Default: the day of this machine
        pub today: Option<NaiveDate>,
        /// First part of invoice numbers: letters and digits, with `desk` at most 8.
        pub invoice_prefix: String,
        /// Second part: this desk. Another one for each desk that bills into one ERP.
        pub desk: String,
        /// Which local date an invoice bears: the day on which it is made (`drafting`), or that of the last delivery (`delivery`).
        /// Default: `"drafting"`
        #[serde(default)]
        pub invoice_date: InvoiceDate,
        /// May nobody approve what they adjusted? `false` is the exception of a firm in which one person does both; the book notes each use.
        /// Default: `true`
        #[serde(default = "yes")]
        pub four_eyes: bool,
        /// A difference from dispatch's total above this holds the load; an amount in the invoice's currency.
        /// Default: none: each difference holds
        #[serde(default)]
        pub variance_hold_above: Option<String>,
        /// A difference above this warns; an amount in the invoice's currency.
        /// Default: none: each difference warns
        #[serde(default)]
        pub variance_warn_above: Option<String>,
    }
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

declared! {
    /// A user.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct User {
        /// Name, as in `--as NAME`.
        pub name: String,
        /// Accounts of the operating system that are this person; `*` is any account, in a sample workspace only.
        pub accounts: Vec<String>,
        /// What that person may do: of `biller`, `approver`, `pricing`, `admin`.
        pub roles: Vec<Role>,
    }
}

declared! {
    /// A customer's settings.
    #[derive(Debug, Clone, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct CustomerSettings {
        /// Its contract's folder under `rules/customers`.
        /// Default: what a source says of the customer, else its id in lower case
        pub contract: Option<String>,
        /// May the house tariff apply where no contract does?
        /// Default: `true`
        #[serde(default = "yes")]
        pub house_tariff: bool,
        /// Its own tolerance, in place of that of `[business]`.
        /// Default: that of `[business]`
        pub variance_hold_above: Option<String>,
        /// Its own tolerance, in place of that of `[business]`.
        /// Default: that of `[business]`
        pub variance_warn_above: Option<String>,
    }
}

fn yes() -> bool {
    true
}

/// The rows of loads themselves.
pub(crate) const LOADS: &str = "loads";
/// What a source may own.
pub(crate) const OWNED: &[&str] = &[LOADS, "stops", "events", "documents", "customers"];

impl Config {
    /// Reads the mappings of its sources, anew.
    pub fn read_mappings(&mut self, dir: &Path) {
        for source in &mut self.sources {
            let load = |name: &String| MappedBy::load(dir, name);
            source.mapped = source.mapping.as_ref().map(load).unwrap_or_default();
        }
    }

    /// Every source of facts: those of loads in their order, then the ERP.
    pub fn all_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().chain(&self.of_erp)
    }

    /// Is this the sample company? Only there any account may act as a user.
    pub fn is_sample(&self) -> bool {
        self.business.today.is_some() && self.users.iter().any(|u| u.accounts.iter().any(|a| a == "*"))
    }

    /// How strictly four eyes are taken here.
    pub fn eyes(&self) -> Eyes {
        match (self.business.four_eyes, self.is_sample()) {
            (false, _) => Eyes::SmallFirm,
            (true, true) => Eyes::Sample,
            (true, false) => Eyes::Two,
        }
    }

    /// What a load's adjustments may come to when this user makes one: the greatest limit of their roles.
    pub fn adjust_limit(&self, name: &str) -> Decimal {
        self.limit_of(name, (&self.limits.adjust_biller, &self.limits.adjust_approver))
    }

    /// By how much a total may be off dispatch's, when this user accepts that: the greatest limit of their roles.
    pub fn variance_limit(&self, name: &str) -> Decimal {
        self.limit_of(name, (&self.limits.variance_biller, &self.limits.variance_approver))
    }

    fn limit_of(&self, name: &str, (biller, approver): (&str, &str)) -> Decimal {
        let user = self.users.iter().find(|u| u.name == name);
        let limit = |role: &Role| match role {
            Role::Biller => canonical::exact(biller),
            Role::Approver => canonical::exact(approver),
            _ => None,
        };
        let limits = user.into_iter().flat_map(|u| &u.roles).filter_map(limit);
        limits.max().unwrap_or_default()
    }

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
            erp_items: self.erp.erp_items(),
            posting: self.erp.posting(),
            absent_items: self.erp.absent.clone(),
            owners: self.owners.clone(),
        }
    }

    /// The folder of a customer's contract under `rules/customers`: as the settings say it, else as what is known of the customer
    /// does, else by its id.
    pub fn contract_folder(&self, customer: &CustomerId, known: Option<&Customer>) -> String {
        let own = self.customers.get(customer.as_str()).and_then(|c| c.contract.clone());
        let named = || known.and_then(|known| known.contract.clone());
        own.or_else(named).unwrap_or_else(|| customer.as_str().to_lowercase())
    }

    /// `PSL-A-`: what the invoice numbers of this desk begin with.
    pub fn number_prefix(&self) -> String {
        format!("{}-{}-", self.business.invoice_prefix, self.business.desk)
    }

    /// How the printed numbers of a legal entity are made; `None` where ours is printed.
    pub fn number_template(&self, entity: Option<&LegalEntityId>) -> Option<&NumberTemplate> {
        let own = entity.and_then(|entity| self.printed_numbers.get(entity.as_str()));
        own.or_else(|| self.printed_numbers.get("*"))
    }

    /// May the house tariff apply to this customer?
    pub fn house_tariff(&self, customer: &CustomerId) -> bool {
        self.customers.get(customer.as_str()).is_none_or(|c| c.house_tariff)
    }
}
