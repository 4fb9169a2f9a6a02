//! The state of a load by the book: what people decided and what became of its invoices.

use std::collections::BTreeSet;

use linehaul_billing::assess::Adjustment;
use linehaul_domain::assessment::{Assessment, Pins};
use linehaul_domain::cutover::{Standing, Word};
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::desk::{Entered, Says, Statement, standing};
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::{Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::Money;
use linehaul_domain::state::LoadState;
use linehaul_store::{Book, InvoiceAt};

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
    pub context: Hash,
    /// Total.
    pub total: Money,
}

/// The state of a load by the book.
#[derive(Debug, Clone, Default)]
pub struct BookedLoad {
    /// The approval that holds.
    pub approval: Option<Approval>,
    /// A person's hold.
    pub on_hold: Option<String>,
    /// An approval lapsed and nobody approved or released since: the difference.
    pub lapsed: Option<String>,
    /// Adjustments in the book's order.
    pub adjustments: Vec<Adjustment>,
    /// Invoices that bill it, voided ones left out.
    pub invoices: Vec<InvoiceAt>,
    /// The invoice at the ERP that bills it and that this book does not have.
    pub outside: Option<InvoiceNumber>,
    /// What a person said last of whether it was billed elsewhere.
    pub word: Option<Word>,
    /// Loads that a person said it is not the same as.
    pub not_same_as: BTreeSet<LoadNumber>,
    /// What was said of it at the desk, and stands.
    pub desk: Vec<Entered>,
    /// What a person answered of what its facts leave open.
    pub answered: BTreeSet<String>,
    /// The difference after posting that was told last: its entry, amount and words.
    pub difference: Option<(u64, Option<Money>, String)>,
    /// The decisions on it.
    pub entries: Vec<Entry>,
    /// The last entry about it or its invoices entries: what a decision expects to still be the last.
    pub version: u64,
}

/// Reads the state of a load.
pub fn of_load(book: &Book, load: &LoadNumber) -> Outcome<BookedLoad> {
    if !book.is_decided_on(load)? {
        return Ok(BookedLoad::default());
    }
    let mut load_state = from_entries(book.decisions_on(load)?);
    load_state.invoices = book.binding_invoices(load)?;
    load_state.version = book.version_of(load)?;
    Ok(load_state)
}

/// The state of a load by its entries, in their order; invoices are not among them.
#[deny(clippy::wildcard_enum_match_arm)]
pub fn from_entries(entries: Vec<Entry>) -> BookedLoad {
    let mut load_state = BookedLoad::default();
    let mut said = Vec::new();
    for entry in &entries {
        match &entry.entry.decision {
            Decision::Approved { .. } => {
                load_state.lapsed = None;
                load_state.approval = approval_of(entry);
            }
            Decision::ApprovalLapsed { difference, .. } => {
                load_state.approval = None;
                load_state.lapsed = Some(difference.clone());
            }
            Decision::ApprovalWithdrawn { .. } | Decision::BillAgain { .. } => load_state.approval = None,
            Decision::BilledOutside { invoice, .. } => load_state.outside = Some(invoice.clone()),
            decision @ (Decision::BilledElsewhere { .. } | Decision::BilledHere { .. } | Decision::MayBeBilled(_)) => {
                load_state.word = Word::of(decision);
            }
            Decision::NotADuplicate { of, .. } => load_state.not_same_as.extend(of.iter().cloned()),
            Decision::Stated(statement) => said.push(entered(entry, statement)),
            Decision::Answered(answer) => load_state.answered.extend(answer.questions.iter().cloned()),
            Decision::DifferenceAfterPosting { difference, amount, .. } => {
                load_state.difference = Some((entry.seq, *amount, difference.clone()));
            }
            Decision::Held { reason, .. } => load_state.on_hold = Some(reason.to_string()),
            Decision::Released { .. } => {
                load_state.on_hold = None;
                load_state.lapsed = None;
            }
            Decision::Adjusted { code, amount, reason, .. } => load_state.adjustments.push(Adjustment {
                code: code.clone(),
                amount: amount.amount,
                reason: reason.to_string(),
                by: entry.entry.actor.name.clone(),
                book_seq: entry.seq,
            }),
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
            | Decision::Row(_)
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => {}
        }
    }
    load_state.desk = standing(said);
    load_state.version = entries.last().map_or(0, |e| e.seq);
    load_state.entries = entries;
    load_state
}

fn entered(entry: &Entry, statement: &Statement) -> Entered {
    let Statement { says, reason, from, .. } = statement.clone();
    Entered {
        seq: entry.seq,
        by: entry.entry.actor.name.clone(),
        at: entry.entry.at,
        says,
        reason,
        from,
        answered: false,
    }
}

