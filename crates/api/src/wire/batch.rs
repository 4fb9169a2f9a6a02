//! Batches, pushes and reconciling.

use std::collections::BTreeMap;

use linehaul_domain::invoice::ControlTotal;
use linehaul_domain::money::{Currency, fixed};
use linehaul_workbench::InvoiceRow;
use linehaul_workbench::effects::told::Told;
use linehaul_workbench::invoicing::batch::Batch;
use linehaul_workbench::invoicing::settle::{Pushed, Sent};
use serde::Serialize;
use ts_rs::TS;

use crate::error::ApiError;
use crate::wire::party::made_out_to;
use crate::wire::review::RefusedLine;

/// A control total.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TotalLine {
    /// Currency.
    pub currency: String,
    /// Invoices.
    pub invoices: u32,
    /// Their total.
    pub total: String,
}

/// An invoice of a batch.
#[derive(Debug, Clone, Serialize, TS)]
pub struct InvoiceLine {
    /// Number.
    pub invoice: String,
    /// The number that customers see.
    pub printed: String,
    /// Loads.
    pub loads: Vec<String>,
    /// Who is billed.
    pub customer: String,
    /// Invoice date.
    pub date: String,
    /// State.
    pub state: String,
    /// Number of lines.
    pub lines: usize,
    /// The ERP's party code.
    pub party: String,
    /// Whom it is made out to: name and address as they were, line by line.
    pub bill_to: Vec<String>,
    /// Payment terms.
    pub terms: Option<String>,
    /// What the ERP gets, line by line.
    pub sent: Vec<SentLine>,
    /// Tax in it.
    pub tax: String,
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
    /// ERP record.
    pub erp_id: Option<String>,
    /// ERP number.
    pub erp_number: Option<String>,
    /// Why it stands where it stands.
    pub reason: Option<String>,
}

/// A line as the ERP gets it: quantity 1 at this amount.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SentLine {
    /// Load.
    pub load: String,
    /// Our charge code.
    pub code: String,
    /// The ERP's item.
    pub item: String,
    /// The ERP's account, where a rule names one.
    pub account: Option<String>,
    /// Dimensions by name.
    pub dimensions: BTreeMap<String, String>,
    /// Text with the arithmetic.
    pub text: String,
    /// Amount, invoice currency.
    pub amount: String,
}

/// Something that is owed beside the invoices and not done: an import file, the note of a batch.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OwedLine {
    /// What it is.
    pub kind: String,
    /// Batch.
    pub batch: String,
    /// The name by which a person speaks of it: its own, else that of its invoice or batch.
    pub name: String,
    /// The invoices that it is about; none where it is about the batch.
    pub invoices: Vec<String>,
    /// State.
    pub state: String,
    /// `LH-nnn` of what is in its way.
    pub code: Option<String>,
    /// All of it in one line.
    pub message: String,
}

impl From<&Told> for OwedLine {
    fn from(told: &Told) -> OwedLine {
        OwedLine {
            kind: told.kind.clone(),
            batch: told.batch.to_string(),
            name: told.name().to_owned(),
            invoices: told.invoices.iter().map(|number| number.0.clone()).collect(),
            state: told.state.name().to_owned(),
            code: told.code.clone(),
            message: told.line(),
        }
    }
}

/// A batch.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchView {
    /// Name; absent when nothing was approved.
    pub batch: Option<String>,
    /// Invoices.
    pub invoices: Vec<InvoiceLine>,
    /// Control totals by currency.
    pub totals: Vec<TotalLine>,
    /// Approved loads that could not be invoiced.
    pub refused: Vec<RefusedLine>,
    /// What is owed of it beside its invoices, and not done.
    pub owed: Vec<OwedLine>,
}

/// All batches.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Batches {
    /// Oldest first.
    pub batches: Vec<BatchView>,
}

/// A posted invoice.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PostedLine {
    /// Number.
    pub invoice: String,
    /// Loads.
    pub loads: Vec<String>,
    /// ERP record.
    pub erp_id: Option<String>,
    /// ERP number.
    pub erp_number: Option<String>,
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
}

/// An invoice that was not posted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnpostedLine {
    /// Number.
    pub invoice: String,
    /// Loads.
    pub loads: Vec<String>,
    /// `LH-6nn`.
    pub code: String,
    /// Why.
    pub message: String,
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
}

/// How far long work is.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Progress {
    /// Looked at.
    pub done: usize,
    /// In all.
    pub all: usize,
    /// Invoices about which the ERP is being asked, because an answer was lost.
    pub asking: usize,
    /// Does it rest, as a pause wants it? What was at the ERP when the pause was wanted is finished first.
    pub resting: bool,
}

/// What a push did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PushReport {
    /// The batch that this push made or was given.
    pub batch: Option<String>,
    /// Was nothing sent, on purpose?
    pub dry_run: bool,
    /// Posted.
    pub posted: Vec<PostedLine>,
    /// Refused.
    pub rejected: Vec<UnpostedLine>,
    /// In doubt.
    pub in_doubt: Vec<UnpostedLine>,
    /// Not tried.
    pub skipped: Vec<UnpostedLine>,
    /// Totals of what was posted, by currency.
    pub totals: Vec<TotalLine>,
    /// Approved loads that could not be invoiced.
    pub refused: Vec<RefusedLine>,
    /// What did not work, or was done, beside the invoices themselves.
    pub remarks: Vec<String>,
    /// Import files that were handed out, by path.
    pub files: Vec<String>,
    /// What is owed beside the invoices and not done.
    pub owed: Vec<OwedLine>,
    /// Approved loads that no invoice bills, when it ended.
    pub waiting: usize,
    /// What stopped it, where it did not come to its end; what was posted before is above.
    pub error: Option<ApiError>,
}

