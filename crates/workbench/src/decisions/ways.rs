//! Ways: what ends each hold, and in which order somebody tries it. The one place that says so: the page of holds, the api and the window's
//! buttons are made of it. A hold without a way does not compile.

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::decision::Role;
use linehaul_domain::hold::HoldCode;

/// What is done to end a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// A field of the load is set.
    Set,
    /// Somebody says what stands on a paper.
    Attest,
    /// A file is put on file.
    Attach,
    /// A charge is taken off.
    Waive,
    /// A difference from dispatch's total is right.
    Accept,
    /// The customer approved a charge.
    Approved,
    /// An amount is added to a charge.
    Adjust,
    /// A question of the contract is answered for the load.
    Answer,
    /// The load is not billed.
    Dismiss,
    /// A person says that it is billed as it stands.
    Release,
    /// The load is approved anew, by its number.
    Approve,
    /// A charge code gets its item at the ERP.
    Map,
    /// A row of the quarantine is mended or cleared.
    Quarantine,
    /// It is said where the load is billed.
    Cutover,
    /// It is said what becomes of a cancelled invoice.
    Cancelled,
    /// A contract, or a table with the contracts that name it, comes into force.
    Publish,
    /// The text of the settings is mended by hand.
    Settings,
    /// What sends the load's facts sends them otherwise.
    Source,
}

impl Verb {
    /// Every verb.
    pub const ALL: &'static [Verb] = &[
        Verb::Set,
        Verb::Attest,
        Verb::Attach,
        Verb::Waive,
        Verb::Accept,
        Verb::Approved,
        Verb::Adjust,
        Verb::Answer,
        Verb::Dismiss,
        Verb::Release,
        Verb::Approve,
        Verb::Map,
        Verb::Quarantine,
        Verb::Cutover,
        Verb::Cancelled,
        Verb::Publish,
        Verb::Settings,
        Verb::Source,
    ];

    /// The words of the command line that do it, or that take what was done by hand.
    pub fn command(self) -> &'static str {
        match self {
            Verb::Set => "set",
            Verb::Attest => "attest",
            Verb::Attach => "attach",
            Verb::Waive => "waive",
            Verb::Accept => "accept",
            Verb::Approved => "approved-by-customer",
            Verb::Adjust => "adjust",
            Verb::Answer => "answer",
            Verb::Dismiss => "dismiss",
            Verb::Release => "release",
            Verb::Approve => "approve",
            Verb::Map => "map",
            Verb::Quarantine => "quarantine mend",
            Verb::Cutover => "cutover bill",
            Verb::Cancelled => "cancelled",
            Verb::Publish => "rules publish",
            Verb::Settings | Verb::Source => "sync",
        }
    }

    /// What it asks for.
    pub fn asks(self) -> &'static str {
        match self {
            Verb::Set => "the field, what stands there, why; who told it",
            Verb::Attest => "the document, who signed it, what is noted on it; its times",
            Verb::Attach => "the file; what it is, its stop, who signed it, its amount",
            Verb::Waive => "the charge, why",
            Verb::Accept => "why",
            Verb::Approved => "the charge, the amount, who approved it, how and on which day; the document",
            Verb::Adjust => "the charge, the amount, why",
            Verb::Answer => "the question, the answer, why; who told it",
            Verb::Dismiss => "why not, and of a duplicate the other load",
            Verb::Release => "why",
            Verb::Approve => "the load's number",
            Verb::Map => "the charge code, the item, why; the item that it replaces",
            Verb::Quarantine => "the row, what stands in it, why",
            Verb::Cutover => "why",
            Verb::Cancelled => "whether it is billed again, why",
            Verb::Publish => "the text of the contract or of the table, why",
            Verb::Settings => "the text of `linehaul.toml`",
            Verb::Source => "a row, a file or a record",
        }
    }

    /// The roles that may do it; none where it takes no role.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Verb::Set
            | Verb::Attest
            | Verb::Attach
            | Verb::Waive
            | Verb::Accept
            | Verb::Approved
            | Verb::Answer
            | Verb::Dismiss => roles_for(Action::State),
            Verb::Adjust => roles_for(Action::Adjust),
            Verb::Release | Verb::Cutover => roles_for(Action::Release),
            Verb::Approve => roles_for(Action::Approve),
            Verb::Map => roles_for(Action::Configure),
            Verb::Quarantine => roles_for(Action::Adjust),
            Verb::Cancelled => roles_for(Action::Push),
            Verb::Publish => roles_for(Action::Publish),
            Verb::Settings | Verb::Source => &[],
        }
    }

    /// What it leaves in the book: the kind of its entry; none where it leaves a delivery in the archive, or a text, and no entry.
    pub fn leaves(self) -> Option<&'static str> {
        Some(match self {
            Verb::Set => "field_set",
            Verb::Attest => "attested",
            Verb::Attach => "attached",
            Verb::Waive => "waived",
            Verb::Accept => "variance_accepted",
            Verb::Approved => "customer_approved",
            Verb::Adjust => "adjusted",
            Verb::Answer => "question_answered",
            Verb::Dismiss => "dismissed",
            Verb::Release => "released, answered or not_a_duplicate",
            Verb::Approve => "approved",
            Verb::Map => "setting_set",
            Verb::Quarantine => "row_mended or row_cleared",
            Verb::Cutover => "billed_here or billed_elsewhere",
            Verb::Cancelled => "bill_again or invoice_closed",
            Verb::Publish => "contract_published",
            Verb::Settings | Verb::Source => return None,
        })
    }
}

