//! Assessment: a load rated and judged ready or not, with pins to everything that it depends on.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::charge::{Charge, NearMiss, Share};
use crate::code::ChargeCode;
use crate::fault::{Code, Fault, Outcome};
use crate::hold::{Hold, Warning};
use crate::ids::{ContractName, CustomerId, Hash, LoadNumber};
use crate::load::LoadStatus;
use crate::money::Currency;
use crate::party::Customer;
use crate::posting::Posting;
use crate::time::Tz;

/// The meaning of this build's rating and readiness code. It changes when a result or its explanation may. Before a first release
/// there is one; once there are books that name another, a build keeps what that one did under a name of its own.
pub const ENGINE: &str = "linehaul-engine@7";

/// LH-507 for an engine other than this build's: what it approved would be rated by other rules than its own, and every approval
/// would seem to differ. Whoever rates what was approved asks this first.
pub fn readable_engine(engine: &str) -> Outcome<()> {
    if engine == ENGINE {
        return Ok(());
    }
    Err(Fault::new(
        Code::EngineUnknown,
        format!("it was approved by {engine}, which this version does not know"),
        "The invoice cannot be made again from the book.",
        "Use the version of Linehaul that approved it.",
    ))
}

/// What the business and the customer set, beyond the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The business's zone: invoice and accounting dates are local dates in it.
    pub business_zone: Tz,
    /// A difference from dispatch's expected total above this holds; invoice currency.
    pub variance_hold_above: Decimal,
    /// A difference above this, up to the one before, warns; invoice currency.
    pub variance_warn_above: Decimal,
    /// ERP item by charge code. A code that is neither here nor in a rule is unmapped.
    pub erp_items: BTreeMap<ChargeCode, String>,
    /// What else decides item, account and dimensions of a line.
    #[serde(default, skip_serializing_if = "Posting::is_plain")]
    pub posting: Posting,
    /// Items among these that the ERP has not, by what it told last, each with what was probably meant, in words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub absent_items: BTreeMap<String, String>,
    /// Who acts on a hold where the contract names nobody, by hold code; `*` for all others.
    pub owners: BTreeMap<String, String>,
}

/// What an assessment depended on, by hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pins {
    /// The folded load.
    pub load_revision: Hash,
    /// The contract's name, when one was found.
    pub contract: Option<ContractName>,
    /// The contract's file as shown to people.
    pub contract_file: Option<String>,
    /// The contract's text.
    pub contract_hash: Option<Hash>,
    /// The house tariff's file as shown to people, where it was asked.
    pub house_file: Option<String>,
    /// The house tariff's text, where it was asked.
    pub house_hash: Option<Hash>,
    /// All tables at hand.
    pub tables_hash: Hash,
    /// The customer's facts.
    pub customer_hash: Hash,
    /// Settings, business zone among them.
    pub settings_hash: Hash,
    /// The engine.
    pub engine: String,
    /// The time zone database by which local dates and times were reckoned, e.g. `2025b`.
    pub tzdb: String,
}

/// One load, rated and judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Which load.
    pub load: LoadNumber,
    /// Who is billed.
    pub bill_to: Option<CustomerId>,
    /// Where dispatch says it stands.
    pub status: LoadStatus,
    /// Invoice currency.
    pub currency: Currency,
    /// Lines in the contract's order, taxes last.
    pub charges: Vec<Charge>,
    /// Sum of the lines.
    pub total: Decimal,
    /// What blocks.
    pub holds: Vec<Hold>,
    /// What does not block.
    pub warnings: Vec<Warning>,
    /// What was almost billed.
    pub near_misses: Vec<NearMiss>,
    /// What each payor pays, where there are several and the contract says how they share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// What it depended on.
    pub pins: Pins,
}

impl Assessment {
    /// A hash of what a person who looks at it sees: lines, total, holds, warnings, who is billed. What it was made with is left
    /// out, so that a new row in a table that changes nothing is no change.
    pub fn seen(&self) -> Hash {
        let line = |c: &Charge| (c.code.0.clone(), c.stop, c.amount.normalize());
        let lines: Vec<_> = self.charges.iter().map(line).collect();
        let holds: Vec<_> = self.holds.iter().map(|h| (h.code, h.stop, &h.message)).collect();
        let warnings: Vec<_> = self.warnings.iter().map(|w| (w.code, &w.message)).collect();
        let total = self.total.normalize();
        canonical::hash(&(&self.load, &self.bill_to, self.status, self.currency, lines, total, holds, warnings))
    }

    /// Delivered (or not used) and nothing blocks.
    pub fn is_ready(&self) -> bool {
        self.holds.is_empty() && self.status.is_judged()
    }
}

/// Customer and settings as an approval saw them, kept so that the invoice can be made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedContext {
    /// The customer as it was.
    pub customer: Option<Customer>,
    /// Settings as they were.
    pub settings: Settings,
    /// What its payment terms were called at the ERP; none of an ERP that has no names of its own for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erp_terms: Option<String>,
}
