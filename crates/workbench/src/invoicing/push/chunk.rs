//! One chunk of invoices: find, send, find again, compare, post. Every step that the ERP could have seen is in the book
//! before it happens.

use std::collections::BTreeMap;

use linehaul_connectors::erp::{ErpError, ErpRecord, RecordState, Refusal};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{Invoice, InvoiceState};
use linehaul_domain::time::Duration;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::invoicing::push::decide::Next;
use crate::invoicing::push::{KeepGoing, Run, STOPPED, Wish};
use crate::invoicing::settle::*;

/// Why the rest of a run need not be tried: code and words.
type Stop = Option<(Code, String)>;

/// A draft there that can be compared and posted.
type Draft = (InvoiceRow, ErpRecord);

impl Run<'_> {
    /// Brings every invoice of a chunk one step further, to the end where nothing breaks.
    pub(super) fn chunk(&mut self, rows: &[InvoiceRow], keep_going: KeepGoing<'_>) -> Outcome<Stop> {
        self.expect(rows);
        let found = match self.find_with_handles(rows, keep_going) {
            Ok(found) => found,
            Err(why) => {
                let (code, words) = words_of(&why);
                self.not_asked(rows, code, &words)?;
                return Ok(Some((code, words)));
            }
        };
        let mut to_create = Vec::new();
        let mut to_post = Vec::new();
        for row in rows {
            let there = found.get(&row.number).map_or(&[][..], Vec::as_slice);
            match self.decide(row, there, None)? {
                Next::AlreadyPosted(record) => settle_posted(self.bench, row, &record, true, &mut self.pushed)?,
                Next::Voided => settle_voided(self.bench, row, &mut self.pushed)?,
                Next::Post(_) | Next::Create if self.ask_only => {
                    settle_requeued(self.bench, row, row.attempt, &mut self.pushed)?;
                }
                Next::Post(_) | Next::Create if !self.asked.may_try(&row.number) => {
                    self.asked.forget(&row.number);
                    let why = "every answer was lost in this run; the next push or reconcile asks again";
                    self.pushed.in_doubt.push(left(row, Code::InDoubt, why));
                }
                Next::Post(record) => to_post.push((row.clone(), record)),
                Next::Create => to_create.push(row.clone()),
                Next::Wait(why) => self.pushed.in_doubt.push(left(row, Code::InDoubt, &why)),
                Next::Person(why, words) => settle_person(self.bench, row, (why, &words), &mut self.pushed)?,
            }
        }
        let (made, stop) = self.create(to_create, keep_going)?;
        to_post.extend(made);
        let stopped = self.post(to_post, keep_going)?;
        Ok(stop.or(stopped))
    }

    /// Leaves out what the ERP has no names for: it was never sent, and waits in the queue until they are there.
    fn known(&mut self, rows: Vec<InvoiceRow>, keep_going: KeepGoing<'_>) -> Outcome<(Vec<InvoiceRow>, Stop)> {
        let bodies: Vec<Invoice> = rows.iter().map(|r| r.body.clone()).collect();
        let lacking: BTreeMap<_, _> = match self.patiently(keep_going, &mut |erp| erp.lacking(&bodies)) {
            Ok(lacking) => lacking.into_iter().collect(),
            Err(why) => {
                let (code, words) = words_of(&why);
                self.not_asked(&rows, code, &words)?;
                return Ok((Vec::new(), Some((code, words))));
            }
        };
        let (out, good): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| lacking.contains_key(&r.number));
        for row in &out {
            if let Some(refusal) = lacking.get(&row.number) {
                self.pushed.skipped.push(left(row, refusal.code, &refusal.message));
            }
        }
        Ok((good, None))
    }

    /// Records the attempt, creates drafts, and answers those that now can be posted.
    fn create(&mut self, rows: Vec<InvoiceRow>, keep_going: KeepGoing<'_>) -> Outcome<(Vec<Draft>, Stop)> {
        if rows.is_empty() {
            return Ok((Vec::new(), None));
        }
        let (rows, stop) = self.known(rows, keep_going)?;
        if rows.is_empty() {
            return Ok((Vec::new(), stop));
        }
        let rows = self.begin_attempt(&rows)?;
        crate::machine::crash::point("push.before_send");
        let bodies: Vec<Invoice> = rows.iter().map(|r| r.body.clone()).collect();
        let answer = self.erp.create_drafts(&bodies);
        crate::machine::crash::point("push.after_send");
        let results = match answer {
            Ok(results) => results.into_iter().collect::<BTreeMap<_, _>>(),
            Err(why @ (ErpError::Unavailable { .. } | ErpError::NotAllowed { .. })) => {
                return Ok((Vec::new(), Some(self.not_sent(&rows, &why)?)));
            }
            Err(why) => {
                self.all_in_doubt(&rows, &words_of(&why).1)?;
                return Ok((Vec::new(), None));
            }
        };
        let mut made = Vec::new();
        for row in rows {
            match results.get(&row.number) {
                Some(Ok(id)) => made.push((row, id.clone())),
                Some(Err(refusal)) => settle_rejected(self.bench, &row, refusal, &mut self.pushed)?,
                None => self.all_in_doubt(&[row], "the ERP's answer does not name it")?,
            }
        }
        self.keep_handles(&mut made)?;
        Ok((self.made(made)?, None))
    }

    /// The ERP's record is kept from the draft on: a reference that is changed there does not hide it.
    fn keep_handles(&mut self, made: &mut [(InvoiceRow, String)]) -> Outcome<()> {
        if made.is_empty() {
            return Ok(());
        }
        let now = self.bench.clock.now();
        let mut write = BookWrite::default();
        for (row, id) in made.iter_mut() {
            let (invoice, erp_id) = (row.number.clone(), id.clone());
            write.entries.push(entry(now, Decision::DraftMade { invoice, erp_id }));
            let next_attempt_at = row.next_attempt_at;
            let change = change(row, InvoiceState::Sending);
            write.states.push(StateChange { erp_id: Some(id.clone()), next_attempt_at, ..change });
            row.erp_id = Some(id.clone());
        }
        self.bench.append(&write)
    }

    /// What the ERP has under the numbers of these rows, and under the handles of those whose number finds nothing.
    fn find_with_handles(
        &mut self,
        rows: &[InvoiceRow],
        keep_going: KeepGoing<'_>,
    ) -> Result<BTreeMap<InvoiceNumber, Vec<ErpRecord>>, ErpError> {
        let mut found = self.find(rows, keep_going)?;
        let hidden = |row: &&InvoiceRow| match (&row.erp_id, found.get(&row.number)) {
            (Some(id), Some(there)) => !there.iter().any(|record| record.erp_id == *id),
            (Some(_), None) => true,
            (None, _) => false,
        };
        let hidden: Vec<(InvoiceNumber, String)> =
            rows.iter().filter(hidden).filter_map(|row| Some((row.number.clone(), row.erp_id.clone()?))).collect();
        if hidden.is_empty() {
            return Ok(found);
        }
        let ids: Vec<String> = hidden.iter().map(|(_, id)| id.clone()).collect();
        let there = self.patiently(keep_going, &mut |erp| erp.read_back(&ids))?;
        for record in there {
            let Some((number, _)) = hidden.iter().find(|(_, id)| *id == record.erp_id) else { continue };
            let reference = record.number.clone();
            let altered = Some(format!("its reference there is now `{reference}`"));
            found.entry(number.clone()).or_default().push(ErpRecord { altered, ..record });
        }
        Ok(found)
    }

    fn begin_attempt(&mut self, rows: &[InvoiceRow]) -> Outcome<Vec<InvoiceRow>> {
        let able = self.erp.capabilities();
        let may_appear = Duration::seconds(i64::from(able.settle_seconds) + i64::from(able.answer_within_seconds));
        let now = self.bench.clock.now();
        let mut write = BookWrite::default();
        let mut begun = Vec::new();
        for row in rows {
            let attempt = row.attempt + 1;
            write.entries.push(entry(now, Decision::Sending { invoice: row.number.clone(), attempt }));
            write.states.push(StateChange {
                attempt,
                next_attempt_at: Some(now + may_appear),
                ..change(row, InvoiceState::Sending)
            });
            begun.push(InvoiceRow { attempt, state: InvoiceState::Sending, ..row.clone() });
            self.asked.forget(&row.number);
        }
        self.bench.append(&write)?;
        // How long it is in doubt counts from here, not from when its batch was made.
        let head = self.bench.book.head()?.seq;
        begun.iter_mut().for_each(|row| row.updated_seq = head);
        Ok(begun)
    }

    /// The ERP says that nothing happened: back into the queue, and the attempt does not count.
    fn not_sent(&mut self, rows: &[InvoiceRow], why: &ErpError) -> Outcome<(Code, String)> {
        let (code, words) = words_of(why);
        for row in rows {
            settle_requeued(self.bench, row, row.attempt.saturating_sub(1), &mut self.pushed)?;
            if let Some(last) = self.pushed.skipped.last_mut() {
                last.reason = Some((code, words.clone()));
            }
        }
        Ok((code, words))
    }

    fn all_in_doubt(&mut self, rows: &[InvoiceRow], why: &str) -> Outcome<()> {
        for row in rows {
            settle_doubt(self.bench, self.erp, row, why, &mut self.pushed)?;
            if let Some(row) = self.bench.book.invoice(&row.number)? {
                self.asked.forget(&row.number);
                self.expect(&[row]);
            }
        }
        Ok(())
    }

    /// Looks at what stands there under the numbers of drafts made just now: an earlier attempt may have appeared beside
    /// them in the meantime.
    fn made(&mut self, made: Vec<(InvoiceRow, String)>) -> Outcome<Vec<Draft>> {
        let rows: Vec<InvoiceRow> = made.iter().map(|(row, _)| row.clone()).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let found = match self.find(&rows, &mut |_| Wish::GoOn) {
            Ok(found) => found,
            Err(why) => {
                let (_, words) = words_of(&why);
                self.all_in_doubt(&rows, &format!("made as a draft and not posted: {words}"))?;
                return Ok(Vec::new());
            }
        };
        let mut ready = Vec::new();
        for (row, id) in made {
            let there = found.get(&row.number).map_or(&[][..], Vec::as_slice);
            match self.decide(&row, there, Some(&id))? {
                Next::Post(record) => ready.push((row, record)),
                Next::AlreadyPosted(record) => settle_posted(self.bench, &row, &record, true, &mut self.pushed)?,
                Next::Person(why, words) => settle_person(self.bench, &row, (why, &words), &mut self.pushed)?,
                Next::Create | Next::Wait(_) | Next::Voided => {
                    self.all_in_doubt(&[row], "the draft could not be read back")?
                }
            }
        }
        Ok(ready)
    }

    /// Compares drafts with ours, and posts those that agree.
    fn post(&mut self, drafts: Vec<Draft>, keep_going: KeepGoing<'_>) -> Outcome<Stop> {
        let mut good = std::collections::VecDeque::new();
        for (row, record) in drafts {
            let differences = self.differences(&row, &record);
            if differences.is_empty() {
                good.push_back((row, record));
                continue;
            }
            let message = format!("the ERP's draft is not as ours: {}", differences.join("; "));
            self.refused(&row, &record, &Refusal { code: Code::DraftDiffers, message })?;
        }
        while let Some((row, record)) = good.pop_front() {
            if !self.may_go_on(keep_going)? {
                let why = "stopped; its draft stands at the ERP, and the next push posts it";
                let rest = std::iter::once(&row).chain(good.iter().map(|(row, _)| row));
                self.pushed.skipped.extend(rest.map(|row| left(row, STOPPED, why)));
                return Ok(Some((STOPPED, "stopped before it was tried".to_owned())));
            }
            if let Err(why) = self.post_one(&row, record)? {
                let (code, words) = words_of(&why);
                let rest = std::iter::once(row).chain(good.into_iter().map(|(row, _)| row));
                self.all_in_doubt(&rest.collect::<Vec<_>>(), &words)?;
                let lost = matches!(why, ErpError::Unknown { .. } | ErpError::Broken { .. });
                return Ok((!lost).then_some((code, words)));
            }
        }
        Ok(None)
    }

    /// The ERP's no to a draft: its reason is recorded, whatever becomes of the draft. Where that stays, a person looks.
    fn refused(&mut self, row: &InvoiceRow, record: &ErpRecord, refusal: &Refusal) -> Outcome<()> {
        match self.remove_drafts(&[record]) {
            Some(Next::Person(why, words)) => {
                let words = format!("{}: {}; and {words}", refusal.code, refusal.message);
                settle_person(self.bench, row, (why, &words), &mut self.pushed)
            }
            _ => settle_rejected(self.bench, row, refusal, &mut self.pushed),
        }
    }

    /// Posts one draft and records what came of it, so that a pause, a stop or a kill falls between two invoices. The inner
    /// error is an answer that did not come: the invoice is in doubt.
    fn post_one(&mut self, row: &InvoiceRow, record: ErpRecord) -> Outcome<Result<(), ErpError>> {
        let answer = self.erp.post(std::slice::from_ref(&record.erp_id));
        crate::machine::crash::point("push.after_post");
        let results = match answer {
            Ok(results) => results,
            Err(why) => return Ok(Err(why)),
        };
        match results.into_iter().find(|(id, _)| *id == record.erp_id) {
            Some((_, Ok(number))) => {
                let record = ErpRecord { erp_number: Some(number), state: RecordState::Posted, ..record };
                settle_posted(self.bench, row, &record, false, &mut self.pushed)?;
            }
            Some((_, Err(refusal))) => self.refused(row, &record, &refusal)?,
            None => self.all_in_doubt(std::slice::from_ref(row), "the ERP's answer does not name it")?,
        }
        Ok(Ok(()))
    }
}
