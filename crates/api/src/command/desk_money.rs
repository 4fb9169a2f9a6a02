//! What is said at the desk of a load's charges, and of whether it is billed at all.

use clap::Args;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::fault::Outcome;
use linehaul_workbench::decisions::desk::{self, Approval};
use linehaul_workbench::decisions::review::Decided;
use linehaul_workbench::workspace::home::Workbench;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::desk::{Statement, Told};

/// Take a charge off a load: it is not billed, its documents are not needed, and taxes and percents are reckoned without it. It comes back where it
/// comes to more than it did.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Waive {
    /// The load's number.
    pub load: String,
    /// The charge's code, e.g. DETENTION_LOADING.
    pub charge: String,
    /// Of this stop alone.
    #[arg(long)]
    #[serde(default)]
    pub stop: Option<u32>,
    /// Why; where `[reasons]` has a list, one of it.
    #[arg(long)]
    pub because: String,
    /// Who told it, and how: "J. Smith, phone".
    #[arg(long)]
    #[serde(default)]
    pub from: Option<String>,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for Waive {
    const NAME: &'static str = "waive";
    const WORDS: &'static str = "waive";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let Waive { load, charge, stop, because, from, seen } = self;
        let told = Told::new(load, because, from, seen);
        desk::waive(bench, told.by(user), &ChargeCode::from(charge.as_str()), *stop)
    }
}

/// Accept that a load's total is off the one that dispatch expects, within the limit of one's role. It asks again when either of them changes.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Accept {
    /// The load's number.
    pub load: String,
    /// What is accepted: VARIANCE.
    #[arg(value_parser = ["VARIANCE", "variance"])]
    pub hold: String,
    /// Why; where `[reasons]` has a list, one of it.
    #[arg(long)]
    pub because: String,
    /// Who told it, and how: "J. Smith, phone".
    #[arg(long)]
    #[serde(default)]
    pub from: Option<String>,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for Accept {
    const NAME: &'static str = "accept";
    const WORDS: &'static str = "accept";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let Accept { load, because, from, seen, .. } = self;
        let told = Told::new(load, because, from, seen);
        desk::accept_variance(bench, told.by(user))
    }
}

/// Say that the customer approved a charge of a load, up to an amount and no further.
#[derive(Debug, Deserialize, TS, Args)]
pub struct ApprovedByCustomer {
    /// The load's number.
    pub load: String,
    /// The charge's code, e.g. DETENTION_LOADING.
    pub charge: String,
    /// Who approved it, at the customer.
    #[arg(long)]
    pub name: String,
    /// How: mail, phone, portal.
    #[arg(long)]
    pub channel: String,
    /// On which day, like 2025-01-31.
    #[arg(long)]
    pub date: String,
    /// Up to this amount, in the invoice's currency.
    #[arg(long)]
    pub amount: String,
    /// The document that shows it, by its id or file.
    #[arg(long)]
    #[serde(default)]
    pub document: Option<String>,
    /// Why.
    #[arg(long, default_value = "the customer approved it")]
    pub because: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for ApprovedByCustomer {
    const NAME: &'static str = "approved_by_customer";
    const WORDS: &'static str = "approved-by-customer";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let ApprovedByCustomer { load, charge, name, channel, date, amount, document, because, seen } = self;
        let told = Told::new(load, because, &None, seen);
        let charge = ChargeCode::from(charge.as_str());
        let approval = Approval { charge: &charge, amount, name, channel, date, document: document.as_deref() };
        desk::customer_approved(bench, told.by(user), approval)
    }
}
