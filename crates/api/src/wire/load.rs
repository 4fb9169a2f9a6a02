//! One load: charges with their derivation, holds, warnings, near misses, events, documents, decisions, invoices, pins.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, Pins};
use linehaul_domain::charge::{Charge, NearMiss};
use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::document::{Attestation, Document};
use linehaul_domain::event::Event;
use linehaul_domain::hold::{Hold, Warning};
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::stop::StopVisit;
use linehaul_domain::time::Instant;
use linehaul_workbench::show::Shown;
use linehaul_workbench::{InvoiceRow, Rating};
use serde::Serialize;
use serde_json::Value;

/// One step of a derivation.
#[derive(Debug, Clone, Serialize)]
pub struct StepLine {
    /// Its kind.
    pub step: String,
    /// As a person reads it.
    pub value: String,
}

/// The phrase that made a charge.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRef {
    /// The contract's file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The day from which that file is in force.
    pub version: String,
    /// The verb with the version of its meaning.
    pub verb: String,
    /// The clause of the paper contract.
    pub clause: Option<String>,
}

/// One charge.
#[derive(Debug, Clone, Serialize)]
pub struct ChargeLine {
    /// Our code.
    pub code: String,
    /// X12 element 150.
    pub x12: String,
    /// Invoice text.
    pub description: String,
    /// The stop, where it belongs to one.
    pub stop: Option<u32>,
    /// Quantity in `unit`.
    pub quantity: String,
    /// Unit.
    pub unit: String,
    /// Rate per unit.
    pub rate: String,
    /// Amount.
    pub amount: String,
    /// Currency.
    pub currency: String,
    /// How it came about.
    pub derivation: Vec<StepLine>,
    /// The phrase that made it.
    pub rule: RuleRef,
}

/// One hold.
#[derive(Debug, Clone, Serialize)]
pub struct HoldLine {
    /// Code, upper case.
    pub code: String,
    /// In words.
    pub message: String,
    /// Who acts.
    pub owner: String,
    /// What to do.
    pub next_step: String,
    /// The stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// The document type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
}

/// One warning.
#[derive(Debug, Clone, Serialize)]
pub struct WarningLine {
    /// Code, upper case.
    pub code: String,
    /// In words.
    pub message: String,
}

/// Something that almost was billed.
#[derive(Debug, Clone, Serialize)]
pub struct NearMissLine {
    /// The charge that it would have been.
    pub code: String,
    /// The stop.
    pub stop: Option<u32>,
    /// Why not.
    pub message: String,
    /// What it would be worth.
    pub worth: Option<String>,
}

/// What an assessment depended on.
#[derive(Debug, Clone, Serialize)]
pub struct PinLines {
    /// Hash of the folded load.
    pub load_revision: String,
    /// Contract's name.
    pub contract: Option<String>,
    /// Contract's file.
    pub contract_file: Option<String>,
    /// Hash of its text.
    pub contract_hash: Option<String>,
    /// House tariff's file.
    pub house_file: Option<String>,
    /// Hash of its text.
    pub house_hash: Option<String>,
    /// Hash over all tables.
    pub tables_hash: String,
    /// Hash of the customer's facts.
    pub customer_hash: String,
    /// Hash of settings.
    pub settings_hash: String,
    /// Engine.
    pub engine: String,
}

/// An entry of the book.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionLine {
    /// Its place.
    pub seq: u64,
    /// RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// As what.
    pub role: String,
    /// What: `approved`, `held`, ….
    pub kind: String,
    /// In words.
    pub text: String,
}

/// An invoice of the load.
#[derive(Debug, Clone, Serialize)]
pub struct InvoiceLineage {
    /// Number.
    pub invoice: String,
    /// State.
    pub state: String,
    /// Batch.
    pub batch: String,
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
    /// ERP record.
    pub erp_id: Option<String>,
    /// ERP number.
    pub erp_number: Option<String>,
    /// Loads on it.
    pub loads: Vec<String>,
}

/// A load as rated, without a workspace.
#[derive(Debug, Clone, Serialize)]
pub struct RatedLoad {
    /// Number.
    pub load: String,
    /// Currency.
    pub currency: String,
    /// Charges.
    pub charges: Vec<ChargeLine>,
    /// Sum.
    pub total: String,
    /// Holds.
    pub holds: Vec<HoldLine>,
    /// Warnings.
    pub warnings: Vec<WarningLine>,
    /// Nothing blocks.
    pub ready: bool,
    /// Near misses.
    pub near_misses: Vec<NearMissLine>,
}

