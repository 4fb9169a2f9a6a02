//! Entries of the book, in words.

use linehaul_domain::decision::{Decision, Entry, RowDecision, RowSaid};
use linehaul_domain::desk::Statement;
use serde::Serialize;
use ts_rs::TS;

/// An entry of the book.
#[derive(Debug, Clone, Serialize, TS)]
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
    /// The load concerned.
    pub load: Option<String>,
    /// The invoice concerned.
    pub invoice: Option<String>,
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
        Decision::NotADuplicate { of, reason, .. } => {
            let of: Vec<&str> = of.iter().map(|load| load.as_str()).collect();
            format!("not the same as {}: {reason}", of.join(", "))
        }
        Decision::Answered(answer) => {
            format!("{}; billed all the same: {}", answer.questions.join("; "), answer.reason)
        }
        Decision::Stated(statement) => said_words(statement),
        Decision::BilledOutside { invoice, reason, .. } => format!("billed by {invoice}: {reason}"),
        Decision::BilledElsewhere { billed_by, amount, reason, .. } => {
            let by = billed_by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            let at = amount.map(|amount| format!(" at {amount}")).unwrap_or_default();
            format!("billed elsewhere{by}{at}: {reason}")
        }
        Decision::CutoverKept { reason } => format!("the cut-over stands: {reason}"),
        Decision::BilledHere { reason, .. } => format!("billed here: {reason}"),
        Decision::MayBeBilled(unsaid) => format!("it may be billed already: {}", unsaid.reason),
        Decision::InvoiceVoiding { invoice, reason } => format!("{invoice} is taken back: {reason}"),
        Decision::InvoiceVoided { invoice, reason } => format!("{invoice} is voided: {reason}"),
        Decision::CancelledAtErp { invoice, message } => format!("{invoice}: {message}"),
        Decision::BillAgain { invoice, reason } => format!("{invoice} is billed again: {reason}"),
        Decision::InvoiceClosed { invoice, reason } => format!("{invoice} is not billed again: {reason}"),
        Decision::NeedsPerson { invoice, message, .. } => format!("{invoice} waits for a person: {message}"),
        Decision::Rejected { invoice, message, .. } => format!("{invoice} was rejected: {message}"),
        Decision::InDoubt { invoice, message } => format!("{invoice} is in doubt: {message}"),
        Decision::Row(row) => row_words(row),
        Decision::SettingSet(said) => format!("{}: {}", said.words(), said.reason),
        // What has no words of its own. A new decision is no part of this before somebody says so.
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
        | Decision::OwedOutside { .. }
        | Decision::CutoverSet { .. }
        | Decision::BookContinues { .. }
        | Decision::ContractProposed { .. }
        | Decision::ContractPublished { .. }
        | Decision::InvoiceDrafted { .. }
        | Decision::DraftMade { .. }
        | Decision::StandsAtErp { .. }
        | Decision::StrayDraft { .. }
        | Decision::Effect { .. }
        | Decision::Batched { .. }
        | Decision::Sending { .. }
        | Decision::Posted { .. }
        | Decision::Requeued { .. }
        | Decision::BackedUp { .. } => entry.entry.decision.kind().replace('_', " "),
    };
    DecisionLine {
        seq: entry.seq,
        at: entry.entry.at.to_rfc3339(),
        actor: entry.entry.actor.name.clone(),
        role: format!("{:?}", entry.entry.actor.role).to_lowercase(),
        kind: entry.entry.decision.kind().to_owned(),
        text,
        load: entry.entry.decision.load().map(|l| l.0.clone()),
        invoice: entry.entry.decision.invoice().map(|i| i.0.clone()),
    }
}

/// What was said of a load at the desk, in words: what, why, and who told it.
fn said_words(Statement { says, reason, from, .. }: &Statement) -> String {
    let from = from.as_ref().map(|from| format!(" (from {from})")).unwrap_or_default();
    format!("{}: {reason}{from}", says.words())
}

/// What was said of a row of the quarantine, in words.
fn row_words(RowDecision { item, said, reason, .. }: &RowDecision) -> String {
    match said {
        RowSaid::Cleared => format!("{item} of the quarantine cleared: {reason}"),
        RowSaid::Reopened => format!("{item} of the quarantine is no longer cleared: {reason}"),
        RowSaid::Mended { place, replaced, .. } => {
            let one = |(column, (was, is)): (&String, &(String, String))| format!("{column} `{was}` -> `{is}`");
            let all: Vec<String> = replaced.iter().map(one).collect();
            format!("{place} mended ({item}), {}: {reason}", all.join(", "))
        }
    }
}
