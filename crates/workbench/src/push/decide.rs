//! What to do with one invoice, given everything that the ERP has under its number.

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, ErpRecord, RecordState};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::invoice::InvoiceState;
use linehaul_store::InvoiceRow;

use crate::push::{MAX_ATTEMPTS, Run};
use crate::settle::*;

/// The next step.
pub(super) enum Next {
    /// It is there as ours: record it.
    AlreadyPosted(ErpRecord),
    /// A draft is there: compare it and post it.
    Post(ErpRecord),
    /// It is not there: send it.
    Create,
    /// It is not there yet; it may still appear.
    Wait(String),
    /// A person must look.
    Person(String),
}

impl Run<'_> {
    /// What a record there has otherwise than the invoice.
    pub(super) fn differences(&self, row: &InvoiceRow, record: &ErpRecord) -> Vec<String> {
        compare(&row.body, &read_back_of(self.erp, &row.body, record))
    }

    /// Decides; strays of ours beside the one that counts are removed first. A draft that is not as ours may be somebody's
    /// work: it is never touched, and a person looks. `ours` is the draft that was made just now.
    pub(super) fn decide(&mut self, row: &InvoiceRow, found: &[ErpRecord], ours: Option<&str>) -> Outcome<Next> {
        let of = |state| found.iter().filter(move |r| r.state == state).collect::<Vec<_>>();
        let (posted, mut drafts) = (of(RecordState::Posted), of(RecordState::Draft));
        let (number, cancelled) = (&row.number, of(RecordState::Cancelled).len());
        if posted.len() > 1 {
            return Ok(Next::Person(format!("the ERP has {} posted invoices numbered {number}", posted.len())));
        }
        let mut others = Vec::new();
        for draft in std::mem::take(&mut drafts) {
            let as_ours = self.differences(row, draft).is_empty() || Some(draft.erp_id.as_str()) == ours;
            if as_ours { drafts.push(draft) } else { others.push(draft) }
        }
        if let Some(record) = posted.first() {
            remove_drafts(self.erp, &drafts)?;
            let differences = self.differences(row, record);
            if differences.is_empty() {
                return Ok(Next::AlreadyPosted((*record).clone()));
            }
            return Ok(Next::Person(format!("posted at the ERP, but not as ours: {}", differences.join("; "))));
        }
        if let Some(other) = others.first() {
            let differences = self.differences(row, other).join("; ");
            let id = &other.erp_id;
            return Ok(Next::Person(format!(
                "draft {id} at the ERP bears this number and is not as ours: {differences}"
            )));
        }
        if let Some(hours) = self.doubt_too_long(row)? {
            let there = if drafts.is_empty() { "nothing of it" } else { "a draft of it" };
            return Ok(Next::Person(format!("in doubt for more than {hours} hours, and the ERP has {there}")));
        }
        drafts.sort_by_key(|r| Some(r.erp_id.as_str()) != ours);
        if let Some((first, strays)) = drafts.split_first() {
            remove_drafts(self.erp, strays)?;
            return Ok(Next::Post((*first).clone()));
        }
        if cancelled > 0 {
            return Ok(Next::Person(format!("{number} was cancelled at the ERP")));
        }
        if row.attempt >= MAX_ATTEMPTS {
            return Ok(Next::Person(format!("{} attempts were made and the ERP has nothing", row.attempt)));
        }
        if row.state == InvoiceState::Queued {
            return Ok(Next::Create);
        }
        let settle_seconds = self.erp.capabilities().settle_seconds;
        Ok(match self.asked.in_vain(row, settle_seconds) {
            true => Next::Create,
            false => Next::Wait("the ERP has nothing yet; it is asked again".to_owned()),
        })
    }
}

/// Removes drafts; LH-601 and its like when one stays, since nothing is posted while its number has two drafts.
pub(super) fn remove_drafts(erp: &mut dyn Erp, strays: &[&ErpRecord]) -> Outcome<()> {
    for stray in strays {
        erp.remove_draft(&stray.erp_id).map_err(|why| {
            let (code, words) = words_of(&why);
            Fault::new(
                code,
                format!("a stray draft {} of {} could not be removed: {words}", stray.erp_id, stray.number),
                "The invoice is not posted while its number has two drafts.",
                "Push again; if it stays, remove the draft at the ERP.",
            )
        })?;
    }
    Ok(())
}