/// Everything about one load.
#[derive(Debug, Clone, Serialize)]
pub struct LoadDetail {
    /// Number.
    pub load: String,
    /// Who is billed.
    pub customer: Option<String>,
    /// State in the queue.
    pub state: String,
    /// Mode.
    pub mode: String,
    /// Equipment.
    pub equipment: String,
    /// Loaded miles.
    pub miles: Option<String>,
    /// Weight in pounds.
    pub weight_lb: Option<String>,
    /// Stops.
    pub stops: Vec<StopLine>,
    /// References.
    pub references: std::collections::BTreeMap<String, String>,
    /// Currency.
    pub currency: String,
    /// Charges.
    pub charges: Vec<ChargeLine>,
    /// Sum.
    pub total: String,
    /// Dispatch's expected total.
    pub expected_total: Option<String>,
    /// Holds.
    pub holds: Vec<HoldLine>,
    /// Warnings.
    pub warnings: Vec<WarningLine>,
    /// Near misses.
    pub near_misses: Vec<NearMissLine>,
    /// Events in order.
    pub events: Vec<EventLine>,
    /// Documents.
    pub documents: Vec<DocumentLine>,
    /// The book about it.
    pub decisions: Vec<DecisionLine>,
    /// Its invoices.
    pub invoices: Vec<InvoiceLineage>,
    /// Pins.
    pub pins: PinLines,
}

/// A stop.
#[derive(Debug, Clone, Serialize)]
pub struct StopLine {
    /// Sequence.
    pub seq: u32,
    /// As in `stop 1 Shipper A, Memphis TN`.
    pub label: String,
    /// What happens.
    pub kind: String,
    /// Zone.
    pub zone: String,
    /// Arrived, RFC 3339 in the stop's zone.
    pub arrived: Option<String>,
    /// Departed, RFC 3339 in the stop's zone.
    pub departed: Option<String>,
}

/// An event.
#[derive(Debug, Clone, Serialize)]
pub struct EventLine {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Stop.
    pub stop: Option<u32>,
    /// RFC 3339.
    pub at: String,
    /// Remark.
    pub note: Option<String>,
}

/// A document.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentLine {
    /// Id.
    pub id: String,
    /// Type.
    pub kind: String,
    /// Stop.
    pub stop: Option<u32>,
    /// File.
    pub file: Option<String>,
    /// Does it open?
    pub readability: String,
    /// Who attested a signature.
    pub signed_by: Option<String>,
    /// Receipt amount.
    pub amount: Option<String>,
}

/// A charge in its currency.
pub fn charge_line(charge: &Charge, currency: Currency) -> ChargeLine {
    let Charge { code, x12, description, stop, quantity, unit, rate, amount, derivation, rule, clause, verb } = charge;
    let steps = derivation.iter().map(|s| StepLine { step: s.name().to_owned(), value: s.text() });
    let file_name = rule.file.rsplit('/').next().unwrap_or_default();
    ChargeLine {
        code: code.to_string(),
        x12: x12.clone(),
        description: description.clone(),
        stop: *stop,
        quantity: quantity.normalize().to_string(),
        unit: unit.clone(),
        rate: rate.to_string(),
        amount: fixed(*amount, currency),
        currency: currency.to_string(),
        derivation: steps.collect(),
        rule: RuleRef {
            file: rule.file.clone(),
            line: rule.line,
            version: file_name.trim_end_matches(".rhai").to_owned(),
            verb: verb.clone(),
            clause: clause.clone(),
        },
    }
}

impl From<&Hold> for HoldLine {
    fn from(hold: &Hold) -> HoldLine {
        let Hold { code, message, owner, next_step, stop, document, reference, charge } = hold.clone();
        let (code, charge) = (code.to_string(), charge.map(|c| c.0));
        HoldLine { code, message, owner, next_step, stop, document, reference, charge }
    }
}

impl From<&Warning> for WarningLine {
    fn from(warning: &Warning) -> WarningLine {
        WarningLine { code: warning.code.to_string(), message: warning.message.clone() }
    }
}

fn near_miss(miss: &NearMiss, currency: Currency) -> NearMissLine {
    let NearMiss { code, stop, message, worth } = miss;
    let worth = worth.map(|w| fixed(w, currency));
    NearMissLine { code: code.to_string(), stop: *stop, message: message.clone(), worth }
}

impl From<&Pins> for PinLines {
    fn from(pins: &Pins) -> PinLines {
        let Pins {
            load_revision,
            contract,
            contract_file,
            contract_hash,
            house_file,
            house_hash,
            tables_hash,
            customer_hash,
            settings_hash,
            engine,
        } = pins.clone();
        PinLines {
            load_revision: load_revision.0,
            contract: contract.map(|c| c.0),
            contract_file,
            contract_hash: contract_hash.map(|h| h.0),
            house_file,
            house_hash: house_hash.map(|h| h.0),
            tables_hash: tables_hash.0,
            customer_hash: customer_hash.0,
            settings_hash: settings_hash.0,
            engine,
        }
    }
}

