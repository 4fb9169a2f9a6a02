//! Parties: our legal entities, the customers we bill, whom an invoice is made out to, and who pays which share.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, LegalEntityId};
use crate::money::Currency;
use crate::postal::{Address, Contact};

/// How a customer wants invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStyle {
    /// One invoice per load.
    PerLoad,
    /// One invoice for all loads of a batch.
    Summary,
}

/// A customer as dispatch and the ERP describe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Our key.
    pub id: CustomerId,
    /// Legal name.
    pub name: String,
    /// The ERP's party code; without it the customer is unknown at the ERP.
    pub erp_code: Option<String>,
    /// Is credit stopped at the ERP?
    pub credit_hold: bool,
    /// Invoice currency.
    pub currency: Option<Currency>,
    /// Payment terms in words, e.g. `Net 30`.
    pub payment_terms: Option<String>,
    /// Our entity that bills it.
    pub legal_entity: Option<LegalEntityId>,
    /// The group of customers that accounts tell revenue apart by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// One per load or a summary.
    pub invoice_style: InvoiceStyle,
    /// Where its invoices go, where a source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The folder of its contract, where a source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
}

impl Customer {
    /// As an invoice names it.
    pub fn billed_as(&self) -> BillTo {
        BillTo { name: self.name.clone(), address: self.address.clone() }
    }
}

/// What a source states of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCustomer {
    /// Who is billed, and how.
    pub customer: Customer,
    /// Whom to write to there. No approval keeps them: who reads the mail changes no invoice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Under what it is registered for taxes. No approval keeps them either: no invoice names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tax_registrations: Vec<TaxRegistration>,
}

/// A number under which a customer is registered for taxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRegistration {
    /// What kind of number it is, as its source calls it: `us_ein`, `ca_gst`.
    pub kind: String,
    /// The number.
    pub number: String,
}

/// Whom an invoice is made out to, as it stands on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillTo {
    /// Legal name.
    pub name: String,
    /// Postal address, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl BillTo {
    /// Name and address, a line each.
    pub fn lines(&self) -> Vec<String> {
        let address = self.address.iter().flat_map(Address::on_envelope);
        std::iter::once(self.name.clone()).chain(address).collect()
    }
}

/// A party that pays a share of a load. Dispatch states its percent, or the weight of its freight, or both; the contract says
/// which of them counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payor {
    /// The customer billed for this share.
    pub customer: CustomerId,
    /// Percent of the load's total, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<Decimal>,
    /// Pounds of its freight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_lb: Option<Decimal>,
}