/// What an entry approves, if it does.
fn approval_of(entry: &Entry) -> Option<Approval> {
    let Decision::Approved { pins, assessment, facts, context, total, .. } = &entry.entry.decision else { return None };
    Some(Approval {
        seq: entry.seq,
        pins: (**pins).clone(),
        assessment: assessment.clone(),
        facts: facts.clone(),
        context: context.clone(),
        total: *total,
    })
}

impl BookedLoad {
    /// The invoice that decides the state: the one furthest along.
    pub fn invoice(&self) -> Option<&InvoiceAt> {
        self.invoices.iter().max_by_key(|row| match row.state {
            InvoiceState::Posted => 6,
            InvoiceState::Cancelled | InvoiceState::Closed => 5,
            InvoiceState::InDoubt | InvoiceState::NeedsPerson | InvoiceState::Voiding => 5,
            InvoiceState::Sending => 4,
            InvoiceState::Queued | InvoiceState::Draft => 3,
            InvoiceState::Rejected => 2,
            InvoiceState::Voided | InvoiceState::Replaced => 0,
        })
    }

    /// The approval behind an invoice, whether it still stands or not: what is posted is explained by it for ever.
    pub fn approval_behind(&self, row: &InvoiceAt) -> Option<Approval> {
        let before = |e: &&Entry| e.seq < row.drafted && matches!(e.entry.decision, Decision::Approved { .. });
        self.entries.iter().rev().find(before).and_then(approval_of)
    }

    /// Is the load priced by what an approval saw, whatever the rules at hand say?
    pub fn is_priced_as_approved(&self) -> bool {
        self.approval.is_some() || self.invoice().is_some_and(|row| row.state != InvoiceState::Rejected)
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
        if let Some(row) = self.invoice().filter(|row| row.state == InvoiceState::Cancelled) {
            holds.push(Hold::new(
                HoldCode::CancelledAtErp,
                format!("{}: {}", row.number, row.reason.as_deref().unwrap_or("it was cancelled at the ERP")),
                "billing",
                format!(
                    "Say what becomes of it: `linehaul cancelled {0} --bill-again --reason …`, or `linehaul cancelled {0} \
                     --closed --reason …`.",
                    row.number
                ),
            ));
        }
        holds
    }

    /// Whoever said that it is not billed.
    pub fn dismissed(&self) -> Option<&Entered> {
        self.desk.iter().find(|said| matches!(said.says, Says::Dismissed(_)))
    }

    /// Does the approval behind an invoice still stand?
    pub fn approved_for(&self, row: &InvoiceAt) -> bool {
        let behind = self.approval_behind(row).map(|approval| approval.seq);
        self.approval.as_ref().is_some_and(|approval| Some(approval.seq) == behind)
    }

    /// The one state that the queue shows, where the cut-over leaves the load standing so.
    pub fn queue_state(&self, assessment: &Assessment, standing: &Standing) -> LoadState {
        if let Some(row) = self.invoice() {
            match row.state {
                InvoiceState::Posted => return LoadState::Posted,
                InvoiceState::InDoubt | InvoiceState::NeedsPerson | InvoiceState::Sending | InvoiceState::Voiding => {
                    return LoadState::InDoubt;
                }
                InvoiceState::Queued | InvoiceState::Draft => return LoadState::Queued,
                InvoiceState::Cancelled => return LoadState::Held,
                InvoiceState::Closed => return LoadState::NotBillable,
                // Only while the approval behind it stands: afterwards the load can be billed anew.
                InvoiceState::Rejected if self.approved_for(row) => return LoadState::Rejected,
                InvoiceState::Rejected | InvoiceState::Voided | InvoiceState::Replaced => {}
            }
        }
        if self.outside.is_some() {
            return LoadState::Posted;
        }
        if matches!(standing, Standing::Elsewhere(_)) {
            return LoadState::BilledElsewhere;
        }
        match assessment.status {
            _ if self.dismissed().is_some() => LoadState::NotBillable,
            LoadStatus::Cancelled => LoadState::NotBillable,
            LoadStatus::Booked | LoadStatus::InTransit => LoadState::InTransit,
            LoadStatus::Delivered | LoadStatus::Tonu if self.approval.is_some() => LoadState::Approved,
            LoadStatus::Delivered | LoadStatus::Tonu if assessment.holds.is_empty() => LoadState::Ready,
            LoadStatus::Delivered | LoadStatus::Tonu => LoadState::Held,
        }
    }
}
