//! What to do with one invoice, given everything that the ERP has under its number.

use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{ErpError, ErpRecord, Found, RecordState};
use linehaul_domain::fault::Outcome;
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_store::InvoiceRow;

use crate::invoicing::push::{MAX_ATTEMPTS, Run};
use crate::invoicing::settle::*;

/// The next step.
pub(super) enum Next {
    /// It is there as ours: record it.
    AlreadyPosted(ErpRecord),
    /// A draft is there: compare it and post it.
    Post(ErpRecord),
    /// It is not there: send it.
    Create,
    /// It was taken back, and the ERP has nothing of it.
    Voided,
    /// It is not there yet; it may still appear.
    Wait(String),
    /// The ERP has taken it and is not done with it.
    Works(String),
    /// A person must look.
    Person(PersonReason, String),
}

impl Run<'_> {
    /// What a record there has otherwise than the invoice.
    pub(super) fn differences(&self, row: &InvoiceRow, record: &ErpRecord) -> Vec<String> {
        compare(&row.body, &read_back_of(self.erp, &row.body, record))
    }

    /// Decides; strays of ours beside the one that counts are removed first. A draft that is not as ours may be somebody's
    /// work: it is never touched, and a person looks. `ours` is the draft that was made just now.
    pub(super) fn decide(&mut self, row: &InvoiceRow, there: &Found, ours: Option<&str>) -> Outcome<Next> {
        let found = &there.records;
        let of = |state| found.iter().filter(move |r| r.state == state).collect::<Vec<_>>();
        let (posted, drafts) = (of(RecordState::Posted), of(RecordState::Draft));
        let (number, taken_back) = (&row.number, found.iter().find(|r| r.state.is_taken_back()));
        let works = !of(RecordState::Waiting).is_empty();
        if let Some((why, words)) = untouchable(row, there) {
            return Ok(Next::Person(why, words));
        }
        if posted.len() > 1 {
            let words = format!("the ERP has {} posted invoices numbered {number}", posted.len());
            return Ok(Next::Person(PersonReason::PostedTwice, words));
        }
        let as_ours = |d: &&ErpRecord| self.differences(row, d).is_empty() || Some(d.erp_id.as_str()) == ours;
        let (mut drafts, others): (Vec<_>, Vec<_>) = drafts.into_iter().partition(as_ours);
        if let Some(record) = posted.first() {
            if let Some(stays) = self.remove_drafts(&drafts) {
                return Ok(stays);
            }
            let differences = self.differences(row, record);
            if differences.is_empty() {
                return Ok(Next::AlreadyPosted((*record).clone()));
            }
            let words = format!("posted at the ERP, but not as ours: {}", differences.join("; "));
            return Ok(Next::Person(PersonReason::NotAsOurs, words));
        }
        if let Some(other) = others.first() {
            let differences = self.differences(row, other).join("; ");
            let id = &other.erp_id;
            let words = format!("draft {id} at the ERP bears this number and is not as ours: {differences}");
            return Ok(Next::Person(PersonReason::NotAsOurs, words));
        }
        if works && self.doubt_too_long(row)?.is_none() {
            let words =
                "the ERP has taken it and is not done with it: a job runs, or somebody there has yet to approve it";
            return Ok(Next::Works(words.to_owned()));
        }
        if row.state == InvoiceState::Voiding {
            return Ok(self.remove_drafts(&drafts).unwrap_or(Next::Voided));
        }
        if let Some(hours) = self.doubt_too_long(row)? {
            let there = match (works, drafts.is_empty()) {
                (true, _) => "not been done with it since",
                (false, true) => "nothing of it",
                (false, false) => "a draft of it",
            };
            let words = format!("in doubt for more than {hours} hours, and the ERP has {there}");
            return Ok(Next::Person(PersonReason::TooLong, words));
        }
        drafts.sort_by_key(|r| Some(r.erp_id.as_str()) != ours);
        if let Some((first, strays)) = drafts.split_first() {
            return Ok(self.remove_drafts(strays).unwrap_or_else(|| Next::Post((*first).clone())));
        }
        if let Some(record) = taken_back {
            let words = format!("{number} was {} at the ERP", record.state.in_words());
            return Ok(Next::Person(PersonReason::CancelledThere, words));
        }
        if row.attempt >= MAX_ATTEMPTS {
            let words = format!("{} attempts were made and the ERP has nothing", row.attempt);
            return Ok(Next::Person(PersonReason::TooOften, words));
        }
        if row.state == InvoiceState::Queued {
            return Ok(Next::Create);
        }
        let settle_seconds = self.traits.settle_seconds;
        Ok(match self.limits.in_vain(row, &self.bench.clock, settle_seconds) {
            true => Next::Create,
            false => Next::Wait("the ERP has nothing yet; it is asked again".to_owned()),
        })
    }

    /// Removes drafts. Where one stays a person looks: nothing is posted while its number has two drafts, and the others of
    /// the run go on.
    pub(super) fn remove_drafts(&mut self, strays: &[&ErpRecord]) -> Option<Next> {
        for stray in strays {
            if let Err(why) = self.erp.remove_draft(&stray.handle()) {
                let words = words_of(&why).1;
                // Nothing was found out about it: it is looked at again.
                if matches!(why, ErpError::NotAsked { .. }) {
                    return Some(Next::Wait(format!(
                        "a draft {} of {} is to be removed: {words}",
                        stray.erp_id, stray.number
                    )));
                }
                let words = format!("a draft {} of {} could not be removed: {words}", stray.erp_id, stray.number);
                return Some(Next::Person(PersonReason::DraftStays, words));
            }
        }
        None
    }
}

/// Why what stands there is neither adopted nor removed, nor anything sent beside it.
fn untouchable(row: &InvoiceRow, there: &Found) -> Option<(PersonReason, String)> {
    // What was never sent cannot be there: whatever stands under its number is another's.
    if row.state == InvoiceState::Queued && !row.ever_sent && !there.is_empty() {
        return Some((PersonReason::NumberTaken, never_sent(there)));
    }
    // What it is nobody knows.
    unread(there).map(|words| (PersonReason::Unreadable, words))
}

/// What stands under a number that this book never sent.
fn never_sent(found: &Found) -> String {
    let one = |record: &ErpRecord| {
        let loads: Vec<&str> = record.loads.iter().map(|load| load.as_str()).collect();
        let what = if loads.is_empty() { String::new() } else { format!(" for {}", loads.join(", ")) };
        format!("{} over {} {}{what}", record.erp_id, record.total, record.currency)
    };
    let all: Vec<String> = found.records.iter().map(one).chain(unread(found)).collect();
    format!("its number is used at the ERP by an invoice that this book never sent: {}", all.join("; "))
}
