//! Effects: what is done outside because of something in the book, each with a state of its own. An import file and the note of
//! a batch are effects; so is what is sent of an invoice beside the ERP. The ERP's invoice itself has its own states
//! ([`crate::invoice::InvoiceState`]), and others may wait for it.

use serde::{Deserialize, Serialize};

use crate::ids::{BatchId, EffectKind, ErpPlace, InvoiceNumber};
use crate::invoice::InvoiceState;
use crate::reason::Reason;
use crate::time::Instant;

/// The kind under which an invoice at the ERP is waited for.
pub const ERP_INVOICE: &str = "erp_invoice";

/// What an effect is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An invoice.
    Invoice(InvoiceNumber),
    /// A batch.
    Batch(BatchId),
}

impl Subject {
    /// The name of what it is about.
    pub fn name(&self) -> &str {
        match self {
            Subject::Invoice(number) => number.as_str(),
            Subject::Batch(batch) => batch.as_str(),
        }
    }

    /// The invoice, where it is one.
    pub fn invoice(&self) -> Option<&InvoiceNumber> {
        match self {
            Subject::Invoice(number) => Some(number),
            Subject::Batch(_) => None,
        }
    }
}

/// Which effect: at most one of each kind, subject and generation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EffectId {
    /// Its kind.
    pub of: EffectKind,
    /// What it is about.
    pub subject: Subject,
    /// From 1; the next begins what was done once more.
    pub generation: u32,
}

impl EffectId {
    /// The posting of an invoice, for others to wait for.
    pub fn posting(invoice: &InvoiceNumber) -> EffectId {
        EffectId { of: ERP_INVOICE.into(), subject: Subject::Invoice(invoice.clone()), generation: 1 }
    }
}

/// May it be done twice? It says which way its states go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// At most once a generation: what was begun and has no outcome is asked about, and never simply begun again.
    Once,
    /// Doing it twice changes nothing: what has no outcome is done again.
    MayRepeat,
}

/// Where an effect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectState {
    /// It is owed.
    Planned,
    /// What goes out, and with what, stands in the book; nothing of it is outside.
    Prepared,
    /// An attempt has begun; its outcome is not known here.
    Begun,
    /// It is done, and never done again.
    Done,
    /// The outcome is lost: only asking ends this.
    InDoubt,
    /// Asking did not end it, it failed too often, or it may have gone out before this book knew of it: a person must look.
    NeedsPerson,
    /// It is not done any more: a person said so, or what it is about was given up before it was prepared.
    GivenUp,
}

type Moves = &'static [(EffectState, &'static [EffectState])];

impl Manner {
    /// Both.
    pub const ALL: [Manner; 2] = [Manner::Once, Manner::MayRepeat];

    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Manner::Once => "once",
            Manner::MayRepeat => "may_repeat",
        }
    }

    /// From where an effect may go where. The book refuses every other way.
    pub fn moves(self) -> Moves {
        use EffectState::*;
        match self {
            Manner::Once => &[
                (Planned, &[Prepared, NeedsPerson, GivenUp]),
                (Prepared, &[Begun, NeedsPerson, Done, GivenUp]),
                (Begun, &[Prepared, Done, InDoubt, NeedsPerson, GivenUp]),
                (InDoubt, &[Prepared, Done, NeedsPerson, GivenUp]),
                (NeedsPerson, &[Planned, Prepared, Done, GivenUp]),
            ],
            Manner::MayRepeat => &[
                (Planned, &[Prepared, GivenUp]),
                (Prepared, &[Begun, NeedsPerson, Done, GivenUp]),
                (Begun, &[Prepared, Done, NeedsPerson, GivenUp]),
                (NeedsPerson, &[Prepared, Done, GivenUp]),
            ],
        }
    }

    /// Does it allow this move? An attempt on what may repeat begins again from where the last one was lost; what is prepared
    /// may fail where it stands, and what is in doubt may stay so.
    pub fn may_move(self, from: EffectState, to: EffectState) -> bool {
        use EffectState::*;
        match (from, to) {
            (Prepared, Prepared) | (InDoubt, InDoubt) => true,
            (Begun, Begun) => self == Manner::MayRepeat,
            _ => self.moves().iter().any(|(at, targets)| *at == from && targets.contains(&to)),
        }
    }
}

impl EffectState {
    /// Every state.
    pub const ALL: [EffectState; 7] = {
        use EffectState::*;
        [Planned, Prepared, Begun, Done, InDoubt, NeedsPerson, GivenUp]
    };

    /// As stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            EffectState::Planned => "planned",
            EffectState::Prepared => "prepared",
            EffectState::Begun => "begun",
            EffectState::Done => "done",
            EffectState::InDoubt => "in_doubt",
            EffectState::NeedsPerson => "needs_person",
            EffectState::GivenUp => "given_up",
        }
    }

    /// Is there something left to do?
    pub fn is_open(self) -> bool {
        !matches!(self, EffectState::Done | EffectState::GivenUp)
    }
}

