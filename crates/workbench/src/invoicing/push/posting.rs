//! Posting drafts: compared before, and again as they stand afterwards. Each outcome is in the book before the next call.

use std::collections::{BTreeMap, VecDeque};

use linehaul_connectors::erp::{ErpError, ErpRecord, Fate, Handle, RecordState, Refusal};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::invoice::PersonReason;
use linehaul_store::InvoiceRow;

use crate::invoicing::push::chunk::{Draft, Stop};
use crate::invoicing::push::decide::Next;
use crate::invoicing::push::{OnProgress, Run, STOPPED};
use crate::invoicing::settle::*;

/// Those that were not tried; or, where no answer came, all of them and why.
type Tried = Result<Vec<Draft>, (Vec<InvoiceRow>, ErpError)>;

impl Run<'_> {
    /// Compares drafts with ours, and posts those that agree, some at a time: a pause or a stop falls between two calls.
    pub(super) fn post(&mut self, drafts: Vec<Draft>, on_progress: OnProgress<'_>) -> Outcome<Stop> {
        let mut good = VecDeque::new();
        for (row, record) in drafts {
            let differences = self.differences(&row, &record);
            if differences.is_empty() {
                good.push_back((row, record));
                continue;
            }
            let message = format!("the ERP's draft is not as ours: {}", differences.join("; "));
            self.refused(&row, &record, &Refusal { code: Code::DraftDiffers, message })?;
        }
        while !good.is_empty() {
            if !self.may_go_on(on_progress)? {
                let why = "stopped; its draft stands at the ERP, and the next push posts it";
                self.pushed.skipped.extend(good.iter().map(|(row, _)| left(row, STOPPED, why)));
                return Ok(Some((STOPPED, "stopped before it was tried".to_owned())));
            }
            let most = (self.traits.max_post.max(1) as usize).min(good.len());
            let some: Vec<Draft> = good.drain(..most).collect();
            let tried = some.len();
            match self.post_some(some)? {
                Ok(not_tried) if not_tried.len() == tried => {
                    let rows: Vec<InvoiceRow> = not_tried.into_iter().chain(good).map(|(row, _)| row).collect();
                    self.all_in_doubt(&rows, "its draft stands at the ERP, which did not try to post it")?;
                    return Ok(None);
                }
                Ok(not_tried) => not_tried.into_iter().rev().for_each(|draft| good.push_front(draft)),
                Err((rows, why)) => {
                    let (code, words) = words_of(&why);
                    let rest: Vec<InvoiceRow> = rows.into_iter().chain(good.into_iter().map(|(row, _)| row)).collect();
                    self.all_in_doubt(&rest, &words)?;
                    let lost = matches!(why, ErpError::Unknown { .. } | ErpError::Broken { .. });
                    return Ok((!lost).then_some((code, words)));
                }
            }
        }
        Ok(None)
    }

    /// Posts these in one call and records what came of each; answers those that were not tried. The inner error is an answer
    /// that did not come: they are in doubt.
    fn post_some(&mut self, drafts: Vec<Draft>) -> Outcome<Tried> {
        let handles: Vec<Handle> = drafts.iter().map(|(_, record)| record.handle()).collect();
        let answer = self.erp.post(&handles);
        crate::machine::crash::point("push.after_post");
        let mut fates = match answer {
            Ok(fates) => fates.into_iter().collect::<BTreeMap<_, _>>(),
            Err(why) => return Ok(Err((drafts.into_iter().map(|(row, _)| row).collect(), why))),
        };
        let mut not_tried = Vec::new();
        for (row, draft) in drafts {
            match fates.remove(&draft.erp_id) {
                Some(Fate::Done { record: Some(record), .. }) => self.after_posting(&row, &record)?,
                Some(Fate::Done { record: None, .. } | Fate::There(_)) => self.read_posted(&row)?,
                Some(Fate::No(refusal)) => self.refused(&row, &draft, &refusal)?,
                Some(Fate::NotTried(_)) => not_tried.push((row, draft)),
                Some(Fate::Pending(handle)) => {
                    self.all_in_doubt(&[row], &format!("the ERP posts it as {}", handle.id))?;
                }
                Some(Fate::Unknown(why)) => self.all_in_doubt(&[row], &why)?,
                None => self.all_in_doubt(&[row], "the ERP's answer does not name it")?,
            }
        }
        Ok(Ok(not_tried))
    }

    /// The answer shows no record: what stands there is read.
    fn read_posted(&mut self, row: &InvoiceRow) -> Outcome<()> {
        let found = self.find(std::slice::from_ref(row));
        let there = found.unwrap_or_default().remove(&row.number).unwrap_or_default();
        let mut there = there.records.into_iter();
        match there.find(|record| record.state == RecordState::Posted) {
            Some(record) => self.after_posting(row, &record),
            None => self.all_in_doubt(std::slice::from_ref(row), "posted, and not read afterwards"),
        }
    }

    /// An ERP may change what it posts: date, tax, number. What stands there afterwards counts, and it is compared again.
    fn after_posting(&mut self, row: &InvoiceRow, record: &ErpRecord) -> Outcome<()> {
        if record.state != RecordState::Posted {
            return self.all_in_doubt(std::slice::from_ref(row), "the ERP took it and has not posted it yet");
        }
        let differences = self.differences(row, record);
        if differences.is_empty() {
            return settle_posted(self.bench, self.erp, row, record, false, &mut self.pushed);
        }
        let words = format!("posted at the ERP, but not as ours: {}", differences.join("; "));
        settle_person(self.bench, row, (PersonReason::NotAsOurs, &words), &mut self.pushed)
    }

    /// The ERP's no to a draft: its reason is recorded, whatever becomes of the draft. Where that stays, a person looks.
    fn refused(&mut self, row: &InvoiceRow, record: &ErpRecord, refusal: &Refusal) -> Outcome<()> {
        match self.remove_drafts(&[record]) {
            Some(Next::Person(why, words)) => {
                let words = format!("{}: {}; and {words}", refusal.code, refusal.message);
                settle_person(self.bench, row, (why, &words), &mut self.pushed)
            }
            // What is asked again finds the draft, and comes here once more.
            Some(Next::Wait(words)) => self.all_in_doubt(std::slice::from_ref(row), &words),
            _ => settle_rejected(self.bench, row, refusal, &mut self.pushed),
        }
    }
}
