//! What a kind of effect must be able to do.

use std::collections::BTreeSet;
use std::path::PathBuf;

use linehaul_connectors::erp::Erp;
use linehaul_domain::effect::{EffectId, Manner};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber, PacketName};
use linehaul_domain::invoice::Invoice;
use linehaul_store::EffectRow;

use crate::workspace::home::Workbench;

/// What is owed of an invoice that is posted now.
pub struct Owed {
    /// Which: about the invoice, or about its batch.
    pub effect: EffectId,
    /// What must be done before it.
    pub waits_for: Option<EffectId>,
}

/// What goes out together, before the book has it.
pub struct Prepared {
    /// Its name, of which there is one in its kind.
    pub name: PacketName,
    /// What is in it.
    pub effects: Vec<EffectId>,
    /// The bytes that go out; none where they are made anew from the book, which only what may repeat can do.
    pub content: Option<Vec<u8>>,
}

/// The same as the book has it.
#[derive(Debug, Clone)]
pub struct Packet {
    /// Its name.
    pub name: PacketName,
    /// Its batch.
    pub batch: BatchId,
    /// Hash of its content.
    pub body: Option<Hash>,
    /// What is in it; all of it stands alike.
    pub effects: Vec<EffectRow>,
}

/// What is in the way.
#[derive(Debug, Clone)]
pub struct Why {
    /// Of what sort.
    pub code: Code,
    /// In words.
    pub words: String,
    /// Nothing is tried before so many seconds have gone; none leaves it to the runner, which waits longer each time.
    pub retry_after_seconds: Option<u32>,
}

/// The result of an attempt, as far as whoever made it knows.
#[derive(Debug, Clone)]
pub enum AttemptResult {
    /// It is done; the file that it made, where it made one.
    Done(Option<PathBuf>),
    /// It did not happen. What may repeat says so of a lost answer as well.
    NotDone(Why),
    /// Nobody knows.
    Lost(Why),
}

/// What has become of an attempt without an outcome, as asking about it shows.
#[derive(Debug, Clone)]
pub enum AttemptStatus {
    /// It went out: there is something to show for it.
    Done,
    /// It did not, and cannot any more.
    NotDone,
    /// It cannot be asked now.
    Later(Why),
    /// Nothing tells, and why.
    NobodyKnows(String),
}

/// Something that is outside and names invoices.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// Where it is.
    pub place: String,
    /// What it names of those that were asked about.
    pub invoices: Vec<InvoiceNumber>,
}

/// What a kind works with.
pub struct At<'a> {
    /// The workspace. A kind records nothing: the runner does.
    pub bench: &'a Workbench,
    /// The ERP that the effects belong to.
    pub erp: &'a mut dyn Erp,
}

/// A kind of effect.
pub trait Kind: Sync {
    /// Its name in the book: that of its folder.
    fn name(&self) -> &'static str;
    /// For people: `import file`.
    fn in_words(&self) -> &'static str;
    /// May it be done twice?
    fn manner(&self) -> Manner;
    /// What it owes of an invoice that is posted at this ERP now. It is planned in the same entry.
    fn owed(&self, bench: &Workbench, erp: &dyn Erp, invoice: &Invoice) -> Outcome<Option<Owed>>;
    /// What goes out together of these, which are due, of one batch and belong to this ERP. Nothing is outside yet. The bytes
    /// are kept in the book by their hash.
    fn prepare(&self, at: &mut At<'_>, batch: &BatchId, due: &[EffectRow]) -> Outcome<Vec<Prepared>>;
    /// What can be done before the attempt is in the book, since nobody outside sees it. It is done again after a death.
    fn stage(&self, _: &mut At<'_>, _: &Packet) -> Outcome<()> {
        Ok(())
    }
    /// Does it. The attempt is in the book.
    fn perform(&self, at: &mut At<'_>, packet: &Packet) -> AttemptResult;
    /// What speaks for something of these invoices having gone out already. All are asked about at once: a kind may have to read
    /// whatever it ever sent.
    fn traces(&self, _: &Workbench, _: &BTreeSet<InvoiceNumber>) -> Vec<Trace> {
        Vec::new()
    }
    /// Did an attempt happen that has no outcome? Only what is done at most once is asked.
    fn ask(&self, _: &mut At<'_>, _: &Packet) -> AttemptStatus {
        AttemptStatus::NobodyKnows("of this kind nothing can be asked".to_owned())
    }
}
