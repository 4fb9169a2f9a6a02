//! Where a load stands by the book: what people decided and what became of its invoices.

use linehaul_billing::assess::Adjustment;
use linehaul_domain::assessment::{Assessment, Pins};
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::Money;
use linehaul_store::{Book, InvoiceRow};

/// An approval that holds.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Its place in the book.
    pub seq: u64,
    /// What it saw.
    pub pins: Pins,
    /// The assessment's body.
    pub assessment: Hash,
    /// The load's body.
    pub facts: Hash,
    /// Customer and settings.
    pub frozen: Hash,
    /// Total.
    pub total: Money,
}

/// Where a load stands by the book.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The approval that holds.
    pub approval: Option<Approval>,
    /// A person's hold.
    pub on_hold: Option<String>,
    /// An approval lapsed and nobody approved or released since: the difference.
    pub lapsed: Option<String>,
    /// Adjustments in the book's order.
    pub adjustments: Vec<Adjustment>,
    /// Invoices that bill it, voided ones left out.
    pub invoices: Vec<InvoiceRow>,
    /// Everything in the book about it.
    pub entries: Vec<Entry>,
}

/// The state of a load in the queue.
pub const STATES: &[&str] =
    &["in_transit", "held", "ready", "approved", "queued", "in_doubt", "rejected", "posted", "not_billable"];

/// Is a load of this state priced by what its approval froze?
pub fn is_frozen(state: &str) -> bool {
    matches!(state, "approved" | "queued" | "in_doubt" | "posted")
}

/// Reads where a load stands.
pub fn of_load(book: &Book, load: &LoadNumber) -> Outcome<Standing> {
    let mut standing = from_entries(book.entries_of_load(load)?);
    standing.invoices = book.live_invoices_of_load(load)?;
    Ok(standing)
}

/// Where a load stands by its entries, in their order; invoices are not among them.
pub fn from_entries(entries: Vec<Entry>) -> Standing {
    let mut standing = Standing::default();
    for entry in &entries {
        match &entry.entry.decision {
            Decision::Approved { pins, assessment, facts, frozen, total, .. } => {
                standing.lapsed = None;
                standing.approval = Some(Approval {
                    seq: entry.seq,
                    pins: (**pins).clone(),
                    assessment: assessment.clone(),
                    facts: facts.clone(),
                    frozen: frozen.clone(),
                    total: *total,
                });
            }
            Decision::ApprovalLapsed { difference, .. } => {
                standing.approval = None;
                standing.lapsed = Some(difference.clone());
            }
            Decision::ApprovalWithdrawn { .. } => standing.approval = None,
            Decision::Held { reason, .. } => standing.on_hold = Some(reason.clone()),
            Decision::Released { .. } => {
                standing.on_hold = None;
                standing.lapsed = None;
            }
            Decision::Adjusted { code, amount, reason, .. } => standing.adjustments.push(Adjustment {
                code: code.clone(),
                amount: amount.amount,
                reason: reason.clone(),
                by: entry.entry.actor.name.clone(),
                book_seq: entry.seq,
            }),
            _ => {}
        }
    }
    standing.entries = entries;
    standing
}

impl Standing {
    /// The invoice that decides the state: the one furthest along.
    pub fn invoice(&self) -> Option<&InvoiceRow> {
        self.invoices.iter().max_by_key(|row| match row.state {
            InvoiceState::Posted => 6,
            InvoiceState::InDoubt | InvoiceState::NeedsPerson => 5,
            InvoiceState::Sending => 4,
            InvoiceState::Queued | InvoiceState::Draft => 3,
            InvoiceState::Rejected => 2,
            InvoiceState::Voided => 0,
        })
    }

    /// Holds that come from decisions, not from rules.
    pub fn holds(&self) -> Vec<Hold> {
        let mut holds = Vec::new();
        if let Some(difference) = &self.lapsed {
            holds.push(Hold::new(
                HoldCode::ChangedSinceApproval,
                format!("changed since approval: {difference}"),
                "billing",
                "Look at the difference, then approve the load by its number again.",
            ));
        }
        if let Some(reason) = &self.on_hold {
            holds.push(Hold::new(HoldCode::OnHold, reason.clone(), "billing", "Release it with `linehaul release`."));
        }
        holds
    }

    /// Does the approval behind an invoice still stand?
    pub fn approved_for(&self, row: &InvoiceRow) -> bool {
        self.approval.as_ref().is_some_and(|approval| row.body.approvals.contains(&approval.seq))
    }

    /// The one state that the queue shows.
    pub fn state(&self, assessment: &Assessment) -> &'static str {
        if let Some(row) = self.invoice() {
            match row.state {
                InvoiceState::Posted => return "posted",
                InvoiceState::InDoubt | InvoiceState::NeedsPerson | InvoiceState::Sending => return "in_doubt",
                InvoiceState::Queued | InvoiceState::Draft => return "queued",
                // Only while the approval behind it stands: afterwards the load can be billed anew.
                InvoiceState::Rejected if self.approved_for(row) => return "rejected",
                InvoiceState::Rejected | InvoiceState::Voided => {}
            }
        }
        match assessment.status {
            LoadStatus::Cancelled => "not_billable",
            LoadStatus::Booked | LoadStatus::InTransit => "in_transit",
            _ if self.approval.is_some() => "approved",
            _ if assessment.holds.is_empty() => "ready",
            _ => "held",
        }
    }
}