impl From<&InvoiceRow> for InvoiceLineage {
    fn from(row: &InvoiceRow) -> InvoiceLineage {
        InvoiceLineage {
            invoice: row.number.to_string(),
            state: row.state.name().to_owned(),
            batch: row.body.batch.to_string(),
            total: fixed(row.body.total, row.body.currency),
            currency: row.body.currency.to_string(),
            erp_id: row.erp_id.clone(),
            erp_number: row.erp_number.clone(),
            loads: row.body.loads().into_iter().map(|l| l.0).collect(),
        }
    }
}

/// An entry in words.
pub fn decision_line(entry: &Entry) -> DecisionLine {
    let text = match &entry.entry.decision {
        Decision::Approved { total, note, .. } => match note {
            Some(note) => format!("approved at {total}: {note}"),
            None => format!("approved at {total}"),
        },
        Decision::ApprovalLapsed { difference, .. } => format!("approval lapsed: {difference}"),
        Decision::ApprovalWithdrawn { reason, .. } => format!("approval taken back: {reason}"),
        Decision::Held { reason, .. } => format!("held: {reason}"),
        Decision::Released { reason, .. } => format!("released: {reason}"),
        Decision::Adjusted { code, amount, reason, .. } => format!("{code} adjusted by {amount}: {reason}"),
        Decision::DifferenceAfterPosting { invoice, difference, .. } => {
            format!("changed after {invoice} was posted: {difference}")
        }
        other => other.kind().replace('_', " "),
    };
    DecisionLine {
        seq: entry.seq,
        at: entry.entry.at.to_rfc3339(),
        actor: entry.entry.actor.name.clone(),
        role: format!("{:?}", entry.entry.actor.role).to_lowercase(),
        kind: entry.entry.decision.kind().to_owned(),
        text,
    }
}

fn stop_line(stop: &StopVisit) -> StopLine {
    let local = |at: Option<Instant>| at.map(|at| at.with_timezone(&stop.zone).to_rfc3339());
    StopLine {
        seq: stop.seq,
        label: stop.label(),
        kind: word(&stop.kind),
        zone: stop.zone.to_string(),
        arrived: local(stop.arrived),
        departed: local(stop.departed),
    }
}

fn event_line(event: &Event) -> EventLine {
    let Event { id, kind, stop, at, note, .. } = event.clone();
    EventLine { id, kind: kind.name().to_owned(), stop, at: at.to_rfc3339(), note }
}

fn document_line(document: &Document) -> DocumentLine {
    let Document { id, kind, stop, file, readability, signed, amount, .. } = document.clone();
    let signed_by = signed.map(|s| match s {
        Attestation::Source(name) => name,
        Attestation::Person(name) => name,
    });
    let amount = amount.map(|a| a.to_string());
    DocumentLine { id, kind, stop, file, readability: word(&readability), signed_by, amount }
}

/// A noun's word as the canonical encoding has it.
fn word<T: Serialize>(noun: &T) -> String {
    match serde_json::to_value(noun) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

fn decimal(value: Option<Decimal>) -> Option<String> {
    value.map(|v| v.normalize().to_string())
}

impl From<Shown> for LoadDetail {
    fn from(shown: Shown) -> LoadDetail {
        let Shown { load, stored, standing } = shown;
        let Assessment { charges, total, holds, warnings, near_misses, pins, currency, bill_to, .. } = stored.assessment;
        let Load { number, mode, equipment, miles, weight_lb, stops, references, events, documents, .. } = load;
        LoadDetail {
            load: number.0,
            customer: bill_to.map(|c| c.0),
            state: stored.state,
            mode,
            equipment,
            miles: decimal(miles),
            weight_lb: decimal(weight_lb),
            stops: stops.iter().map(stop_line).collect(),
            references,
            currency: currency.to_string(),
            charges: charges.iter().map(|c| charge_line(c, currency)).collect(),
            total: fixed(total, currency),
            expected_total: load.expected_total.map(|m| fixed(m.amount, m.currency)),
            holds: holds.iter().map(HoldLine::from).collect(),
            warnings: warnings.iter().map(WarningLine::from).collect(),
            near_misses: near_misses.iter().map(|m| near_miss(m, currency)).collect(),
            events: events.iter().map(event_line).collect(),
            documents: documents.iter().map(document_line).collect(),
            decisions: standing.entries.iter().map(decision_line).collect(),
            invoices: standing.invoices.iter().map(InvoiceLineage::from).collect(),
            pins: PinLines::from(&pins),
        }
    }
}

/// A rating as a wire object.
pub fn rated(load: &Load, rating: &Rating) -> RatedLoad {
    let currency = rating.currency;
    RatedLoad {
        load: load.number.to_string(),
        currency: currency.to_string(),
        charges: rating.charges.iter().map(|c| charge_line(c, currency)).collect(),
        total: fixed(rating.total, currency),
        holds: rating.holds.iter().map(HoldLine::from).collect(),
        warnings: rating.warnings.iter().map(WarningLine::from).collect(),
        ready: rating.holds.is_empty(),
        near_misses: rating.near_misses.iter().map(|m| near_miss(m, currency)).collect(),
    }
}
