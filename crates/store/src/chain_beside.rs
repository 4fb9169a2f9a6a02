//! The check of the tables that are reckoned from the entries: approvals that stand, loads that are billed, differences that
//! are settled, effects, the sequence of numbers, and where an invoice or an effect may go.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectId, EffectStep, Plan};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{EffectKind, InvoiceNumber, LoadNumber, PacketName};
use linehaul_domain::invoice::{Invoice, InvoiceState};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::effect_steps::{given_up, left_open, planned, step_of, stepped};
use crate::table::effects::{self, EffectRow};
use crate::table::{approvals, live, outbox, printed, sequence};

/// What the entries say of those tables.
#[derive(Default)]
pub(crate) struct Beside {
    approvals: BTreeMap<String, u64>,
    /// Invoices that bill a load to a payor: one, and two where version 1 let a load be billed twice.
    live: BTreeMap<(String, String), BTreeSet<String>>,
    /// The posted invoice of a load and payor.
    posted: BTreeMap<(String, String), String>,
    twice: Option<String>,
    settled: BTreeMap<u64, String>,
    effects: BTreeMap<EffectId, EffectRow>,
    /// Invoices that were sent, and those of them that were before a book that had been put back went on.
    sent: BTreeSet<InvoiceNumber>,
    sent_before: BTreeSet<InvoiceNumber>,
    /// Which effects go out together, by kind and name.
    packets: BTreeMap<(EffectKind, PacketName), Vec<EffectId>>,
    /// What entries say of effects that cannot be.
    out_twice: Option<String>,
    printed: BTreeMap<(String, String), String>,
    sequence: Option<u64>,
}

impl Beside {
    /// Follows one decision; `loads` answers those of an invoice.
    pub fn follow(&mut self, seq: u64, decision: &Decision, loads: &dyn Fn(&InvoiceNumber) -> Vec<LoadNumber>) {
        match decision {
            Decision::Approved { load, .. } => drop(self.approvals.insert(load.0.clone(), seq)),
            Decision::ApprovalLapsed { load, .. } | Decision::ApprovalWithdrawn { load, .. } => {
                self.approvals.remove(load.as_str());
            }
            Decision::InvoiceClosed { invoice, .. } => self.give_up(seq, invoice),
            Decision::BillAgain { invoice, .. } => {
                self.give_up(seq, invoice);
                for load in loads(invoice) {
                    self.approvals.remove(load.as_str());
                }
            }
            Decision::BilledOutside { load, payor, invoice, .. } => {
                self.live.entry((load.0.clone(), payor.0.clone())).or_default().insert(invoice.0.clone());
            }
            Decision::Sending { invoice, .. } => drop(self.sent.insert(invoice.clone())),
            Decision::Posted { invoice, owes, .. } => {
                let may_be_out = self.sent_before.contains(invoice);
                owes.iter().for_each(|plan| self.plan(seq, plan, may_be_out));
            }
            Decision::OwedOutside { owes, .. } => owes.iter().for_each(|plan| self.plan(seq, plan, true)),
            Decision::Effect { .. } => self.step(seq, decision),
            Decision::Batched { next: Some(next), .. } => self.sequence = Some(*next),
            Decision::BookContinues { numbers_from, .. } => {
                self.sequence = Some(*numbers_from);
                self.sent_before = self.sent.clone();
                for row in self.effects.values_mut() {
                    *row = left_open(row, seq).unwrap_or_else(|| row.clone());
                }
            }
            Decision::Opened { .. }
            | Decision::ControlsSet { .. }
            | Decision::Held { .. }
            | Decision::Released { .. }
            | Decision::Adjusted { .. }
            | Decision::DifferenceAfterPosting { .. }
            | Decision::NotADuplicate { .. }
            | Decision::Answered(_)
            | Decision::Stated(_)
            | Decision::CutoverSet { .. }
            | Decision::CutoverKept { .. }
            | Decision::BilledElsewhere { .. }
            | Decision::BilledHere { .. }
            | Decision::MayBeBilled(_)
            | Decision::ContractProposed { .. }
            | Decision::ContractPublished { .. }
            | Decision::InvoiceDrafted { .. }
            | Decision::InvoiceVoiding { .. }
            | Decision::DraftMade { .. }
            | Decision::CancelledAtErp { .. }
            | Decision::StandsAtErp { .. }
            | Decision::StrayDraft { .. }
            | Decision::InvoiceVoided { .. }
            | Decision::Batched { .. }
            | Decision::Rejected { .. }
            | Decision::InDoubt { .. }
            | Decision::NeedsPerson { .. }
            | Decision::Requeued { .. }
            | Decision::Row(_)
            | Decision::SettingSet(_)
            | Decision::BackedUp { .. } => {}
        }
    }

    fn plan(&mut self, seq: u64, plan: &Plan, may_be_out: bool) {
        let row = planned(plan, seq);
        let left = left_open(&row, seq).filter(|_| may_be_out);
        if self.effects.insert(plan.effect.clone(), left.unwrap_or(row)).is_some() {
            let (of, subject) = (&plan.effect.of, plan.effect.subject.name());
            self.out_twice.get_or_insert(format!("{of} of {subject} is planned twice"));
        }
    }

