//! What a decision is called, and of which load or invoice it speaks: the columns that stand beside its body in the book.

use crate::decision::{Decision, Stray};
use crate::ids::{InvoiceNumber, LoadNumber};

#[deny(clippy::wildcard_enum_match_arm)]
impl Decision {
    /// The kind's name, as stored: `approved`, `posted`, ….
    pub fn kind(&self) -> &'static str {
        match self {
            Decision::Opened { .. } => "opened",
            Decision::ControlsSet { .. } => "controls_set",
            Decision::Approved { .. } => "approved",
            Decision::ApprovalLapsed { .. } => "approval_lapsed",
            Decision::ApprovalWithdrawn { .. } => "approval_withdrawn",
            Decision::Held { .. } => "held",
            Decision::Released { .. } => "released",
            Decision::Adjusted { .. } => "adjusted",
            Decision::DifferenceAfterPosting { .. } => "difference_after_posting",
            Decision::NotADuplicate { .. } => "not_a_duplicate",
            Decision::Answered(_) => "answered",
            Decision::BilledOutside { .. } => "billed_outside",
            Decision::OwedOutside { .. } => "owed_outside",
            Decision::CutoverSet { .. } => "cutover_set",
            Decision::CutoverKept { .. } => "cutover_kept",
            Decision::BilledElsewhere { .. } => "billed_elsewhere",
            Decision::BilledHere { .. } => "billed_here",
            Decision::MayBeBilled(_) => "may_be_billed",
            Decision::BookContinues { .. } => "book_continues",
            Decision::ContractProposed { .. } => "contract_proposed",
            Decision::ContractPublished { .. } => "contract_published",
            Decision::InvoiceDrafted { .. } => "invoice_drafted",
            Decision::InvoiceVoiding { .. } => "invoice_voiding",
            Decision::DraftMade { .. } => "draft_made",
            Decision::CancelledAtErp { .. } => "cancelled_at_erp",
            Decision::StandsAtErp { .. } => "stands_at_erp",
            Decision::StrayDraft { .. } => "stray_draft",
            Decision::BillAgain { .. } => "bill_again",
            Decision::InvoiceClosed { .. } => "invoice_closed",
            Decision::Effect { step, .. } => step.entry_kind(),
            Decision::InvoiceVoided { .. } => "invoice_voided",
            Decision::Batched { .. } => "batched",
            Decision::Sending { .. } => "sending",
            Decision::Posted { .. } => "posted",
            Decision::Rejected { .. } => "rejected",
            Decision::InDoubt { .. } => "in_doubt",
            Decision::NeedsPerson { .. } => "needs_person",
            Decision::Requeued { .. } => "requeued",
            Decision::Row(row) => row.entry_kind(),
            Decision::Stated(statement) => statement.says.entry_kind(),
            Decision::SettingSet(_) => "setting_set",
            Decision::BackedUp { .. } => "backed_up",
        }
    }

    /// The load concerned, where it is one.
    pub fn load(&self) -> Option<&LoadNumber> {
        match self {
            Decision::Approved { load, .. }
            | Decision::ApprovalLapsed { load, .. }
            | Decision::ApprovalWithdrawn { load, .. }
            | Decision::Held { load, .. }
            | Decision::Released { load, .. }
            | Decision::Adjusted { load, .. }
            | Decision::NotADuplicate { load, .. }
            | Decision::BilledOutside { load, .. }
            | Decision::BilledElsewhere { load, .. }
            | Decision::BilledHere { load, .. }
            | Decision::DifferenceAfterPosting { load, .. } => Some(load),
            Decision::Answered(answer) => Some(&answer.load),
            Decision::Stated(statement) => Some(&statement.load),
            Decision::MayBeBilled(unsaid) => Some(&unsaid.load),
            Decision::Row(row) => row.load.as_ref(),
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::OwedOutside { .. }
            | Decision::CutoverSet { .. }
            | Decision::CutoverKept { .. }
            | Decision::BookContinues { .. }
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::InvoiceDrafted { .. }
            | Decision::InvoiceVoiding { .. }
            | Decision::DraftMade { .. }
            | Decision::CancelledAtErp { .. }
            | Decision::StandsAtErp { .. }
            | Decision::StrayDraft { .. }
            | Decision::BillAgain { .. }
            | Decision::InvoiceClosed { .. }
            | Decision::Effect { .. }
            | Decision::InvoiceVoided { .. }
            | Decision::Batched { .. }
            | Decision::Sending { .. }
            | Decision::Posted { .. }
            | Decision::Rejected { .. }
            | Decision::InDoubt { .. }
            | Decision::NeedsPerson { .. }
            | Decision::Requeued { .. }
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => None,
        }
    }

    /// The invoice concerned, where it is one.
    pub fn invoice(&self) -> Option<&InvoiceNumber> {
        match self {
            Decision::InvoiceDrafted { invoice, .. }
            | Decision::InvoiceVoided { invoice, .. }
            | Decision::InvoiceVoiding { invoice, .. }
            | Decision::DraftMade { invoice, .. }
            | Decision::CancelledAtErp { invoice, .. }
            | Decision::StandsAtErp { invoice }
            | Decision::StrayDraft(Stray { invoice, .. })
            | Decision::BillAgain { invoice, .. }
            | Decision::InvoiceClosed { invoice, .. }
            | Decision::Sending { invoice, .. }
            | Decision::Posted { invoice, .. }
            | Decision::Rejected { invoice, .. }
            | Decision::InDoubt { invoice, .. }
            | Decision::NeedsPerson { invoice, .. }
            | Decision::Requeued { invoice, .. }
            | Decision::DifferenceAfterPosting { invoice, .. } => Some(invoice),
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::Approved { .. }
            | Decision::ApprovalLapsed { .. }
            | Decision::ApprovalWithdrawn { .. }
            | Decision::Held { .. }
            | Decision::Released { .. }
            | Decision::Adjusted { .. }
            | Decision::NotADuplicate { .. }
            | Decision::Answered(_)
            | Decision::BilledOutside { .. }
            | Decision::OwedOutside { .. }
            | Decision::CutoverSet { .. }
            | Decision::CutoverKept { .. }
            | Decision::BilledElsewhere { .. }
            | Decision::BilledHere { .. }
            | Decision::MayBeBilled(_)
            | Decision::BookContinues { .. }
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::Effect { .. }
            | Decision::Batched { .. }
            | Decision::Row(_)
            | Decision::Stated(_)
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => None,
        }
    }
}