/// One way to end a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// What is done.
    pub verb: Verb,
    /// What it is to this hold, in words.
    pub label: &'static str,
    /// The field, the document or the kind that is meant, where the hold itself does not name it.
    pub field: Option<&'static str>,
}

const fn way(verb: Verb, label: &'static str) -> Way {
    Way { verb, label, field: None }
}

const fn of(verb: Verb, label: &'static str, field: &'static str) -> Way {
    Way { verb, label, field: Some(field) }
}

const WAIVE: Way = way(Verb::Waive, "Waive the charge");
const DISMISS: Way = way(Verb::Dismiss, "Not billed");
const ADJUST: Way = way(Verb::Adjust, "Adjust the charge");
const SET: Way = way(Verb::Set, "Set a field");
const REFERENCE: Way = of(Verb::Set, "Set the reference", "reference");
const BY_HAND: Way = way(Verb::Settings, "Write it into the settings");
const CONTRACT: Way = way(Verb::Publish, "Publish a contract that says it");
const TABLE: Way = way(Verb::Publish, "Publish the table with the row");

const STOPS: &[Way] = &[
    of(Verb::Set, "Set its time", "time"),
    of(Verb::Attest, "Times on the paper", "bol"),
    of(Verb::Set, "The stop was cancelled", "cancelled"),
];
const UNSIGNED: &[Way] =
    &[of(Verb::Attest, "Attest the signature", "pod"), of(Verb::Attach, "Attach a signed one", "pod")];
const CUSTOMER: &[Way] =
    &[of(Verb::Set, "Set the customer", "customer"), DISMISS, way(Verb::Source, "Have the customer's row delivered")];
const VARIANCE: &[Way] = &[
    way(Verb::Accept, "Accept the difference"),
    ADJUST,
    of(Verb::Waive, "Waive a charge", "any"),
    way(Verb::Source, "Have dispatch send its total anew"),
];
const CHANGED: &[Way] = &[way(Verb::Release, "Release it as it stands"), way(Verb::Approve, "Approve it as it stands")];
const DOUBLE: &[Way] = &[of(Verb::Dismiss, "It is a duplicate", "duplicate"), way(Verb::Release, "They are two")];

/// What ends a hold, the likeliest first.
pub fn ways(code: HoldCode) -> &'static [Way] {
    match code {
        HoldCode::StopsIncomplete => STOPS,
        HoldCode::PodMissing => const { &[of(Verb::Attach, "Attach the POD", "pod")] },
        HoldCode::PodUnsigned => UNSIGNED,
        HoldCode::DocumentMissing => const { &[way(Verb::Attach, "Attach it"), WAIVE] },
        HoldCode::DocumentUnreadable => const { &[way(Verb::Attach, "Attach a readable one"), WAIVE] },
        HoldCode::TaxEvidenceMissing => const { &[way(Verb::Attach, "Attach the proof")] },
        HoldCode::ReferenceMissing | HoldCode::ReferenceMalformed | HoldCode::DimensionMissing => {
            const { &[REFERENCE] }
        }
        HoldCode::ApprovalNeeded => const { &[way(Verb::Approved, "The customer approved it"), WAIVE, ADJUST] },
        HoldCode::ReceiptDiffers => const { &[WAIVE, way(Verb::Source, "Have dispatch mend the amount")] },
        HoldCode::InputMissing => const { &[SET, WAIVE] },
        HoldCode::NothingBillable => const { &[DISMISS, CONTRACT] },
        HoldCode::IndexMissing | HoldCode::IndexStale => const { &[TABLE] },
        HoldCode::IndexAsks => const { &[TABLE, BY_HAND] },
        HoldCode::PlaceUnclear => const { &[of(Verb::Set, "Set the place", "city"), TABLE] },
        HoldCode::ContractMissing | HoldCode::ContractError => const { &[CONTRACT] },
        HoldCode::ContractAsks => const { &[way(Verb::Answer, "Answer for this load"), CONTRACT] },
        HoldCode::CustomerUnknown => CUSTOMER,
        HoldCode::CreditHold => const { &[way(Verb::Source, "Have it assessed again")] },
        HoldCode::CodeUnmapped => const { &[way(Verb::Map, "Pick its item at the ERP"), WAIVE, BY_HAND] },
        HoldCode::Variance => VARIANCE,
        HoldCode::SplitNeeded => const { &[way(Verb::Source, "Have dispatch name one payor")] },
        HoldCode::ChangedSinceApproval => CHANGED,
        HoldCode::OnHold => const { &[way(Verb::Release, "Release it")] },
        HoldCode::DuplicateSuspected => DOUBLE,
        HoldCode::CancelledAtErp => const { &[way(Verb::Cancelled, "Say what becomes of it")] },
        HoldCode::ColumnLost => const { &[way(Verb::Source, "Have the column sent again"), BY_HAND] },
        HoldCode::RowQuarantined => const { &[way(Verb::Quarantine, "Open it in quarantine")] },
        HoldCode::Vanished => const { &[way(Verb::Release, "Bill it all the same"), DISMISS] },
        HoldCode::DeliveryException => const { &[way(Verb::Release, "Bill it as it stands"), ADJUST] },
        HoldCode::FactsDisputed => const { &[way(Verb::Release, "What stands is right"), SET] },
        HoldCode::CutoverAsks => const { &[way(Verb::Cutover, "Decide it in the cut-over")] },
    }
}
