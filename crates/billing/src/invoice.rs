//! Invoice assembly: approved assessments become lines, taxes last, whose sum is the total.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, Settings};
use linehaul_domain::charge::Charge;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber, LegalEntityId};
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine, Taxed};
use linehaul_domain::party::Customer;
use linehaul_domain::time::NaiveDate;

/// What is the same for all lines.
pub struct Header<'a> {
    /// Our number, fixed now.
    pub number: InvoiceNumber,
    /// Generation.
    pub generation: u32,
    /// Batch.
    pub batch: BatchId,
    /// Who is billed.
    pub customer: &'a Customer,
    /// Who bills.
    pub legal_entity: Option<LegalEntityId>,
    /// Local date in the business's zone.
    pub invoice_date: NaiveDate,
    /// Local date in the business's zone.
    pub accounting_date: NaiveDate,
    /// Settings of the approval.
    pub settings: &'a Settings,
}

fn refuse(what: String) -> Fault {
    Fault::new(
        Code::InvoiceDoesNotFit,
        what,
        "It was not invoiced.",
        "Hold the load, mend what is named, and approve it again.",
    )
}

fn taxed(charge: &Charge) -> Option<Taxed> {
    let reckoned = charge.code.is_tax() && charge.unit == "%";
    reckoned.then_some(Taxed { base: charge.quantity, percent: charge.rate })
}

/// Drafts an invoice of these approved assessments (with the book's sequences of their approvals): one currency, one
/// customer. LH-433 when they do not fit together or a code has no ERP item.
pub fn draft(header: &Header<'_>, approved: &[(&Assessment, u64)]) -> Outcome<Invoice> {
    let first = approved.first().ok_or_else(|| refuse(format!("{} would have no lines", header.number)))?.0;
    let currency = first.currency;
    let party = header.customer.erp_code.clone().filter(|c| !c.trim().is_empty());
    let erp_party = party.ok_or_else(|| refuse(format!("{} has no code at the ERP", header.customer.name)))?;
    let mut lines = Vec::new();
    for (assessment, _) in approved {
        if assessment.currency != currency {
            return Err(refuse(format!("{} is in another currency than {}", assessment.load, first.load)));
        }
        if assessment.bill_to.as_ref() != Some(&header.customer.id) {
            return Err(refuse(format!("{} is not billed to {}", assessment.load, header.customer.name)));
        }
        if !assessment.is_ready() {
            return Err(refuse(format!("{} is not billing-ready", assessment.load)));
        }
        for charge in &assessment.charges {
            let item = header.settings.erp_items.get(&charge.code);
            let erp_item = item.ok_or_else(|| refuse(format!("{} has no item at the ERP", charge.code)))?.clone();
            lines.push(InvoiceLine {
                load: assessment.load.clone(),
                code: charge.code.clone(),
                x12: charge.x12().to_owned(),
                erp_item,
                description: charge.description(),
                amount: charge.amount,
                taxed: taxed(charge),
            });
        }
    }
    lines.sort_by_key(|l| l.code.is_tax());
    let total: Decimal = lines.iter().map(|l| l.amount).sum();
    let tax = lines.iter().filter(|l| l.code.is_tax()).map(|l| l.amount).sum();
    Ok(Invoice {
        number: header.number.clone(),
        generation: header.generation,
        kind: InvoiceKind::Original,
        original: None,
        settles: Vec::new(),
        batch: header.batch.clone(),
        legal_entity: header.legal_entity.clone(),
        customer: header.customer.id.clone(),
        erp_party,
        currency,
        invoice_date: header.invoice_date,
        accounting_date: header.accounting_date,
        payment_terms: header.customer.payment_terms.clone(),
        lines,
        tax,
        total,
        approvals: approved.iter().map(|(_, seq)| *seq).collect(),
    })
}
