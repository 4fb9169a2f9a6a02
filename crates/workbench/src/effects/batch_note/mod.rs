//! The note of a batch: the ERP is told what of it is posted, with the control totals and where the book stood. It is made from
//! the book when it is told, and telling it twice changes nothing. What is posted of the batch afterwards is told again, as the
//! next generation.

use linehaul_connectors::erp::{Erp, ErpError, FinishedBatch};
use linehaul_domain::effect::{EffectId, Manner, Subject};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, PacketName};
use linehaul_domain::invoice::{Invoice, InvoiceState, control_totals};
use linehaul_store::EffectRow;

use crate::effects::kind::{At, AttemptResult, Kind, Owed, Packet, Prepared, Why};
use crate::workspace::erp_words::words_of;
use crate::workspace::home::Workbench;

const NAME: &str = "batch_note";

/// The kind.
pub(super) struct BatchNotes;

impl Kind for BatchNotes {
    fn name(&self) -> &'static str {
        NAME
    }

    fn in_words(&self) -> &'static str {
        "note of the batch"
    }

    fn manner(&self) -> Manner {
        Manner::MayRepeat
    }

    /// One that is still to be told covers what is posted until then.
    fn owed(&self, bench: &Workbench, erp: &dyn Erp, invoice: &Invoice) -> Outcome<Option<Owed>> {
        if !erp.traits().notes {
            return Ok(None);
        }
        let subject = Subject::Batch(invoice.batch.clone());
        let notes = bench.book.effects_of(&subject)?;
        let own: Vec<&EffectRow> = notes.iter().filter(|row| row.id.of.as_str() == NAME).collect();
        if own.iter().any(|row| row.state.is_open() && row.erp == erp.place()) {
            return Ok(None);
        }
        let generation = own.iter().map(|row| row.id.generation).max().unwrap_or(0) + 1;
        Ok(Some(Owed { effect: EffectId { of: NAME.into(), subject, generation }, waits_for: None }))
    }

    fn prepare(&self, _: &mut At<'_>, batch: &BatchId, due: &[EffectRow]) -> Outcome<Vec<Prepared>> {
        let one = |row: &EffectRow| {
            let name = PacketName(format!("{batch}-note-{}", row.id.generation));
            Prepared { name, effects: vec![row.id.clone()], content: None }
        };
        Ok(due.iter().map(one).collect())
    }

    fn perform(&self, at: &mut At<'_>, packet: &Packet) -> AttemptResult {
        let not_done = |why: Why| AttemptResult::NotDone(why);
        let of_book = |fault: linehaul_domain::fault::Fault| {
            not_done(Why { code: fault.code, words: fault.what, retry_after_seconds: None })
        };
        let read =
            || Ok((at.bench.book.invoices(Some(InvoiceState::Posted), Some(&packet.batch))?, at.bench.book.head()?));
        let (posted, head) = match read() {
            Ok(read) => read,
            Err(fault) => return of_book(fault),
        };
        let totals = control_totals(posted.iter().map(|row| &row.body));
        let erp_ids: Vec<String> = posted.iter().filter_map(|row| row.erp_id.clone()).collect();
        let (batch, book_seq, book_head) = (&packet.batch, head.seq, head.hash.as_str());
        let finished = FinishedBatch { batch, totals: &totals, erp_ids: &erp_ids, book_seq, book_head };
        match at.erp.finish_batch(&finished) {
            Ok(()) => AttemptResult::Done(None),
            Err(why) => {
                let (code, words) = words_of(&why);
                let retry_after_seconds = match why {
                    ErpError::Unavailable { retry_after_seconds, .. } => retry_after_seconds,
                    _ => None,
                };
                not_done(Why { code, words, retry_after_seconds })
            }
        }
    }
}
