//! Where a cut-over stands.

use std::collections::BTreeMap;

use linehaul_domain::cutover::{BilledLine, By, amount_text};
use linehaul_domain::decision::Decision;
use linehaul_domain::money::{Currency, fixed};
use linehaul_workbench::decisions::cutover_look::{CutLoad, Looked, Sum};
use serde::Serialize;
use ts_rs::TS;

/// Who set it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CutOverEntry {
    /// Its entry of the book.
    pub seq: u64,
    /// RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// How many, and what they come to.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CountedSum {
    /// How many.
    pub count: u64,
    /// Of how many no amount is known.
    pub without_amount: u64,
    /// What the others come to by currency; under `` what a list says without one.
    pub totals: BTreeMap<String, String>,
}

/// A load of which it says something.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CutLoadLine {
    /// Number.
    pub load: String,
    /// Who is billed.
    pub customer: Option<String>,
    /// Local day of delivery.
    pub delivered: Option<String>,
    /// What it comes to here, as far as it is computed.
    pub total: String,
    /// In this currency.
    pub currency: String,
    /// How it stands, in words.
    pub words: String,
    /// By what it counts as billed elsewhere: `day`, `list`, `person`.
    pub by: Option<String>,
    /// The invoices that billed it.
    pub invoices: Vec<String>,
    /// At what.
    pub billed: Option<String>,
    /// What it would come to here less that.
    pub difference: Option<String>,
}

/// A line of the list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BilledLineLine {
    /// In the file, from 1.
    pub line: u32,
    /// How it names loads.
    pub names: String,
    /// The invoice.
    pub invoice: Option<String>,
    /// What it billed.
    pub amount: Option<String>,
    /// Currency, where the list says it.
    pub currency: Option<String>,
    /// The loads that it fits, where these are several.
    pub loads: Vec<String>,
}

/// Where a cut-over stands, or what one would do.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CutOverReport {
    /// Who set it; none where nobody did, or where it is only tried.
    pub set: Option<CutOverEntry>,
    /// The first day that is billed here.
    pub day: Option<String>,
    /// May it still be set otherwise?
    pub open: bool,
    /// Was the book put back, and nobody said since that this cut-over is the last one? Then nothing is billed.
    pub asked_again: bool,
    /// Is anything left that somebody has to look into?
    pub asks: bool,
    /// Our columns of the list, with the headers that they were read from.
    pub columns: BTreeMap<String, String>,
    /// Headers of the list that were not read.
    pub not_read: Vec<String>,
    /// All lines of the list.
    pub listed: CountedSum,
    /// Lines that name a load.
    pub matched: CountedSum,
    /// Lines that fit no load.
    pub unmatched: CountedSum,
    /// Those lines.
    pub unmatched_lines: Vec<BilledLineLine>,
    /// Lines that fit several loads.
    pub several: Vec<BilledLineLine>,
    /// Loads that were billed elsewhere, and at what.
    pub elsewhere: CountedSum,
    /// Those loads.
    pub elsewhere_loads: Vec<CutLoadLine>,
    /// Loads of which it has to be said, and what they come to here.
    pub asked: CountedSum,
    /// Those loads.
    pub asked_loads: Vec<CutLoadLine>,
    /// Billed elsewhere or asked by the cut-over before, and billed here by this one; only where one takes the place of another.
    pub no_longer: Vec<CutLoadLine>,
    /// What loads that were billed elsewhere would have come to here, less what they were billed at.
    pub differing: CountedSum,
    /// Loads that were billed elsewhere, and delivered from the day on.
    pub after: Vec<String>,
    /// Loads that are approved or invoiced here, and should not be.
    pub bound: Vec<CutLoadLine>,
    /// Delivered loads that are billed here and are not yet.
    pub here: CountedSum,
}

impl From<Sum> for CountedSum {
    fn from(Sum { count, without, totals }: Sum) -> CountedSum {
        let named = |currency: Option<Currency>| currency.map(|c| c.to_string()).unwrap_or_default();
        let totals = totals.into_iter().map(|(currency, total)| (named(currency), amount_text(total, currency)));
        CountedSum { count, without_amount: without, totals: totals.collect() }
    }
}

impl From<CutLoad> for CutLoadLine {
    fn from(load: CutLoad) -> CutLoadLine {
        let CutLoad {
            load: _,
            shown,
            customer,
            delivered,
            total,
            currency,
            words,
            by,
            invoices,
            billed,
            difference,
            after: _,
        } = load;
        let by = by.map(|by| match by {
            By::Day => "day",
            By::List => "list",
            By::Person => "person",
        });
        CutLoadLine {
            load: shown,
            customer: customer.map(|customer| customer.0),
            delivered: delivered.map(|day| day.to_string()),
            total: fixed(total, currency),
            currency: currency.to_string(),
            words,
            by: by.map(str::to_owned),
            invoices,
            billed: billed.map(|(amount, said)| amount_text(amount, said)),
            difference: difference.map(|amount| fixed(amount, currency)),
        }
    }
}

fn line((line, loads): (BilledLine, Vec<String>)) -> BilledLineLine {
    BilledLineLine {
        names: line.words(),
        line: line.line,
        invoice: line.invoice,
        amount: line.amount.map(|amount| amount_text(amount, line.currency)),
        currency: line.currency.map(|currency| currency.to_string()),
        loads,
    }
}

impl From<Looked> for CutOverReport {
    fn from(looked: Looked) -> CutOverReport {
        let set = looked.entry.as_ref().map(|entry| CutOverEntry {
            seq: entry.seq,
            at: entry.entry.at.to_rfc3339(),
            actor: entry.entry.actor.name.clone(),
            reason: match &entry.entry.decision {
                Decision::CutoverSet { reason: Some(reason), .. } => reason.to_string(),
                _ => String::new(),
            },
        });
        let (asks, elsewhere, asked) = (looked.asks(), looked.sum_elsewhere().into(), looked.sum_asked().into());
        let (unmatched, differing) = (looked.sum_unmatched().into(), looked.sum_differing().into());
        let after = looked.after().map(|load| load.shown.clone()).collect();
        let loads = |loads: Vec<CutLoad>| loads.into_iter().map(CutLoadLine::from).collect();
        CutOverReport {
            set,
            day: looked.day.map(|day| day.to_string()),
            open: !looked.fixed,
            asked_again: looked.asked_again,
            asks,
            columns: looked.columns,
            not_read: looked.not_read,
            listed: looked.listed.into(),
            matched: looked.matched.into(),
            unmatched,
            unmatched_lines: looked.unmatched.into_iter().map(|one| line((one, Vec::new()))).collect(),
            several: looked.several.into_iter().map(line).collect(),
            elsewhere,
            elsewhere_loads: loads(looked.elsewhere),
            asked,
            asked_loads: loads(looked.asked),
            no_longer: loads(looked.no_longer),
            differing,
            after,
            bound: loads(looked.bound),
            here: looked.here.into(),
        }
    }
}
