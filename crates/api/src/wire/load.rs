//! One load: charges, holds, warnings, near misses, events, documents, decisions, invoices, pins.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, Pins};
use linehaul_domain::desk::Entered;
use linehaul_domain::document::{Attestation, Document};
use linehaul_domain::event::Event;
use linehaul_domain::load::Load;
use linehaul_domain::money::fixed;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::time::Instant;
use linehaul_domain::vanished::Vanished;
use linehaul_workbench::decisions::show::{Billed, Shown};
use linehaul_workbench::effects::told::Told;
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::wire::charge::{
    ChargeLine, DifferenceLine, HoldLine, NearMissLine, ShareLine, WarningLine, charge_line, near_miss, share,
};
use crate::wire::desk::{QuestionLine, WayLine, ways_of};
use crate::wire::entry::{DecisionLine, decision_line};
use crate::wire::party::{BillToLines, made_out_to};

/// What an assessment depended on.
#[derive(Debug, Clone, Serialize, TS)]
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
    /// Time zone database.
    pub tzdb: String,
}

/// An invoice of the load.
#[derive(Debug, Clone, Serialize, TS)]
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
    /// The number that customers see.
    pub printed: String,
    /// ERP record.
    pub erp_id: Option<String>,
    /// ERP number.
    pub erp_number: Option<String>,
    /// Why it is rejected, in doubt, waits for a person, was voided, …, with the ways out.
    pub reason: Option<String>,
    /// The import file that holds it, where the ERP takes files.
    pub file: Option<String>,
    /// What is owed of it, or of its batch, and not done: a line each.
    pub owed: Vec<String>,
    /// Loads on it.
    pub loads: Vec<String>,
    /// Whom it is made out to: name and address as they were, line by line.
    pub bill_to: Vec<String>,
}

/// Everything about one load.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LoadDetail {
    /// Number.
    pub load: String,
    /// Who is billed.
    pub customer: Option<String>,
    /// The same with name, address and contacts; absent where nothing is known of it.
    pub bill_to: Option<BillToLines>,
    /// The source that it belongs to.
    pub source: String,
    /// What is looked at, for `approve --seen`.
    pub assessment: String,
    /// Does it wait to be assessed? Then what is shown may not be what its facts make of it.
    pub stale: bool,
    /// What changed in its charges after it was posted, or what it would come to here where it was billed elsewhere.
    pub difference: Option<DifferenceLine>,
    /// How it was billed elsewhere, in words.
    pub elsewhere: Option<String>,
    /// Lists of its source that it was missing from, with how that ended, in words.
    pub lists: Vec<String>,
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
    /// What ends them, the likeliest first.
    pub ways: Vec<WayLine>,
    /// Questions that its contract leaves open, and that can be answered for it alone.
    pub questions: Vec<QuestionLine>,
    /// Warnings.
    pub warnings: Vec<WarningLine>,
    /// Near misses.
    pub near_misses: Vec<NearMissLine>,
    /// What each payor pays, where there are several.
    pub shares: Vec<ShareLine>,
    /// Events in order.
    pub events: Vec<EventLine>,
    /// Documents.
    pub documents: Vec<DocumentLine>,
    /// What was said of it at the desk, and stands.
    pub desk: Vec<DeskLine>,
    /// The book about it.
    pub decisions: Vec<DecisionLine>,
    /// Its invoices.
    pub invoices: Vec<InvoiceLineage>,
    /// Pins.
    pub pins: PinLines,
}

/// Something that was said of the load at the desk.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DeskLine {
    /// The entry of the book, by which it is taken back.
    pub entry: u64,
    /// `field_set`, ….
    pub kind: String,
    /// What, in words.
    pub text: String,
    /// Who said it.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Who told it, and how.
    pub from: Option<String>,
}

/// A stop.
#[derive(Debug, Clone, Serialize, TS)]
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
#[derive(Debug, Clone, Serialize, TS)]
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
#[derive(Debug, Clone, Serialize, TS)]
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
            tzdb,
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
            tzdb,
        }
    }
}

impl From<&Billed> for InvoiceLineage {
    fn from(billed: &Billed) -> InvoiceLineage {
        let row = &billed.row;
        InvoiceLineage {
            reason: row.reason.clone(),
            file: billed.file.clone(),
            owed: billed.owed.iter().map(Told::line).collect(),
            invoice: row.number.to_string(),
            printed: row.body.printed_number().to_owned(),
            state: row.state.name().to_owned(),
            batch: row.body.batch.to_string(),
            total: fixed(row.body.total, row.body.currency),
            currency: row.body.currency.to_string(),
            erp_id: row.erp_id.clone(),
            erp_number: row.erp_number.clone(),
            loads: row.body.loads().into_iter().map(|l| l.0).collect(),
            bill_to: made_out_to(row.body.bill_to.as_ref()),
        }
    }
}

fn desk_line(said: &Entered) -> DeskLine {
    DeskLine {
        entry: said.seq,
        kind: said.says.entry_kind().to_owned(),
        text: said.says.words(),
        by: said.by.clone(),
        at: said.at.to_rfc3339(),
        reason: said.reason.to_string(),
        from: said.from.clone(),
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
    let Event { id, kind, stop, at, charge, amount, quantity, by, note, .. } = event.clone();
    // What an event says beside its kind; a charge and an amount belong to the approval of one.
    let upto = by.is_some().then_some(amount).flatten().map(|amount| format!("up to {amount}"));
    let charge = by.is_some().then_some(charge).flatten().map(|charge| charge.to_string());
    let (quantity, by) = (quantity.map(|q| q.normalize().to_string()), by.map(|by| format!("by {by}")));
    let parts: Vec<String> = [charge, upto, quantity, by, note].into_iter().flatten().collect();
    let note = (!parts.is_empty()).then(|| parts.join(", "));
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
        let billed = |customer| BillToLines::of(customer, &shown.contacts, &shown.tax_registrations, &shown.disputed);
        let bill_to_lines = shown.customer.as_ref().map(billed);
        let Shown { load, stored, history, invoices, source, stale, elsewhere, questions, .. } = shown;
        let assessment = stored.assessment.seen().0;
        let difference = stored.difference.map(|d| DifferenceLine::of(d, stored.currency));
        let Assessment { charges, total, holds, warnings, near_misses, shares, pins, currency, bill_to, .. } =
            stored.assessment;
        let Load { number, mode, equipment, miles, weight_lb, stops, references, events, documents, .. } = load;
        LoadDetail {
            load: load.stated_number.unwrap_or(number.0),
            source,
            assessment,
            stale,
            difference,
            elsewhere,
            lists: load.vanished.iter().map(Vanished::told).collect(),
            customer: bill_to.map(|c| c.0),
            bill_to: bill_to_lines,
            state: stored.state.to_string(),
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
            ways: ways_of(&holds),
            questions: questions.into_iter().map(QuestionLine::from).collect(),
            holds: holds.iter().map(HoldLine::from).collect(),
            warnings: warnings.iter().map(WarningLine::from).collect(),
            near_misses: near_misses.iter().map(|m| near_miss(m, currency)).collect(),
            shares: shares.iter().map(|s| share(s, currency)).collect(),
            events: events.iter().map(event_line).collect(),
            documents: documents.iter().map(document_line).collect(),
            desk: load.desk.iter().map(desk_line).collect(),
            decisions: history.iter().map(decision_line).collect(),
            invoices: invoices.iter().map(InvoiceLineage::from).collect(),
            pins: PinLines::from(&pins),
        }
    }
}
