//! Decisions: what people and the pusher did. Entries of the book, append-only and hash-chained.

mod entry;
pub mod kinds;
mod names;
mod row;
mod who;

pub use entry::{Entry, KnownEntry, NewEntry, Stray};
pub use row::{Answer, RowDecision, RowSaid, SettingSaid, Unsaid};
pub use who::{Actor, Role};

use crate::ids::{BatchId, CustomerId, EffectKind, ErpPlace, Hash, InvoiceNumber, LoadNumber, PacketName, TableName};
use crate::money::{Currency, Money};
use crate::{Decimal, assessment::Pins, code::ChargeCode, desk::Statement, reason::Reason, time::NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was decided or done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Decision {
    /// The book was begun.
    Opened {
        /// The workspace's name.
        workspace: String,
    },
    /// What the configuration allows was seen to differ from what the book had last.
    ControlsSet {
        /// Every control by its name, as it stands from now on.
        controls: BTreeMap<String, String>,
        /// Which of them allow more than before, in words.
        loosened: Vec<String>,
    },
    /// A load was approved as it stood.
    Approved {
        /// Load.
        load: LoadNumber,
        /// What it saw.
        pins: Box<Pins>,
        /// Hash of the stored assessment body.
        assessment: Hash,
        /// Hash of the stored load body.
        facts: Hash,
        /// Hash of the stored [`crate::assessment::ApprovedContext`] body.
        #[serde(rename = "frozen")]
        context: Hash,
        /// Total approved, invoice currency.
        total: Money,
        /// Remark.
        note: Option<String>,
    },
    /// An approval no longer holds, because charges or readiness changed before posting.
    ApprovalLapsed {
        /// Load.
        load: LoadNumber,
        /// The approval's sequence.
        approval: u64,
        /// The difference in words.
        difference: String,
    },
    /// A person took an approval back.
    ApprovalWithdrawn {
        /// Load.
        load: LoadNumber,
        /// The approval's sequence.
        approval: u64,
        /// Why.
        reason: Reason,
    },
    /// A person holds a load.
    Held {
        /// Load.
        load: LoadNumber,
        /// Why.
        reason: Reason,
    },
    /// A person's hold was released.
    Released {
        /// Load.
        load: LoadNumber,
        /// Why.
        reason: Reason,
    },
    /// A charge was adjusted by an amount (a line of its own beside the original).
    Adjusted {
        /// Load.
        load: LoadNumber,
        /// The charge.
        code: ChargeCode,
        /// Added to it, invoice currency; may be negative.
        amount: Money,
        /// Why.
        reason: Reason,
    },
    /// Facts changed after posting: for a true-up.
    DifferenceAfterPosting {
        /// Load.
        load: LoadNumber,
        /// The invoice.
        invoice: InvoiceNumber,
        /// The difference in words.
        difference: String,
        /// What is due now less what was billed, invoice currency; negative where too much was billed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    },
    /// A person said that loads that look alike are different ones.
    NotADuplicate {
        /// Load.
        load: LoadNumber,
        /// The loads that it looks like.
        of: Vec<LoadNumber>,
        /// Why.
        reason: Reason,
    },
    /// A person answered what a load's facts leave open.
    Answered(Answer),
    /// A load was billed by an invoice that this book does not have: it was restored, or the bill is older than the book.
    BilledOutside {
        /// Load.
        load: LoadNumber,
        /// Who was billed.
        payor: CustomerId,
        /// The number, as it stands at the ERP.
        invoice: InvoiceNumber,
        /// The ERP's record.
        erp_id: String,
        /// The ERP's number.
        erp_number: Option<String>,
        /// Total of that invoice, where it bills several loads of all of them.
        total: Money,
        /// Why.
        reason: Reason,
    },
    /// What is owed of an invoice that stands at the ERP and that this book lost: whether it is done already nobody here knows.
    OwedOutside {
        /// The number, as it stands at the ERP.
        invoice: InvoiceNumber,
        /// The ERP's number.
        erp_number: Option<String>,
        /// The invoice as the ERP keeps it: hash of the stored [`crate::invoice::Invoice`].
        body: Hash,
        /// What is owed.
        owes: Vec<crate::effect::Plan>,
    },
    /// From where on this book bills, and what was billed before it; a later one takes the place of an earlier one.
    CutoverSet {
        /// Loads delivered before it were billed elsewhere; `None` where no day parts them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<NaiveDate>,
        /// The list of what is invoiced already: hash of the stored [`crate::cutover::BilledList`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        billed: Option<Hash>,
        /// The same as the file came: hash of its stored bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<Hash>,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// A person said that a load was billed before this book, whatever day and list say.
    BilledElsewhere {
        /// Load.
        load: LoadNumber,
        /// The number of that invoice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        billed_by: Option<String>,
        /// What it billed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
        /// Why.
        reason: Reason,
    },
    /// A person said that a load is billed by this book, whatever day and list say.
    BilledHere {
        /// Load.
        load: LoadNumber,
        /// Why.
        reason: Reason,
    },
    /// A load may have been billed since, in what a book that was put back lost: a person has to say.
    MayBeBilled(Unsaid),
    /// A book that is older than what was known goes on: what it lacks was looked at.
    BookContinues {
        /// The last entry that was known elsewhere; none where nobody can tell how far the book went.
        known: Option<KnownEntry>,
        /// Invoice numbers go on from this value of the sequence.
        numbers_from: u64,
        /// Why.
        reason: Reason,
    },
    /// A contract's effect is above the limits: a second person is asked.
    ContractProposed {
        /// The file as shown to people, e.g. `acme-foods/2025-03-01.rhai`.
        file: String,
        /// In force from this day.
        effective: NaiveDate,
        /// Hash of the stored text.
        text: Hash,
        /// What changes, in words.
        words: Vec<String>,
        /// Loads on hand that it changes.
        loads_changed: u64,
        /// Money moved over them.
        moved: Vec<Money>,
        /// Why.
        reason: Reason,
        /// The tables that it names, as they would be published with it: name, and hash of the stored text.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        tables: BTreeMap<TableName, Hash>,
    },
    /// A contract came into force.
    ContractPublished {
        /// The file as shown to people.
        file: String,
        /// In force from this day.
        effective: NaiveDate,
        /// Hash of the stored text.
        text: Hash,
        /// What changes, in words.
        words: Vec<String>,
        /// Loads on hand that it changes.
        loads_changed: u64,
        /// Money moved over them.
        moved: Vec<Money>,
        /// Why.
        reason: Reason,
        /// The proposal that was agreed to.
        agreed_to: Option<u64>,
        /// The tables that it names, as they are published with it: name, and hash of the stored text.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        tables: BTreeMap<TableName, Hash>,
    },
    /// An invoice was drafted and put into a batch.
    InvoiceDrafted {
        /// Number.
        invoice: InvoiceNumber,
        /// Batch.
        batch: BatchId,
        /// Hash of the stored invoice body.
        body: Hash,
        /// Loads.
        loads: Vec<LoadNumber>,
        /// Total.
        total: Money,
    },
    /// An invoice that the ERP may have was taken back: the ERP is asked before its loads are free.
    InvoiceVoiding {
        /// Number.
        invoice: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
    /// The ERP made a draft.
    DraftMade {
        /// Number.
        invoice: InvoiceNumber,
        /// The ERP's record: its handle from now on.
        erp_id: String,
    },
    /// A posted invoice was cancelled or credited at the ERP.
    CancelledAtErp {
        /// Number.
        invoice: InvoiceNumber,
        /// How, in words.
        message: String,
    },
    /// A posted invoice that was thought cancelled stands at the ERP after all.
    StandsAtErp {
        /// Number.
        invoice: InvoiceNumber,
    },
    /// A draft beside a posted invoice is what an attempt made whose answer was lost: it is removed. One attempt made one at most.
    StrayDraft(Stray),
    /// A person said to bill the loads of a cancelled invoice again.
    BillAgain {
        /// Number.
        invoice: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
    /// A person said that the loads of a cancelled invoice are not billed again.
    InvoiceClosed {
        /// Number.
        invoice: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
    /// A step of what is done outside beside the ERP's invoices: an import file, the note of a batch.
    Effect {
        /// The kind of effect.
        of: EffectKind,
        /// What goes out together.
        packet: PacketName,
        /// Its batch.
        batch: BatchId,
        /// The step.
        step: crate::effect::EffectStep,
    },
    /// A draft was voided.
    InvoiceVoided {
        /// Number.
        invoice: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
    /// A batch was closed with its totals and queued.
    Batched {
        /// Batch.
        batch: BatchId,
        /// Invoices.
        invoices: Vec<InvoiceNumber>,
        /// Control totals.
        totals: Vec<crate::invoice::ControlTotal>,
        /// The next free value of the sequence of invoice numbers afterwards.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<u64>,
    },
    /// An attempt to send began.
    Sending {
        /// Number.
        invoice: InvoiceNumber,
        /// Attempt, from 1.
        attempt: u32,
        /// To which ERP: there it is asked about, and nowhere else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        erp: Option<ErpPlace>,
    },
    /// After a book that had been put back went on: the cut-over of its day stands, and what people said since of single loads was said again.
    CutoverKept {
        /// Why.
        reason: Reason,
    },
    /// The ERP has it.
    Posted {
        /// Number.
        invoice: InvoiceNumber,
        /// The ERP's record.
        erp_id: String,
        /// The ERP's number.
        erp_number: String,
        /// Total read back.
        total: Decimal,
        /// Currency read back.
        currency: Currency,
        /// Was it found there instead of sent now?
        found: bool,
        /// What is owed of it from now on, by the ERP that it was posted at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        owes: Vec<crate::effect::Plan>,
    },
    /// The ERP said no.
    Rejected {
        /// Number.
        invoice: InvoiceNumber,
        /// `LH-nnn`.
        code: String,
        /// The ERP's words and ours.
        message: String,
    },
    /// The answer was lost.
    InDoubt {
        /// Number.
        invoice: InvoiceNumber,
        /// Why.
        message: String,
    },
    /// Asking did not end the doubt.
    NeedsPerson {
        /// Number.
        invoice: InvoiceNumber,
        /// Why, in words.
        message: String,
        /// Why, as what a person can do depends on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<crate::invoice::PersonReason>,
    },
    /// A rejected invoice was put back into the queue.
    Requeued {
        /// Number.
        invoice: InvoiceNumber,
        /// Nothing of it stands at the ERP that it was sent to, no draft either: it may go to another.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nothing_there: bool,
    },
    /// A person said what becomes of a row of the quarantine.
    Row(Box<RowDecision>),
    /// A person said something of a load beside its sources.
    Stated(Box<Statement>),
    /// A person set something in the settings that held loads.
    SettingSet(SettingSaid),
    /// A backup of the book was taken.
    BackedUp {
        /// File name in the workspace.
        file: String,
        /// Why.
        reason: Reason,
    },
}
