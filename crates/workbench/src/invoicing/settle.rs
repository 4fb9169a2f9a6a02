//! Outcomes: each change of an invoice's state with its entry in the book, in one transaction.

use linehaul_billing::matching::{LineRead, ReadBack, TaxRead};
use linehaul_connectors::erp::{Erp, ErpRecord, ErpTaxLine, Found, Key, Refusal, TaxBy, Unreadable};
use linehaul_domain::Decimal;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::BatchId;
use linehaul_domain::invoice::{Invoice, InvoiceState, PersonReason};
use linehaul_domain::reason::Reason;
use linehaul_domain::time::Duration;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};
use tracing::warn;

use crate::effects::registry::owed;
use crate::effects::told::Told;
use crate::log;
pub(crate) use crate::settings::actor::entry;
pub use crate::workspace::erp_words::{fault_of, words_of};
use crate::workspace::home::Workbench;

/// What became of one invoice.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The invoice.
    pub invoice: Invoice,
    /// The ERP's record, where posted.
    pub erp_id: Option<String>,
    /// The ERP's number, where posted.
    pub erp_number: Option<String>,
    /// `LH-nnn` and words, where not posted.
    pub reason: Option<(Code, String)>,
}

/// What a push did.
#[derive(Debug, Clone, Default)]
pub struct Pushed {
    /// The batch, when one was named.
    pub batch: Option<BatchId>,
    /// Posted now, or found posted.
    pub posted: Vec<Sent>,
    /// Refused by the ERP or stopped by us.
    pub rejected: Vec<Sent>,
    /// The answer was lost.
    pub in_doubt: Vec<Sent>,
    /// Not tried: cancelled, the ERP is not reachable, or it has no name for something in it.
    pub skipped: Vec<Sent>,
    /// What did not work, or was done, beside the invoices themselves.
    pub remarks: Vec<String>,
    /// What stopped it, where it did not come to its end.
    pub stopped: Option<Fault>,
    /// Import files that were handed out, by path.
    pub files: Vec<std::path::PathBuf>,
    /// What is owed beside the invoices and not done: files, notes of batches.
    pub owed: Vec<Told>,
    /// Approved loads that no invoice bills, when it ended.
    pub waiting: usize,
}

impl Pushed {
    /// Every invoice that was looked at.
    pub fn all(&self) -> impl Iterator<Item = &Sent> {
        self.posted.iter().chain(&self.rejected).chain(&self.in_doubt).chain(&self.skipped)
    }

    /// Forgets what was said of these so far: they are looked at again.
    pub(crate) fn forget(&mut self, rows: &[InvoiceRow]) {
        let again = |sent: &Sent| rows.iter().any(|r| r.number == sent.invoice.number);
        self.in_doubt.retain(|sent| !again(sent));
        self.skipped.retain(|sent| !again(sent));
    }
}

/// An invoice that was not posted, with the reason.
pub(crate) fn left(row: &InvoiceRow, code: Code, why: &str) -> Sent {
    warn!(invoice = row.number.as_str(), attempt = row.attempt, %code, why = &*log::words(why), "not posted");
    let reason = Some((code, why.to_owned()));
    Sent { invoice: row.body.clone(), erp_id: None, erp_number: None, reason }
}

/// By what an invoice of the book is looked up.
pub(crate) fn key_of(row: &InvoiceRow) -> Key {
    Key::of(&row.body, row.erp_id.as_ref())
}

/// What of it is of one invoice. A record whose number somebody changed there says so.
pub(crate) fn of_row(row: &InvoiceRow, found: &Found) -> Found {
    let mut own = key_of(row).among(found);
    for record in own.records.iter_mut().filter(|record| record.number != row.number) {
        record.altered = Some(format!("its reference there is now `{}`", record.number));
    }
    own
}

