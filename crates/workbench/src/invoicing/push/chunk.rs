//! One chunk of invoices: find, send, find again, compare, post. Every step that the ERP could have seen is in the book
//! before it happens.

use std::collections::BTreeMap;

use linehaul_connectors::erp::{ErpError, ErpRecord, Fate, Found, Handle, Order, Refusal};
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::invoice::{Invoice, InvoiceState, PersonReason};
use linehaul_domain::time::Duration;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::invoicing::elsewhere;
use crate::invoicing::latest;
use crate::invoicing::push::decide::Next;
use crate::invoicing::push::since;
use crate::invoicing::push::taken::not_taken;
use crate::invoicing::push::{OnProgress, Run};
use crate::invoicing::settle::*;

/// Why the rest of a run need not be tried: code and words.
pub(super) type Stop = Option<(Code, String)>;

/// A draft there that can be compared and posted.
pub(super) type Draft = (InvoiceRow, ErpRecord);

/// What a call made, or found there.
struct There {
    row: InvoiceRow,
    id: String,
    record: Option<Box<ErpRecord>>,
}

impl Run<'_> {
    /// Brings every invoice of a chunk one step further, to the end where nothing breaks.
    pub(super) fn chunk(&mut self, rows: &[InvoiceRow], on_progress: OnProgress<'_>) -> Outcome<Stop> {
        self.expect(rows);
        let found = match self.find(rows) {
            Ok(found) => found,
            Err(why) => {
                let (code, words) = words_of(&why);
                self.not_asked(rows, code, &words)?;
                return Ok(Some((code, words)));
            }
        };
        let nothing = Found::default();
        let mut to_create = Vec::new();
        let mut to_post = Vec::new();
        for row in rows {
            let there = found.get(&row.number).unwrap_or(&nothing);
            match self.decide(row, there, None)? {
                Next::AlreadyPosted(record) => {
                    settle_posted(self.bench, self.erp, row, &record, true, &mut self.pushed)?
                }
                Next::Voided => settle_voided(self.bench, row, &mut self.pushed)?,
                next @ (Next::Post(_) | Next::Create) if self.ask_only => {
                    let nothing_there = matches!(next, Next::Create);
                    settle_requeued(self.bench, row, (row.attempt, nothing_there), &mut self.pushed)?;
                }
                Next::Post(_) | Next::Create if !self.limits.may_try(&row.number) => {
                    self.limits.forget(&row.number);
                    let why = "every answer was lost in this run; the next push or reconcile asks again";
                    self.pushed.in_doubt.push(left(row, Code::InDoubt, why));
                }
                Next::Post(record) => to_post.push((row.clone(), record)),
                Next::Create => to_create.push(row.clone()),
                Next::Wait(why) => self.pushed.in_doubt.push(left(row, Code::InDoubt, &why)),
                Next::Works(why) => {
                    if !self.limits.may_wait(&row.number) {
                        self.limits.forget(&row.number);
                    }
                    self.pushed.in_doubt.push(left(row, Code::InDoubt, &why));
                }
                Next::Person(why, words) => {
                    settle_person(self.bench, row, (why, &words), &mut self.pushed)?;
                    // One of ours that this book does not know: the others of this run may stand there as well.
                    let marked = latest::marked(there).next();
                    if let (PersonReason::NumberTaken, Some(seen)) = (why, marked) {
                        return Err(latest::is_behind(self.bench, seen)?);
                    }
                }
            }
        }
        let (made, stop) = self.create(to_create)?;
        to_post.extend(made);
        let stopped = self.post(to_post, on_progress)?;
        Ok(stop.or(stopped))
    }

    /// Leaves out what the ERP has no names or no room for, and what would go out otherwise than it was approved: it was never sent, and waits
    /// in the queue until that has ended.
    fn known(&mut self, rows: Vec<InvoiceRow>) -> Outcome<(Vec<InvoiceRow>, Stop)> {
        let bodies: Vec<Invoice> = rows.iter().map(|r| r.body.clone()).collect();
        let asked = match since::changed(self.bench, self.erp, &bodies)? {
            // What the ERP has no name for is told first: whoever puts that back may have put back all of it.
            Ok(changed) => self.erp.lacking(&bodies).map(|lacking| changed.into_iter().chain(lacking).collect()),
            Err(why) => Err(why),
        };
        let mut lacking: BTreeMap<_, _> = match asked {
            Ok(lacking) => lacking,
            Err(why) => {
                let (code, words) = words_of(&why);
                self.not_asked(&rows, code, &words)?;
                return Ok((Vec::new(), Some((code, words))));
            }
        };
        let traits = &self.traits;
        for body in &bodies {
            if let Some(message) = elsewhere::original(self.bench, body, &self.erp.place())? {
                lacking.insert(body.number.clone(), Refusal { code: Code::SentElsewhere, message });
            }
        }
        lacking.extend(bodies.iter().filter_map(|body| Some((body.number.clone(), not_taken(body, traits)?))));
        let (out, good): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| lacking.contains_key(&r.number));
        for row in &out {
            if let Some(refusal) = lacking.get(&row.number) {
                self.pushed.skipped.push(left(row, refusal.code, &refusal.message));
            }
        }
        Ok((good, None))
    }

    /// Records the attempt, sends, and answers the drafts that now can be posted. What the ERP did not try because of an
    /// invoice before it is sent again without that one.
    fn create(&mut self, rows: Vec<InvoiceRow>) -> Outcome<(Vec<Draft>, Stop)> {
        if rows.is_empty() {
            return Ok((Vec::new(), None));
        }
        let (rows, stop) = self.known(rows)?;
        if rows.is_empty() {
            return Ok((Vec::new(), stop));
        }
        let mut rows = self.begin_attempt(&rows)?;
        let mut drafts = Vec::new();
        while !rows.is_empty() {
            let sent = rows.len();
            let (made, not_tried, stop) = self.send(rows)?;
            drafts.extend(self.made(made)?);
            if stop.is_some() {
                return Ok((drafts, stop));
            }
            if not_tried.len() == sent {
                let why =
                    ErpError::Unavailable { message: "it tried none of them".to_owned(), retry_after_seconds: None };
                return Ok((drafts, Some(self.not_sent(&not_tried, &why)?)));
            }
            rows = not_tried;
        }
        Ok((drafts, None))
    }

    /// One call: what is there now, and what was not tried.
    fn send(&mut self, rows: Vec<InvoiceRow>) -> Outcome<(Vec<There>, Vec<InvoiceRow>, Stop)> {
        let mut orders = Vec::new();
        for row in &rows {
            orders.push(Order::of(row.body.clone(), row.erp_id.as_deref()).to(self.original_of(&row.body)?));
        }
        crate::machine::crash::point("push.before_send");
        let answer = self.erp.make(&orders);
        crate::machine::crash::point("push.after_send");
        let mut fates = match answer {
            Ok(fates) => fates.into_iter().collect::<BTreeMap<_, _>>(),
            Err(why @ (ErpError::Unavailable { .. } | ErpError::NotAllowed { .. } | ErpError::NotAsked { .. })) => {
                return Ok((Vec::new(), Vec::new(), Some(self.not_sent(&rows, &why)?)));
            }
            Err(why) => {
                self.all_in_doubt(&rows, &words_of(&why).1)?;
                return Ok((Vec::new(), Vec::new(), None));
            }
        };
        let (mut made, mut there, mut not_tried, mut pending) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            match fates.remove(&row.number) {
                Some(Fate::Done { handle, record }) => made.push(There { row, id: handle.id, record }),
                // Perhaps another's: until its mark was compared, the book does not call it ours.
                Some(Fate::There(Handle { id, .. })) => {
                    let row = InvoiceRow { erp_id: Some(id.clone()), ..row };
                    there.push(There { row, id, record: None });
                }
                Some(Fate::No(refusal)) => settle_rejected(self.bench, &row, &refusal, &mut self.pushed)?,
                Some(Fate::NotTried(_)) => not_tried.push(row),
                Some(Fate::Pending(Handle { id, .. })) => pending.push(There { row, id, record: None }),
                Some(Fate::Unknown(why)) => self.all_in_doubt(&[row], &why)?,
                None => self.all_in_doubt(&[row], "the ERP's answer does not name it")?,
            }
        }
        self.keep_handles(&mut made)?;
        self.keep_handles(&mut pending)?;
        for There { row, id, .. } in pending {
            self.all_in_doubt(&[row], &format!("the ERP works on it as {id}"))?;
        }
        made.extend(there);
        Ok((made, not_tried, None))
    }

    /// The record of the invoice that this one supplements or credits.
    fn original_of(&self, invoice: &Invoice) -> Outcome<Option<Handle>> {
        let Some(number) = &invoice.original else { return Ok(None) };
        Ok(self.bench.book.invoice(number)?.and_then(|row| row.erp_id).map(Handle::of))
    }

    /// The ERP's record is kept from the draft on: a reference that is changed there does not hide it.
    fn keep_handles(&mut self, made: &mut [There]) -> Outcome<()> {
        if made.is_empty() {
            return Ok(());
        }
        let now = self.bench.clock.now();
        let mut write = BookWrite::default();
        for There { row, id, .. } in made.iter_mut() {
            let (invoice, erp_id) = (row.number.clone(), id.clone());
            write.entries.push(entry(now, Decision::DraftMade { invoice, erp_id }));
            let next_attempt_at = row.next_attempt_at;
            let change = change(row, InvoiceState::Sending);
            write.states.push(StateChange { erp_id: Some(id.clone()), next_attempt_at, ..change });
            row.erp_id = Some(id.clone());
        }
        self.bench.append(&write)
    }

    fn begin_attempt(&mut self, rows: &[InvoiceRow]) -> Outcome<Vec<InvoiceRow>> {
        let (settle, answer) = (self.traits.settle_seconds, self.traits.answer_within_seconds);
        let may_appear = Duration::seconds(i64::from(settle) + i64::from(answer));
        let (now, erp) = (self.bench.clock.now(), self.erp.place());
        let mut write = BookWrite::default();
        let mut begun = Vec::new();
        for row in rows {
            let attempt = row.attempt + 1;
            let invoice = row.number.clone();
            write.entries.push(entry(now, Decision::Sending { invoice, attempt, erp: Some(erp.clone()) }));
            write.states.push(StateChange {
                attempt,
                next_attempt_at: Some(now + may_appear),
                ..change(row, InvoiceState::Sending)
            });
            let sent_to = Some(erp.clone());
            begun.push(InvoiceRow {
                attempt,
                ever_sent: true,
                erp: sent_to,
                state: InvoiceState::Sending,
                ..row.clone()
            });
            self.limits.forget(&row.number);
        }
        self.bench.append(&write)?;
        // How long it is in doubt counts from here, not from when its batch was made.
        let head = self.bench.book.head()?.seq;
        begun.iter_mut().for_each(|row| row.updated_seq = head);
        Ok(begun)
    }

    /// The ERP says that nothing happened: back into the queue, and the attempt does not count. It is asked all the same before
    /// another is given the invoice: whoever stands in between may have been wrong.
    fn not_sent(&mut self, rows: &[InvoiceRow], why: &ErpError) -> Outcome<(Code, String)> {
        let (code, words) = words_of(why);
        for row in rows {
            settle_requeued(self.bench, row, (row.attempt.saturating_sub(1), false), &mut self.pushed)?;
            if let Some(last) = self.pushed.skipped.last_mut() {
                last.reason = Some((code, words.clone()));
            }
        }
        Ok((code, words))
    }

    pub(super) fn all_in_doubt(&mut self, rows: &[InvoiceRow], why: &str) -> Outcome<()> {
        for row in rows {
            settle_doubt(self.bench, self.erp, row, why, &mut self.pushed)?;
            if let Some(row) = self.bench.book.invoice(&row.number)? {
                self.limits.forget(&row.number);
                self.expect(&[row]);
            }
        }
        Ok(())
    }

    /// Looks at what stands there of what was made just now: an earlier attempt may have appeared beside it in the meantime.
    /// Where each question is paid for, and nothing can stand beside it, the answer was the look.
    fn made(&mut self, made: Vec<There>) -> Outcome<Vec<Draft>> {
        if made.is_empty() {
            return Ok(Vec::new());
        }
        let shown = self.traits.pace.metered && self.traits.guards() && made.iter().all(|there| there.record.is_some());
        let rows: Vec<InvoiceRow> = made.iter().map(|there| there.row.clone()).collect();
        let found = match if shown { Ok(BTreeMap::new()) } else { self.find(&rows) } {
            Ok(found) => found,
            Err(why) => {
                let (_, words) = words_of(&why);
                self.all_in_doubt(&rows, &format!("made there and not looked at: {words}"))?;
                return Ok(Vec::new());
            }
        };
        let mut ready = Vec::new();
        for There { row, id, record } in made {
            let shown: Vec<ErpRecord> = record.filter(|_| shown).map(|record| *record).into_iter().collect();
            let shown = Found::from(shown);
            let there = found.get(&row.number).unwrap_or(&shown);
            match self.decide(&row, there, Some(&id))? {
                Next::Post(record) => ready.push((row, record)),
                Next::AlreadyPosted(record) => {
                    let found = record.erp_id != id;
                    settle_posted(self.bench, self.erp, &row, &record, found, &mut self.pushed)?;
                }
                Next::Person(why, words) => settle_person(self.bench, &row, (why, &words), &mut self.pushed)?,
                Next::Create | Next::Wait(_) | Next::Works(_) | Next::Voided => {
                    self.all_in_doubt(&[row], "what was made could not be read back")?
                }
            }
        }
        Ok(ready)
    }
}
