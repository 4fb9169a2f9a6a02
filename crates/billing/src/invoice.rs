//! Invoice assembly: approved assessments become lines, taxes last, whose sum is the total.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, Settings};
use linehaul_domain::charge::Charge;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber, LegalEntityId};
use linehaul_domain::invoice::{Invoice, InvoiceKind, InvoiceLine, Taxed};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::time::NaiveDate;

use crate::posting::line_of;

/// What is the same for all lines.
pub struct Header<'a> {
    /// Our number, fixed now.
    pub number: InvoiceNumber,
    /// Generation.
    pub generation: u32,
    /// The number that customers see, where it is not ours.
    pub printed: Option<String>,
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

/// What is billed of one load.
#[derive(Debug, Clone, Copy)]
pub struct Billed<'a> {
    /// The load as it was approved.
    pub load: &'a Load,
    /// Its assessment.
    pub assessment: &'a Assessment,
    /// The book's sequence of its approval.
    pub approval: u64,
}

/// Drafts an invoice of what was approved: one currency, one customer. LH-433 when loads do not fit together, a code has no ERP
/// item, or a load lacks what its lines are posted by.
pub fn draft(header: &Header<'_>, approved: &[Billed<'_>]) -> Outcome<Invoice> {
    let first = approved.first().ok_or_else(|| refuse(format!("{} would have no lines", header.number)))?.assessment;
    let currency = first.currency;
    let party = header.customer.erp_code.clone().filter(|c| !c.trim().is_empty());
    let erp_party = party.ok_or_else(|| refuse(format!("{} has no code at the ERP", header.customer.name)))?;
    let mut lines = Vec::new();
    for Billed { load, assessment, .. } in approved {
        if assessment.currency != currency {
            return Err(refuse(format!("{} is in another currency than {}", assessment.load, first.load)));
        }
        if assessment.bill_to.as_ref() != Some(&header.customer.id) {
            return Err(refuse(format!("{} is not billed to {}", assessment.load, header.customer.name)));
        }
        if !assessment.is_ready() {
            return Err(refuse(format!("{} is not billing-ready", assessment.load)));
        }
        let posting = &header.settings.posting;
        if let Err(lacks) = posting.business_line_of(load) {
            return Err(refuse(format!("{}: {}", assessment.load, lacks.what)));
        }
        let (dimensions, lacks) = posting.dimensions_of(load);
        if let Some(lacks) = lacks.first() {
            return Err(refuse(format!("{}: {}", assessment.load, lacks.what)));
        }
        for charge in &assessment.charges {
            let line = line_of(load, Some(header.customer), header.settings, &charge.code);
            let (item, erp_account) = posting.determine(&header.settings.erp_items, &line);
            let erp_item = item.ok_or_else(|| refuse(format!("{} has no item at the ERP", charge.code)))?;
            lines.push(InvoiceLine {
                load: assessment.load.clone(),
                code: charge.code.clone(),
                x12: charge.x12().to_owned(),
                erp_item,
                erp_account,
                dimensions: dimensions.clone(),
                description: charge.description(),
                amount: charge.amount,
                taxed: taxed(charge),
            });
        }
    }
    lines.sort_by_key(|l| l.code.is_tax());
    let terms = &header.customer.payment_terms;
    let theirs = header.settings.erp_terms.as_ref().zip(terms.as_ref());
    let total: Decimal = lines.iter().map(|l| l.amount).sum();
    let tax = lines.iter().filter(|l| l.code.is_tax()).map(|l| l.amount).sum();
    Ok(Invoice {
        number: header.number.clone(),
        generation: header.generation,
        printed: header.printed.clone(),
        kind: InvoiceKind::Original,
        original: None,
        settles: Vec::new(),
        batch: header.batch.clone(),
        legal_entity: header.legal_entity.clone(),
        customer: header.customer.id.clone(),
        bill_to: Some(header.customer.billed_as()),
        erp_party,
        currency,
        invoice_date: header.invoice_date,
        accounting_date: header.accounting_date,
        payment_terms: terms.clone(),
        erp_terms: theirs.map(|(theirs, ours)| theirs.get(ours).unwrap_or(ours).clone()),
        lines,
        tax,
        total,
        approvals: approved.iter().map(|billed| billed.approval).collect(),
    })
}