/// In words, what of it cannot be read; nothing where all can.
pub(crate) fn unread(found: &Found) -> Option<String> {
    let all: Vec<String> = found.unreadable.iter().map(Unreadable::words).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What the ERP has, as matching reads it.
pub(crate) fn read_back_of(erp: &dyn Erp, ours: &Invoice, record: &ErpRecord) -> ReadBack {
    let expected = erp.expected(ours);
    let tax = |t: &ErpTaxLine| TaxRead { names: t.names.clone(), base: t.base, amount: t.amount };
    let line = |l: &linehaul_connectors::erp::ErpLine| LineRead {
        item: l.item.clone(),
        amount: l.amount,
        account: l.account.clone(),
        dimensions: l.dimensions.clone(),
    };
    let items = |all: &Option<Vec<_>>| all.as_ref().map(|items| items.iter().map(line).collect());
    let taxes = |all: &Option<Vec<ErpTaxLine>>| all.as_ref().map(|taxes| taxes.iter().map(tax).collect());
    ReadBack {
        party: record.party.clone(),
        lines_expected: expected.lines,
        items: items(&record.items),
        items_expected: items(&expected.items),
        printed: record.printed.clone(),
        printed_expected: expected.printed,
        tolerance: match erp.traits().tax {
            TaxBy::Us => Decimal::ZERO,
            TaxBy::Erp { tolerance } => tolerance,
        },
        mark: record.mark.clone(),
        loads: record.loads.clone(),
        accounting_date: record.accounting_date,
        terms: record.terms.clone(),
        terms_expected: expected.terms,
        taxes: taxes(&record.taxes),
        taxes_expected: taxes(&expected.taxes),
        altered: record.altered.clone(),
        total: record.total,
        tax: record.tax,
        currency: record.currency,
        invoice_date: record.invoice_date,
        lines: record.lines,
    }
}

/// A change of state with nothing else told.
pub(crate) fn change(row: &InvoiceRow, to: InvoiceState) -> StateChange {
    StateChange::of(row.at(), to)
}

/// The ERP has it. What is owed of it from now on is planned in the same entry.
pub(crate) fn settle_posted(
    bench: &mut Workbench,
    erp: &dyn Erp,
    row: &InvoiceRow,
    record: &ErpRecord,
    found: bool,
    pushed: &mut Pushed,
) -> Outcome<()> {
    let erp_number = record.erp_number.clone().unwrap_or_default();
    let decision = Decision::Posted {
        invoice: row.number.clone(),
        erp_id: record.erp_id.clone(),
        erp_number: erp_number.clone(),
        total: record.total,
        currency: record.currency,
        found,
        owes: owed(bench, erp, &row.body)?,
    };
    let state = StateChange {
        erp_id: Some(record.erp_id.clone()),
        erp_number: Some(erp_number.clone()),
        ..change(row, InvoiceState::Posted)
    };
    settle(bench, decision, state)?;
    let erp_id = Some(record.erp_id.clone());
    pushed.posted.push(Sent { invoice: row.body.clone(), erp_id, erp_number: Some(erp_number), reason: None });
    Ok(())
}

/// The ERP or we said no.
pub(crate) fn settle_rejected(
    bench: &mut Workbench,
    row: &InvoiceRow,
    refusal: &Refusal,
    pushed: &mut Pushed,
) -> Outcome<()> {
    let (code, message) = (refusal.code, refusal.message.clone());
    let state = StateChange { reason: Some(format!("{code}: {message}")), ..change(row, InvoiceState::Rejected) };
    let decision = Decision::Rejected { invoice: row.number.clone(), code: code.to_string(), message: message.clone() };
    settle(bench, decision, state)?;
    pushed.rejected.push(left(row, code, &message));
    Ok(())
}

/// The answer was lost.
pub(crate) fn settle_doubt(
    bench: &mut Workbench,
    erp: &dyn Erp,
    row: &InvoiceRow,
    why: &str,
    pushed: &mut Pushed,
) -> Outcome<()> {
    let settle_time = Duration::seconds(i64::from(erp.traits().settle_seconds));
    let state = StateChange {
        reason: Some(format!("{}: {why}", Code::InDoubt)),
        next_attempt_at: Some(bench.clock.now() + settle_time),
        ..change(row, InvoiceState::InDoubt)
    };
    if row.state != InvoiceState::InDoubt {
        let decision = Decision::InDoubt { invoice: row.number.clone(), message: why.to_owned() };
        settle(bench, decision, state)?;
    }
    pushed.in_doubt.push(left(row, Code::InDoubt, why));
    Ok(())
}

/// The ERP does not have it posted: it goes out with the next push, after so many attempts that count. Does it have nothing of it at
/// all? Then it may go to another ERP as well.
pub(crate) fn settle_requeued(
    bench: &mut Workbench,
    row: &InvoiceRow,
    (attempt, nothing_there): (u32, bool),
    pushed: &mut Pushed,
) -> Outcome<()> {
    let state = StateChange { attempt, nothing_there, ..change(row, InvoiceState::Queued) };
    settle(bench, Decision::Requeued { invoice: row.number.clone(), nothing_there }, state)?;
    pushed.skipped.push(left(row, Code::BackInQueue, "it is not posted at the ERP and waits for the next push"));
    Ok(())
}

/// A person must look.
pub(crate) fn settle_person(
    bench: &mut Workbench,
    row: &InvoiceRow,
    (why, words): (PersonReason, &str),
    pushed: &mut Pushed,
) -> Outcome<()> {
    let words = format!("{words}. {}", why.ways());
    let state = StateChange {
        reason: Some(format!("{}: {words}", Code::PersonNeeded)),
        ..change(row, InvoiceState::NeedsPerson)
    };
    let (invoice, message) = (row.number.clone(), words.clone());
    settle(bench, Decision::NeedsPerson { invoice, message, why: Some(why) }, state)?;
    pushed.in_doubt.push(left(row, Code::PersonNeeded, &words));
    Ok(())
}

/// The ERP, asked, has nothing of an invoice that was taken back.
pub(crate) fn settle_voided(bench: &mut Workbench, row: &InvoiceRow, pushed: &mut Pushed) -> Outcome<()> {
    let said = row.reason.as_deref().and_then(|text| Reason::given(text).ok());
    let reason = said.unwrap_or_else(|| Reason::ours("it was taken back"));
    let state = StateChange { reason: Some(reason.to_string()), ..change(row, InvoiceState::Voided) };
    settle(bench, Decision::InvoiceVoided { invoice: row.number.clone(), reason }, state)?;
    pushed.remarks.push(format!("{} is voided: the ERP has nothing of it", row.number));
    Ok(())
}

/// One entry and one change of state, in one transaction.
pub(crate) fn settle(bench: &mut Workbench, decision: Decision, state: StateChange) -> Outcome<()> {
    let entry = entry(bench.clock.now(), decision);
    bench.append(&BookWrite { entries: vec![entry], states: vec![state], ..BookWrite::default() })
}