/// A control total on the wire.
pub fn total_line(total: &ControlTotal) -> TotalLine {
    let ControlTotal { currency, invoices, total } = total;
    TotalLine { currency: currency.to_string(), invoices: *invoices, total: fixed(*total, *currency) }
}

fn sent_line(line: &linehaul_domain::invoice::InvoiceLine, currency: Currency) -> SentLine {
    let linehaul_domain::invoice::InvoiceLine {
        load,
        code,
        erp_item,
        erp_account,
        dimensions,
        description,
        amount,
        ..
    } = line.clone();
    SentLine {
        load: load.0,
        code: code.0.to_string(),
        item: erp_item,
        account: erp_account,
        dimensions,
        text: description,
        amount: fixed(amount, currency),
    }
}

impl From<&InvoiceRow> for InvoiceLine {
    fn from(row: &InvoiceRow) -> InvoiceLine {
        let body = &row.body;
        InvoiceLine {
            invoice: row.number.to_string(),
            printed: body.printed_number().to_owned(),
            loads: body.loads().into_iter().map(|l| l.0).collect(),
            customer: body.customer.to_string(),
            date: body.invoice_date.to_string(),
            state: row.state.name().to_owned(),
            lines: body.lines.len(),
            party: body.erp_party.clone(),
            bill_to: made_out_to(body.bill_to.as_ref()),
            terms: body.payment_terms.clone(),
            sent: body.lines.iter().map(|line| sent_line(line, body.currency)).collect(),
            tax: fixed(body.tax, body.currency),
            total: fixed(body.total, body.currency),
            currency: body.currency.to_string(),
            erp_id: row.erp_id.clone(),
            erp_number: row.erp_number.clone(),
            reason: row.reason.clone(),
        }
    }
}

impl From<Batch> for BatchView {
    fn from(batch: Batch) -> BatchView {
        BatchView {
            // A batch without invoices is not in the book, and not to be looked at.
            batch: (!batch.invoices.is_empty()).then_some(batch.id.0),
            invoices: batch.invoices.iter().map(InvoiceLine::from).collect(),
            totals: batch.totals.iter().map(total_line).collect(),
            refused: batch.refused.into_iter().map(RefusedLine::from).collect(),
            owed: batch.owed.iter().map(OwedLine::from).collect(),
        }
    }
}

impl From<Option<Batch>> for BatchView {
    fn from(batch: Option<Batch>) -> BatchView {
        let none = || BatchView {
            batch: None,
            invoices: Vec::new(),
            totals: Vec::new(),
            refused: Vec::new(),
            owed: Vec::new(),
        };
        match batch {
            // Nothing of what is approved could be invoiced: there is no batch of that name.
            Some(batch) if batch.invoices.is_empty() => {
                let refused = batch.refused.into_iter().map(RefusedLine::from).collect();
                BatchView { refused, ..none() }
            }
            some => some.map_or_else(none, BatchView::from),
        }
    }
}

impl From<Vec<Batch>> for Batches {
    fn from(batches: Vec<Batch>) -> Batches {
        Batches { batches: batches.into_iter().map(BatchView::from).collect() }
    }
}

pub(crate) fn posted(sent: &Sent) -> PostedLine {
    PostedLine {
        invoice: sent.invoice.number.to_string(),
        loads: sent.invoice.loads().into_iter().map(|l| l.0).collect(),
        erp_id: sent.erp_id.clone(),
        erp_number: sent.erp_number.clone(),
        total: fixed(sent.invoice.total, sent.invoice.currency),
        currency: sent.invoice.currency.to_string(),
    }
}

fn unposted(sent: &Sent) -> UnpostedLine {
    let (code, message) =
        sent.reason.clone().map_or_else(Default::default, |(code, message)| (code.to_string(), message));
    let PostedLine { invoice, loads, total, currency, .. } = posted(sent);
    UnpostedLine { invoice, loads, code, message, total, currency }
}

impl From<Pushed> for PushReport {
    fn from(pushed: Pushed) -> PushReport {
        let totals = linehaul_domain::invoice::control_totals(pushed.posted.iter().map(|s| &s.invoice));
        PushReport {
            batch: pushed.batch.as_ref().map(|b| b.to_string()),
            dry_run: false,
            posted: pushed.posted.iter().map(posted).collect(),
            rejected: pushed.rejected.iter().map(unposted).collect(),
            in_doubt: pushed.in_doubt.iter().map(unposted).collect(),
            skipped: pushed.skipped.iter().map(unposted).collect(),
            totals: totals.iter().map(total_line).collect(),
            refused: Vec::new(),
            remarks: pushed.remarks,
            files: pushed.files.iter().map(|path| path.display().to_string()).collect(),
            owed: pushed.owed.iter().map(OwedLine::from).collect(),
            waiting: pushed.waiting,
            error: pushed.stopped.map(ApiError::from),
        }
    }
}