/// Is an invoice in this state what those wait for that wait for its posting?
pub fn is_posted(state: InvoiceState) -> bool {
    state == InvoiceState::Posted
}

/// An effect that is owed from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which.
    pub effect: EffectId,
    /// May it be done twice?
    pub manner: Manner,
    /// The ERP that it belongs to: where that is another, it waits.
    pub erp: ErpPlace,
    /// Its batch.
    pub batch: BatchId,
    /// What must be done before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<EffectId>,
}

/// A step of what goes out together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum EffectStep {
    /// What goes out together, and with which content.
    Prepared {
        /// The effects in it, each of which is in nothing else.
        effects: Vec<EffectId>,
        /// Hash of the content, which the book keeps; none where it is made anew from the book.
        body: Option<crate::ids::Hash>,
    },
    /// An attempt begins.
    Begun {
        /// From 1.
        attempt: u32,
    },
    /// It is done.
    Done,
    /// It did not happen, for certain or because it may be repeated.
    NotDone {
        /// `LH-nnn`.
        code: String,
        /// In words.
        message: String,
        /// Not before this.
        not_before: Option<Instant>,
    },
    /// Nobody knows whether it happened.
    InDoubt {
        /// `LH-nnn`.
        code: String,
        /// In words.
        message: String,
        /// It is not asked about before this.
        not_before: Option<Instant>,
    },
    /// A person must look.
    NeedsPerson {
        /// `LH-nnn`.
        code: String,
        /// In words.
        message: String,
    },
    /// A person lets it go on, and says that it did not happen.
    GoesOn {
        /// Why.
        reason: Reason,
        /// Which, where they are in no packet yet.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        effects: Vec<EffectId>,
    },
    /// A person says that it happened.
    WentOut {
        /// Why.
        reason: Reason,
        /// Which, where they are in no packet yet.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        effects: Vec<EffectId>,
    },
    /// A person gives it up: it is not done any more.
    GivenUp {
        /// Why.
        reason: Reason,
        /// Which, where they are in no packet yet.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        effects: Vec<EffectId>,
    },
}

impl EffectStep {
    /// The kind of its entry in the book.
    pub fn entry_kind(&self) -> &'static str {
        match self {
            EffectStep::Prepared { .. } => "effect_prepared",
            EffectStep::Begun { .. } => "effect_begun",
            EffectStep::Done => "effect_done",
            EffectStep::NotDone { .. } => "effect_not_done",
            EffectStep::InDoubt { .. } => "effect_in_doubt",
            EffectStep::NeedsPerson { .. } => "effect_needs_person",
            EffectStep::GoesOn { .. } => "effect_goes_on",
            EffectStep::WentOut { .. } => "effect_went_out",
            EffectStep::GivenUp { .. } => "effect_given_up",
        }
    }

    /// The effects that it names itself: those that it puts together, and those that a person speaks of before they are in
    /// anything. Every other step is one of all that is in its packet.
    pub fn names(&self) -> &[EffectId] {
        match self {
            EffectStep::Prepared { effects, .. }
            | EffectStep::GoesOn { effects, .. }
            | EffectStep::WentOut { effects, .. }
            | EffectStep::GivenUp { effects, .. } => effects,
            EffectStep::Begun { .. }
            | EffectStep::Done
            | EffectStep::NotDone { .. }
            | EffectStep::InDoubt { .. }
            | EffectStep::NeedsPerson { .. } => &[],
        }
    }

    /// May an effect of this manner that stands there make it? A person may end what no attempt has ended; an attempt ends only
    /// what it began.
    pub fn may_follow(&self, manner: Manner, from: EffectState, to: EffectState) -> bool {
        use EffectState::*;
        let fits = match self {
            EffectStep::Prepared { .. } => from == Planned,
            EffectStep::Done => matches!(from, Begun | InDoubt | NeedsPerson),
            EffectStep::GivenUp { .. } => from.is_open(),
            EffectStep::GoesOn { .. } => matches!(from, Prepared | NeedsPerson),
            _ => from != Planned,
        };
        fits && manner.may_move(from, to)
    }

    /// Where it leads what is in a packet; what is in none goes on by being owed.
    pub fn state(&self) -> EffectState {
        match self {
            EffectStep::Prepared { .. } | EffectStep::NotDone { .. } | EffectStep::GoesOn { .. } => {
                EffectState::Prepared
            }
            EffectStep::Begun { .. } => EffectState::Begun,
            EffectStep::Done | EffectStep::WentOut { .. } => EffectState::Done,
            EffectStep::GivenUp { .. } => EffectState::GivenUp,
            EffectStep::InDoubt { .. } => EffectState::InDoubt,
            EffectStep::NeedsPerson { .. } => EffectState::NeedsPerson,
        }
    }
}
