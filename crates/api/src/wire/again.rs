//! Invoices made again, proofs, the radar.

use std::collections::BTreeMap;

use linehaul_domain::money::fixed;
use linehaul_workbench::upkeep::proof::Verified;
use linehaul_workbench::upkeep::radar::Radar;
use linehaul_workbench::upkeep::reproduce::{AsInvoiced, Reproduced};
use linehaul_workbench::upkeep::waived::GivenAway;
use serde::Serialize;
use ts_rs::TS;

use crate::wire::charge::{StepLine, steps_of};
use crate::wire::load::LoadDetail;

/// An invoice that does not come out as it was.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DriftLine {
    /// Our number.
    pub invoice: String,
    /// Its loads.
    pub loads: Vec<String>,
    /// What differs.
    pub differences: Vec<String>,
}

/// What making invoices again found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReproduceReport {
    /// Invoices made again.
    pub invoices: usize,
    /// Those that differ.
    pub drifted: Vec<DriftLine>,
    /// Was it stopped before its end?
    pub partial: bool,
}

impl From<Reproduced> for ReproduceReport {
    fn from(made: Reproduced) -> ReproduceReport {
        let drifted = made.drifted.into_iter().map(|d| DriftLine {
            invoice: d.invoice.to_string(),
            loads: d.loads.iter().map(ToString::to_string).collect(),
            differences: d.what,
        });
        ReproduceReport { invoices: made.invoices, drifted: drifted.collect(), partial: made.partial }
    }
}

/// What differs between an invoice and the same made again.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(untagged)]
pub enum DriftFound {
    /// `false`: nothing does.
    Nothing(bool),
    /// In words.
    Differences(Vec<String>),
}

/// A load as its invoice saw it, made again from what its approval froze.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadAsInvoiced {
    /// The load: facts, charges and pins of the approval; state, decisions and invoices of today.
    #[serde(flatten)]
    pub detail: LoadDetail,
    /// The invoice that was made again.
    pub invoice: String,
    /// Is it other than it was drafted?
    pub drift: DriftFound,
}

impl From<AsInvoiced> for LoadAsInvoiced {
    fn from(made: AsInvoiced) -> LoadAsInvoiced {
        let drift = match made.drift.is_empty() {
            true => DriftFound::Nothing(false),
            false => DriftFound::Differences(made.drift),
        };
        LoadAsInvoiced { detail: LoadDetail::from(made.shown), invoice: made.invoice.to_string(), drift }
    }
}

/// An entry of the book as a proof has it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProofEntry {
    /// Its place in the book.
    pub entry: u64,
    /// `approved`, `invoice_drafted`, ….
    pub kind: String,
    /// Its hash.
    pub hash: String,
}

/// What checking a proof found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProofReport {
    /// The invoice.
    pub invoice: String,
    /// Its total.
    pub total: String,
    /// Its currency.
    pub currency: String,
    /// Does it hold?
    pub ok: bool,
    /// Why not, or what was checked.
    pub reason: String,
    /// The book's entry that drafted the invoice.
    pub entry: Option<u64>,
    /// Its hash, to be compared with the book.
    pub entry_hash: Option<String>,
    /// Every entry of the proof, each to be compared with the book.
    pub entries: Vec<ProofEntry>,
}

impl From<Verified> for ProofReport {
    fn from(verified: Verified) -> ProofReport {
        ProofReport {
            invoice: verified.invoice.to_string(),
            total: fixed(verified.total.amount, verified.total.currency),
            currency: verified.total.currency.to_string(),
            ok: verified.ok,
            reason: verified.reason,
            entry: verified.drafted.as_ref().map(|(seq, _)| *seq),
            entry_hash: verified.drafted.map(|(_, hash)| hash.to_string()),
            entries: verified
                .entries
                .into_iter()
                .map(|(entry, kind, hash)| ProofEntry { entry, kind: kind.to_owned(), hash: hash.to_string() })
                .collect(),
        }
    }
}

/// Something that was earned and never billed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RadarItem {
    /// The load.
    pub load: String,
    /// The invoice that billed it.
    pub invoice: String,
    /// Who was billed.
    pub customer: String,
    /// The charge.
    pub code: String,
    /// The stop, where it belongs to one.
    pub stop: Option<u32>,
    /// What is due beyond the invoice.
    pub amount: String,
    /// Currency.
    pub currency: String,
    /// The last day on which it may be claimed.
    pub deadline: String,
    /// `contract`, or `law` where the contract is silent.
    pub deadline_by: String,
    /// Has it passed?
    pub late: bool,
    /// What still keeps it from being billed.
    pub holds: Vec<String>,
    /// How the whole charge comes about now.
    pub derivation: Vec<StepLine>,
}

/// A sum that can still be claimed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RadarTotal {
    /// Currency.
    pub currency: String,
    /// Sum.
    pub total: String,
}

/// A charge that was waived.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WaivedItem {
    /// The load.
    pub load: String,
    /// The charge.
    pub charge: String,
    /// The stop, where it was waived at one alone.
    pub stop: Option<u32>,
    /// What it came to; absent where it could not be computed.
    pub amount: Option<String>,
    /// Currency.
    pub currency: Option<String>,
    /// The entry of the book.
    pub entry: u64,
    /// Who waived it.
    pub by: String,
    /// The local day, in the business's zone.
    pub on: String,
    /// Why.
    pub reason: String,
}

/// What the radar found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RadarReport {
    /// Posted loads that were looked at.
    pub loads: usize,
    /// What was found, the nearest deadline first.
    pub items: Vec<RadarItem>,
    /// What can still be claimed, by currency.
    pub totals: Vec<RadarTotal>,
    /// Loads of which the book lacks what their approval saw, and why.
    pub unread: BTreeMap<String, String>,
    /// Charges that were waived at the desk, of whatever load.
    pub waived: Vec<WaivedItem>,
    /// Was it stopped before its end?
    pub partial: bool,
}

impl From<GivenAway> for WaivedItem {
    fn from(given: GivenAway) -> WaivedItem {
        let GivenAway { load, waived, entry, by, on, reason } = given;
        WaivedItem {
            load: load.0,
            charge: waived.charge.to_string(),
            stop: waived.stop,
            amount: waived.sum.map(|sum| fixed(sum.amount, sum.currency)),
            currency: waived.sum.map(|sum| sum.currency.to_string()),
            entry,
            by,
            on: on.to_string(),
            reason,
        }
    }
}

impl From<Radar> for RadarReport {
    fn from(radar: Radar) -> RadarReport {
        let items = radar.items.into_iter().map(|item| RadarItem {
            load: item.load.to_string(),
            invoice: item.invoice.to_string(),
            customer: item.customer.to_string(),
            code: item.charge.code.to_string(),
            stop: item.charge.stop,
            amount: fixed(item.amount, item.currency),
            currency: item.currency.to_string(),
            deadline: item.deadline.to_string(),
            deadline_by: if item.by_contract { "contract" } else { "law" }.to_owned(),
            late: item.late,
            holds: item.holds,
            derivation: steps_of(&item.charge),
        });
        let totals = radar
            .totals
            .iter()
            .map(|(currency, total)| RadarTotal { currency: currency.to_string(), total: fixed(*total, *currency) });
        let unread = radar.unread.into_iter().map(|(load, why)| (load.to_string(), why)).collect();
        let (items, totals) = (items.collect(), totals.collect());
        let waived = radar.given_away.into_iter().map(WaivedItem::from).collect();
        RadarReport { loads: radar.loads, items, totals, unread, waived, partial: radar.partial }
    }
}
