//! What every check works with: the ERP, the invoices, and the records that are known of them.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::{
    Drafts, Erp, ErpError, ErpRecord, ErpTaxLine, Fate, Found, Handle, Key, Order, RecordState, TaxBy, Traits,
};

/// Questions about what the ERP works on, before the suite gives up.
const MOST_QUESTIONS: u32 = 60;

/// A suite in the middle of its checks.
pub(super) struct Suite<'a> {
    pub erp: &'a mut dyn Erp,
    pub invoices: &'a [Invoice],
    pub traits: Traits,
    pause: &'a mut dyn FnMut(),
    handles: BTreeMap<InvoiceNumber, String>,
}

pub(super) fn words<T>(result: Result<T, ErpError>) -> Result<T, String> {
    result.map_err(|why| format!("{why:?}"))
}

pub(super) fn ensure(kept: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if kept { Ok(()) } else { Err(message()) }
}

impl<'a> Suite<'a> {
    pub fn new(erp: &'a mut dyn Erp, invoices: &'a [Invoice], pause: &'a mut dyn FnMut()) -> Suite<'a> {
        let traits = erp.traits();
        Suite { erp, invoices, traits, pause, handles: BTreeMap::new() }
    }

    /// The state in which something made stands.
    pub fn made_state(&self) -> RecordState {
        match self.traits.drafts {
            Drafts::First => RecordState::Draft,
            Drafts::AtOnce => RecordState::Posted,
        }
    }

    pub fn has_drafts(&self) -> bool {
        self.traits.drafts == Drafts::First
    }

    pub fn key(&self, invoice: &Invoice) -> Key {
        Key::of(invoice, self.handles.get(&invoice.number))
    }

    pub fn keys(&self, invoices: &[Invoice]) -> Vec<Key> {
        invoices.iter().map(|invoice| self.key(invoice)).collect()
    }

    /// Everything of these invoices, once the ERP has worked off what it took.
    pub fn found(&mut self, invoices: &[Invoice]) -> Result<Vec<ErpRecord>, String> {
        let keys = self.keys(invoices);
        self.settled(&keys)
    }

    /// Everything of these keys, once the ERP has worked off what it took.
    pub fn settled(&mut self, keys: &[Key]) -> Result<Vec<ErpRecord>, String> {
        for _ in 0..MOST_QUESTIONS {
            let Found { records, unreadable } = words(self.erp.find(keys))?;
            ensure(unreadable.is_empty(), || format!("it cannot read {unreadable:?}"))?;
            if records.iter().all(|record| record.state != RecordState::Waiting) {
                return Ok(records);
            }
            (self.pause)();
        }
        Err(format!("after {MOST_QUESTIONS} questions the ERP still works on it"))
    }

    pub fn only(&mut self, invoice: &Invoice) -> Result<ErpRecord, String> {
        let mut records = self.found(std::slice::from_ref(invoice))?;
        match (records.pop(), records.len()) {
            (Some(record), 0) => Ok(record),
            (_, others) => Err(format!("{} has {others} records besides", invoice.number)),
        }
    }

    /// Makes these, and keeps the handles of what is done, there or pending.
    pub fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, String> {
        let fates = words(self.erp.make(orders))?;
        for (number, fate) in &fates {
            let handle = match fate {
                Fate::Pending(handle) => Some(handle),
                other => other.handle(),
            };
            if let Some(handle) = handle {
                self.handles.entry(number.clone()).or_insert_with(|| handle.id.clone());
            }
        }
        Ok(fates)
    }

    /// Makes one, waits for it and posts it where that is a step of its own; answers the record.
    pub fn bill(&mut self, order: Order) -> Result<ErpRecord, String> {
        let invoice = order.invoice.clone();
        for (number, fate) in self.make(std::slice::from_ref(&order))? {
            let made = matches!(fate, Fate::Done { .. } | Fate::Pending(_));
            ensure(made, || format!("{number} came to {fate:?}"))?;
        }
        let record = self.only(&invoice)?;
        if self.has_drafts() {
            self.post_one(&record.handle())?;
        }
        self.only(&invoice)
    }

    pub fn post_one(&mut self, handle: &Handle) -> Result<Fate, String> {
        let mut fates = words(self.erp.post(std::slice::from_ref(handle)))?;
        match (fates.pop(), fates.len()) {
            (Some((id, fate)), 0) if id == handle.id => Ok(fate),
            (one, others) => Err(format!("it answered {one:?} and {others} others for {}", handle.id)),
        }
    }

    /// A record without a version: reading it may make another.
    pub fn same(a: &ErpRecord, b: &ErpRecord) -> bool {
        let plain = |r: &ErpRecord| ErpRecord { version: None, ..r.clone() };
        plain(a) == plain(b)
    }

    pub fn as_ours(&self, record: &ErpRecord, invoice: &Invoice) -> Result<(), String> {
        let theirs = (&record.number, &record.party, record.currency, record.invoice_date);
        let ours = (&invoice.number, &invoice.erp_party, invoice.currency, Some(invoice.invoice_date));
        ensure(theirs == ours, || format!("{theirs:?} is not {ours:?}"))?;
        let tolerance = match self.traits.tax {
            TaxBy::Us => Decimal::ZERO,
            TaxBy::Erp { tolerance } => tolerance,
        };
        for (what, there, ours) in [("total", record.total, invoice.total), ("tax", record.tax, invoice.tax)] {
            ensure((there - ours).abs() <= tolerance, || format!("the {what} is {there}, not {ours}"))?;
        }
        let expected = self.erp.expected(invoice);
        let (there, ours) = (record.lines, expected.lines);
        ensure(there == ours, || format!("{there} lines of {ours}"))?;
        if let (Some(there), Some(ours)) = (&record.items, expected.items) {
            let mut left = there.clone();
            for ours in &ours {
                let at = left.iter().position(|line| line.is_as(ours));
                left.remove(at.ok_or_else(|| format!("no line is as {ours:?} among {there:?}"))?);
            }
            ensure(left.is_empty(), || format!("the lines {left:?} are too much"))?;
        }
        if let (Some(there), Some(ours)) = (&record.printed, &expected.printed) {
            ensure(there == ours, || format!("the printed number is {there}, not {ours}"))?;
        }
        ensure(record.mark == Some(invoice.mark()), || format!("it bears {:?}, not {}", record.mark, invoice.mark()))?;
        ensure(record.loads == invoice.loads(), || format!("it says that it bills {:?}", record.loads))?;
        let day = record.accounting_date.unwrap_or(invoice.accounting_date);
        ensure(day == invoice.accounting_date, || format!("it is in the accounts of {day}"))?;
        let terms = (&record.terms, &expected.terms);
        let said = terms.0.is_none() || terms.1.is_none() || terms.0 == terms.1;
        ensure(said, || format!("{terms:?} are not the same"))?;
        ensure(record.altered.is_none(), || format!("it is altered: {:?}", record.altered))?;
        let (Some(mut there), Some(ours)) = (record.taxes.clone(), &expected.taxes) else { return Ok(()) };
        for ours in ours {
            let same = |t: &ErpTaxLine| {
                (t.base, t.amount) == (ours.base, ours.amount) && t.names.iter().all(|n| ours.names.contains(n))
            };
            let at = there.iter().position(same).ok_or_else(|| format!("the tax {ours:?} is missing"))?;
            there.remove(at);
        }
        ensure(there.is_empty(), || format!("{there:?} is too much"))
    }
}

/// A short-lived invoice beside the first, under a number of its own.
pub(super) fn beside(invoice: &Invoice, name: &str) -> Invoice {
    Invoice { number: InvoiceNumber(format!("CONFORM-{name}")), ..invoice.clone() }
}