    fn step(&mut self, seq: u64, decision: &Decision) {
        let Some((packet, step)) = step_of(decision) else { return };
        let key = (packet.of.clone(), packet.name.clone());
        let together = match step {
            EffectStep::Prepared { effects, .. } => {
                if self.packets.insert(key, effects.clone()).is_some() {
                    self.out_twice.get_or_insert(format!("{} {} is made twice", packet.of, packet.name));
                }
                effects.clone()
            }
            _ if !step.names().is_empty() => step.names().to_vec(),
            _ => self.packets.get(&key).cloned().unwrap_or_default(),
        };
        for id in together {
            let row = self.effects.get(&id);
            let other = row.and_then(|row| row.packet.clone()).filter(|other| other != packet.name);
            let next = match (row, other) {
                (_, Some(other)) => {
                    Err(format!("{} of {} is in {other} and {}", id.of, id.subject.name(), packet.name))
                }
                (Some(row), None) => stepped(row, seq, &packet, step),
                (None, None) => Err(format!("{} of {} is not owed", id.of, id.subject.name())),
            };
            match next {
                Ok(row) => drop(self.effects.insert(id, row)),
                Err(why) => drop(self.out_twice.get_or_insert(why)),
            }
        }
    }

    fn give_up(&mut self, seq: u64, invoice: &InvoiceNumber) {
        let own = |id: &EffectId| id.subject.invoice() == Some(invoice);
        for (_, row) in self.effects.iter_mut().filter(|(id, _)| own(id)) {
            if let Some(ended) = given_up(row, seq) {
                *row = ended;
            }
        }
    }

    /// Takes in an invoice that stands in a state.
    pub fn bill(&mut self, invoice: &Invoice, state: InvoiceState) {
        if state != InvoiceState::Voided {
            let (entity, number, own) = printed::of(invoice);
            self.printed.insert((entity, number), own);
        }
        if !state.binds() {
            return;
        }
        self.settled.extend(invoice.settles.iter().map(|seq| (*seq, invoice.number.0.clone())));
        if !invoice.kind.is_original() {
            return;
        }
        for load in invoice.loads() {
            let key = (load.0.clone(), invoice.customer.0.clone());
            if state == InvoiceState::Posted && self.posted.insert(key, invoice.number.0.clone()).is_some() {
                self.twice.get_or_insert(load.0.clone());
            }
            self.live.entry((load.0, invoice.customer.0.clone())).or_default().insert(invoice.number.0.clone());
        }
    }

    /// The rows as they must stand, in order of their key.
    fn effects_in_order(&self) -> impl Iterator<Item = Vec<Value>> {
        let mut rows: Vec<Vec<Value>> = self.effects.values().map(effects::values).collect();
        let key = |row: &Vec<Value>| {
            let text = |at: usize| if let Some(Value::Text(text)) = row.get(at) { text.clone() } else { String::new() };
            let generation = if let Some(Value::Integer(n)) = row.get(3) { *n } else { 0 };
            (text(0), text(1), text(2), generation)
        };
        rows.sort_by_cached_key(key);
        rows.into_iter()
    }

    /// In words where a table is not what the entries say; `None` where all are.
    pub fn differs(&self, connection: &Connection) -> Outcome<Option<String>> {
        let billed =
            |load: &String| self.live.range((load.clone(), String::new())..).next().is_some_and(|(k, _)| k.0 == *load);
        let said = self.approvals.iter().map(|(load, seq)| (load.clone(), *seq, i64::from(!billed(load))));
        if !approvals::all(connection)?.into_iter().eq(said) {
            return Ok(Some("the approvals that stand are not those of the entries".to_owned()));
        }
        let live = live::all(connection)?;
        let known = |(load, payor, invoice): &(String, String, String)| {
            self.live.get(&(load.clone(), payor.clone())).is_some_and(|said| said.contains(invoice))
        };
        if let Some(load) = &self.twice {
            return Ok(Some(format!("{load} is billed to one payor by two posted invoices")));
        }
        if live.len() != self.live.len() || !live.iter().all(known) {
            return Ok(Some("which invoice bills a load is not what the entries say".to_owned()));
        }
        if !live::all_settled(connection)?.into_iter().eq(self.settled.clone()) {
            return Ok(Some("which invoice settles a difference is not what the entries say".to_owned()));
        }
        let printed = self.printed.iter().map(|((entity, number), own)| (entity.clone(), number.clone(), own.clone()));
        if !printed::all(connection)?.into_iter().eq(printed) {
            return Ok(Some("which invoice bears a printed number is not what the entries say".to_owned()));
        }
        if let Some(what) = &self.out_twice {
            return Ok(Some(what.clone()));
        }
        if !effects::all_raw(connection)?.into_iter().eq(self.effects_in_order()) {
            return Ok(Some("what is owed, or where it stands, is not what the entries say".to_owned()));
        }
        if !outbox::moves_are_ours(connection)? {
            return Ok(Some("where an invoice or an effect may go is not what the state machines say".to_owned()));
        }
        let next = sequence::next(connection)?;
        let differs = self.sequence.is_some_and(|said| said != next);
        Ok(differs.then(|| format!("the sequence of invoice numbers stands at {next}, the entries say otherwise")))
    }
}
